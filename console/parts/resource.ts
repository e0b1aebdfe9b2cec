// resource.ts: what a page shows of REST: loading, there, or failed, with what was there before kept meanwhile.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiProblem } from "../api";
import { useNews, type Happened } from "../live";
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

export type Touches = (event: Happened) => boolean;

/**
 * Loads anew when `key` changes, when asked to, and when something has happened that `touches` it. An answer that was
 * overtaken is dropped.
 */
export function useResource<T>(key: string, load: () => Promise<T>, touches?: Touches): Resource<T> {
    const [state, set] = useState<Omit<Resource<T>, "again">>({
        data: undefined,
        problem: undefined,
        slow: false,
        at: undefined,
    });
    const [round, setRound] = useState(0);
    const loading = useRef(load);
    loading.current = load;
    const busy = useRef(false);
    const wanted = useRef(false); // once more, when this one is done: or none would ever be done where all are slow
    useEffect(() => {
        let current = true;
        busy.current = true;
        const timer = setTimeout(() => set(old => ({ ...old, slow: true })), slowAfter);
        const done = () => {
            clearTimeout(timer);
            if (!current) return;
            busy.current = false;
            if (wanted.current) setRound(n => n + 1);
            wanted.current = false;
        };
        loading
            .current()
            .then(data => current && set({ data, problem: undefined, slow: false, at: new Date() }))
            .catch(failed => current && set(old => ({ ...old, problem: asProblem(failed), slow: false })))
            .finally(done);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [key, round]);
    const again = useCallback(() => {
        if (busy.current) wanted.current = true;
        else setRound(n => n + 1);
    }, []);
    useNews(touches, again);
    return { ...state, again };
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

/** The same of a list that comes in pages; as many of them as were asked for are loaded anew. */
export function usePages<T>(
    key: string,
    load: (cursor: string | undefined) => Promise<PageOf<T>>,
    touches?: Touches,
): Paged<T> {
    const shown = useRef({ key, pages: 1 });
    if (shown.current.key !== key) shown.current = { key, pages: 1 };
    const all = useResource(
        key,
        async () => {
            let page = await load(undefined);
            const items = [...page.items];
            for (let n = 1; n < shown.current.pages && page.next; n++) {
                page = await load(page.next);
                items.push(...page.items);
            }
            return { items, next: page.next };
        },
        touches,
    );
    const more = () => {
        shown.current.pages += 1;
        all.again();
    };
    return { ...all, data: all.data?.items, more: all.data?.next ? more : undefined };
}
