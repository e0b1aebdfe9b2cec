// resource.ts: what a page shows of REST: loading, there, or failed, with what was there before kept meanwhile.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiProblem } from "../api";
import { words } from "../words/en";

const slowAfter = 300; // ms: what is faster does not flicker

export interface Resource<T> {
    data: T | undefined;
    problem: ApiProblem | undefined;
    slow: boolean; // what is shown is old, and has been for a moment
    at: Date | undefined; // when `data` came
    again: () => void;
}

const asProblem = (failed: unknown) =>
    failed instanceof ApiProblem ? failed : new ApiProblem(0, words.problem.failed, String(failed), "");

/** Loads anew when `key` changes, and when asked to. An answer that was overtaken is dropped. */
export function useResource<T>(key: string, load: () => Promise<T>): Resource<T> {
    const [state, set] = useState<Omit<Resource<T>, "again">>({
        data: undefined,
        problem: undefined,
        slow: false,
        at: undefined,
    });
    const [round, setRound] = useState(0);
    const loading = useRef(load);
    loading.current = load;
    useEffect(() => {
        let current = true;
        const timer = setTimeout(() => set(old => ({ ...old, slow: true })), slowAfter);
        loading
            .current()
            .then(data => current && set({ data, problem: undefined, slow: false, at: new Date() }))
            .catch(failed => current && set(old => ({ ...old, problem: asProblem(failed), slow: false })))
            .finally(() => clearTimeout(timer));
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [key, round]);
    return { ...state, again: useCallback(() => setRound(n => n + 1), []) };
}

/** Looks again every so many ms while somebody looks at the page; `undefined`: not any more. */
export function useEvery(ms: number | undefined, look: () => void) {
    useEffect(() => {
        if (ms === undefined) return;
        const timer = setInterval(() => document.visibilityState === "visible" && look(), ms);
        return () => clearInterval(timer);
    }, [ms, look]);
}

interface PageOf<T> {
    items: T[];
    next: string | null;
}

export interface Paged<T> extends Resource<T[]> {
    more: (() => void) | undefined; // none: that is all
}

/** The same of a list that comes in pages; the pages after the first are added when asked for. */
export function usePages<T>(key: string, load: (cursor: string | undefined) => Promise<PageOf<T>>): Paged<T> {
    const [added, add] = useState<{ key: string; items: T[]; next: string | null; problem?: ApiProblem }>();
    const first = useResource(key, () => load(undefined));
    const mine = `${key} ${first.at?.getTime()}`;
    const rest = added?.key === mine ? added : undefined;
    const next = rest ? rest.next : first.data?.next;
    const more = async () => {
        try {
            const page = await load(next ?? undefined);
            add({ key: mine, items: [...(rest?.items ?? []), ...page.items], next: page.next });
        } catch (failed) {
            add({ key: mine, items: rest?.items ?? [], next: next ?? null, problem: asProblem(failed) });
        }
    };
    return {
        ...first,
        data: first.data && [...first.data.items, ...(rest?.items ?? [])],
        problem: first.problem ?? rest?.problem,
        more: next ? () => void more() : undefined,
    };
}
