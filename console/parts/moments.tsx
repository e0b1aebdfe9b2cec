// moments.tsx: times that run: how long until then, and texts of the service with moments in them.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Time } from "./values";

const second = 1000;
const units: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
    ["day", 24 * 3600 * second],
    ["hour", 3600 * second],
    ["minute", 60 * second],
    ["second", second],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** The time now, which goes on by itself. */
export function useNow(every = second): number {
    const [now, set] = useState(Date.now);
    useEffect(() => {
        const timer = setInterval(() => set(Date.now()), every);
        return () => clearInterval(timer);
    }, [every]);
    return now;
}

/** "in 3 hours", "2 days ago". */
export function Ago({ at }: { at: string }) {
    const left = new Date(at).getTime() - useNow(10 * second);
    const [unit, ms] = units.find(each => Math.abs(left) >= each[1]) ?? ["second", second];
    return <>{relative.format(Math.trunc(left / ms), unit)}</>;
}

/** 7:59:32, down to 0:00:00. */
export function Countdown({ until }: { until: string }) {
    const left = Math.max(0, Math.floor((new Date(until).getTime() - useNow()) / second));
    const two = (n: number) => String(n).padStart(2, "0");
    return (
        <span class="amount" role="timer">
            {`${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`}
        </span>
    );
}

const spans: Record<string, string> = { d: "day", h: "hour", m: "minute", s: "second" };
/** "30m", "1d12h" of the service, as people say it. */
export function spanText(span: string): string {
    const parts = [...span.matchAll(/(\d+)([dhms])/g)].map(([, count, unit]) =>
        new Intl.NumberFormat(undefined, { style: "unit", unit: spans[unit!]!, unitDisplay: "long" }).format(
            Number(count),
        ),
    );
    return parts.length > 0 ? parts.join(" ") : span;
}

const moment = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/;
/** A sentence of the service: the moments in it are shown in the reader's zone. */
export function Prose({ text }: { text: string }) {
    return (
        <>
            {text.split(moment).map((part, at) => (
                <Fragment key={at}>{at % 2 ? <Time at={part} /> : part}</Fragment>
            ))}
        </>
    );
}
