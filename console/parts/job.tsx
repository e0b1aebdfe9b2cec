// job.tsx: a delisting as people follow it: its state in a word, and the steps from the order to its end.
import type { Delisting } from "../api";
import { words } from "../words/en";
import { spanText } from "./moments";
import { Badge, Time } from "./values";

const w = words.job;
type State = Delisting["state"];

const tones = {
    awaiting_funds: "doubt",
    held: "quiet",
    submitting: "quiet",
    submitted: "quiet",
    uncertain: "doubt",
    verifying: "quiet",
    succeeded: "good",
    failed: "bad",
    cancelled: "quiet",
} as const;

export const ended = (state: State) => state === "succeeded" || state === "failed" || state === "cancelled";

export function JobBadge({ state }: { state: State }) {
    return <Badge tone={tones[state]}>{w.states[state]}</Badge>;
}

/** How many of the five steps are behind it. A proof that is under way may break, so it is never counted as done. */
function behind(of: Delisting): number {
    switch (of.state) {
        case "awaiting_funds":
            return 0;
        case "held":
        case "submitting":
        case "uncertain":
            return 1;
        case "submitted":
        case "verifying":
            return 2;
        case "succeeded":
            return 5;
        default: // where it ended
            if (!of.held_at) return 0;
            return of.submitted_at ? 2 : 1;
    }
}

function proofText({ proof, submitted_at }: Delisting) {
    if (!proof) return submitted_at ? w.notLooked : "";
    return proof.newest === "listed" ? w.stillListed : w.answers(proof.clean_answers);
}

function askedText({ state, submitted_at }: Delisting) {
    if (submitted_at) return <Time at={submitted_at} />;
    if (state === "submitting") return w.askedNow;
    return state === "uncertain" ? w.unsure : "";
}

function heldText({ state, held_at }: Delisting) {
    if (held_at) return <Time at={held_at} />;
    return state === "awaiting_funds" ? w.waits : w.notHeld;
}

export function Steps({ of }: { of: Delisting }) {
    const done = behind(of);
    const over = ended(of.state) && of.state !== "succeeded";
    const clean = of.proof?.newest === "clean" ? spanText(of.proof.clean_for) : "";
    const steps = [
        [w.step.held, heldText(of)],
        [w.step.asked, askedText(of)],
        [w.step.proof, proofText(of)],
        [w.step.hold, clean && w.cleanFor(clean)],
        [w.step.done, of.ended_at ? <Time at={of.ended_at} /> : ""],
    ];
    return (
        <ol class="steps" aria-label={w.steps}>
            {steps.map(([name, told], at) => {
                const state = at < done ? "done" : at > done ? "todo" : over ? "failed" : "now";
                return (
                    <li key={at} class={`step-${state}`} aria-current={state === "now" ? "step" : undefined}>
                        <span class="step-mark" aria-hidden="true">
                            {state === "done" ? "✓" : state === "failed" ? "✕" : at + 1}
                        </span>
                        <strong>{name}</strong> <span class="hidden">{w.stepState[state]}</span>
                        <span class="step-told">{told}</span>
                    </li>
                );
            })}
        </ol>
    );
}
