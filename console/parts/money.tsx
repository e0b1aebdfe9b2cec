// money.tsx: amounts as people read them, and as they type them. Money is whole minor units, never a fraction.
import type { Money } from "../api";

const formats = new Map<string, Intl.NumberFormat>();
function formatOf(currency: string): Intl.NumberFormat {
    const known = formats.get(currency);
    if (known) return known;
    const made = new Intl.NumberFormat(undefined, { style: "currency", currency });
    formats.set(currency, made);
    return made;
}

const digitsOf = (currency: string) => formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;

export const amountText = ({ amount, currency }: Money) => formatOf(currency).format(amount / 10 ** digitsOf(currency));

/** What did something to a balance has its sign. */
export function Amount({ of, signed }: { of: Money; signed?: boolean }) {
    const text = amountText({ ...of, amount: Math.abs(of.amount) });
    const sign = of.amount < 0 ? "−" : signed && of.amount > 0 ? "+" : "";
    return <span class="amount">{sign + text}</span>;
}

/** 35, 35.00 or 35,00 in minor units; undefined where it is no amount. */
export function minorUnits(typed: string, currency: string): number | undefined {
    const digits = digitsOf(currency);
    const found = /^(\d{1,9})(?:[.,](\d+))?$/.exec(typed.trim());
    if (!found || (found[2]?.length ?? 0) > digits) return undefined;
    const amount = Number(found[1] + (found[2] ?? "").padEnd(digits, "0"));
    return amount > 0 ? amount : undefined;
}

/** The same, as one types it. */
export const typedAmount = ({ amount, currency }: Money) =>
    (amount / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));
