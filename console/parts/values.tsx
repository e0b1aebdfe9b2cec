// values.tsx: values as people read them: moments, states (by word and shape, never by colour alone), texts of strangers.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Evidence, Listing } from "../api";
import { words } from "../words/en";

const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
export const number = new Intl.NumberFormat();

/** In the reader's zone; in UTC, to the second, for whoever points at it. */
export function Time({ at }: { at: string | null | undefined }) {
    if (!at) return <span class="faint">{words.common.none}</span>;
    const moment = new Date(at);
    return (
        <time dateTime={at} title={words.common.utc(exact.format(moment))}>
            {short.format(moment)}
        </time>
    );
}

/** A text that somebody else wrote: its directions stay within it. */
export function Foreign({ children, code }: { children: ComponentChildren; code?: boolean }) {
    return <bdi class={code ? "mono" : undefined}>{children}</bdi>;
}

/** The same of a sentence, which may begin small where others use it within theirs. */
export function Says({ text }: { text: string }) {
    return <bdi>{text.charAt(0).toUpperCase() + text.slice(1)}</bdi>;
}

type Tone = "bad" | "good" | "doubt" | "quiet";
const shapes: Record<Tone, string> = { bad: "■", good: "✓", doubt: "?", quiet: "○" };

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
    return (
        <span class={`badge ${tone}`}>
            <span aria-hidden="true">{shapes[tone]}</span> {children}
        </span>
    );
}

const stateTones: Record<Listing["state"], Tone> = {
    open: "bad",
    closed: "quiet",
    suspected: "doubt",
    dismissed: "quiet",
};
export function StateBadge({ of }: { of: Listing }) {
    return <Badge tone={stateTones[of.state]}>{words.listingState[of.state]}</Badge>;
}

const verdictTones: Record<Evidence["verdict"], Tone> = {
    listed: "bad",
    clean: "good",
    informational: "quiet",
    unknown: "doubt",
};
export function VerdictBadge({ of }: { of: Evidence }) {
    return <Badge tone={verdictTones[of.verdict]}>{words.verdict[of.verdict]}</Badge>;
}

/** What an answer means, in a few words. */
export function Meaning({ of }: { of: Evidence }) {
    if (of.verdict === "unknown") return <>{of.reason ? words.reasons[of.reason] : words.verdict.unknown}</>;
    const text = of.meanings.join(", ") || of.codes.join(", ");
    return text ? <Foreign>{text}</Foreign> : <span class="faint">{words.common.none}</span>;
}

/** Whether it stands on the clipboard now: a browser may refuse, and has none without TLS. */
export const copied = async (text: string) =>
    navigator.clipboard?.writeText(text).then(
        () => true,
        () => false,
    ) ?? false;

export function Copy({ text, what }: { text: string; what: string }) {
    const [done, set] = useState<"yes" | "no">();
    const copy = async () => {
        set((await copied(text)) ? "yes" : "no");
        setTimeout(() => set(undefined), 1500);
    };
    return (
        <button
            type="button"
            class="copy"
            title={words.common.copy(what)}
            aria-label={words.common.copy(what)}
            onClick={copy}
        >
            <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
                {done === "yes" ? <path d="m3 8.5 3.2 3.2L13 5" /> : <path d="M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z" />}
            </svg>
            <span class="hidden" role="status">
                {done === "yes" ? words.common.copied : done === "no" ? words.common.notCopied : ""}
            </span>
        </button>
    );
}
