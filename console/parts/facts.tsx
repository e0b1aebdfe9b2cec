// facts.tsx: names and values, and one answer of a list as evidence.
import type { ComponentChildren } from "preact";
import type { Evidence } from "../api";
import { words } from "../words/en";
import { Foreign, Time, VerdictBadge } from "./values";

const w = words.listing;

export type Fact = [name: string, value: ComponentChildren];

export function Facts({ rows }: { rows: Fact[] }) {
    return (
        <dl class="facts">
            {rows.map(([name, value]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}

/** One answer of the list, whole. What strangers wrote is text, and stays within its field. */
export function Answer({ of }: { of: Evidence }) {
    const rows: Fact[] = [];
    if (of.codes.length > 0) rows.push([w.code, <Foreign code>{of.codes.join(", ")}</Foreign>]);
    if (of.meanings.length > 0) rows.push([w.meaning, <Foreign>{of.meanings.join(", ")}</Foreign>]);
    if (of.reason) rows.push([w.meaning, words.reasons[of.reason]]);
    if (of.text.length > 0)
        rows.push([
            w.text,
            of.text.map((each, at) => (
                <blockquote key={at}>
                    <Foreign>{each}</Foreign>
                </blockquote>
            )),
        ]);
    rows.push(
        [w.asked, <Time at={of.asked_at} />],
        [w.resolver, <Foreign code>{of.resolver}</Foreign>],
        [w.ttl, `${of.ttl} s`],
    );
    return (
        <>
            <p>
                <VerdictBadge of={of} />
            </p>
            <Facts rows={rows} />
        </>
    );
}
