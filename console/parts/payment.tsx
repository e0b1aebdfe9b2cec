// payment.tsx: a payment's state in a word.
import type { Payment } from "../api";
import { words } from "../words/en";
import { Badge } from "./values";

const tones = {
    created: "quiet",
    pending: "doubt",
    expired: "quiet",
    invalid: "bad",
    partial: "doubt",
    late: "good",
    settled: "good",
    disputed: "doubt",
    won: "good",
    lost: "bad",
} as const;

export const toneOf = (state: Payment["state"]) => tones[state];

export function PaymentBadge({ state }: { state: Payment["state"] }) {
    return <Badge tone={tones[state]}>{words.payment.states[state]}</Badge>;
}

const key = "offlist-paying";
/** Gateways lead back to one place for everybody: the window remembers which payment it left for. */
export function leavesFor(payment: string) {
    try {
        sessionStorage.setItem(key, payment);
    } catch {
        // then the newest payment is shown
    }
}
export function cameBackFrom(): string | undefined {
    try {
        const payment = sessionStorage.getItem(key) ?? undefined;
        sessionStorage.removeItem(key);
        return payment && /^pay_\d+$/.test(payment) ? payment : undefined;
    } catch {
        return undefined;
    }
}
