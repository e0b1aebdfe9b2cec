// live.ts: what happens while a page is open. One tab of a browser listens (Web Locks choose it) and tells the others
// (BroadcastChannel), since a browser has six connections for a site and no more. Only ids come: pages read again by REST.
import { useEffect, useRef, useState } from "preact/hooks";
import { whoAmI, type Schemas } from "./api";

export type Happened = Schemas["Event"];
type News = Happened[] | "everything"; // what may be read again; everything: more has happened than was told

const silence = 25_000; // ms; the service says every 10 s that it lives
const forgiven = 2_000; // ms without a connection that nobody needs to hear of
const comesBack = 5_000; // ms after a refusal
const looksEvery = 15_000; // ms, where there is no room for one more stream
const gathered = 100; // ms: what happens together is told together
const atMostEvery = 1_000; // ms

const here = new EventTarget();
/** Since when there is no connection; undefined: there is one, or nobody knows otherwise yet. */
let lostSince: Date | undefined;
/** There was a stream: what happened until the next one may have been missed. */
let connected = false;

// --- to the pages of this tab ---

let waiting: News = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let toldAt = 0;

function tellPages() {
    timer = undefined;
    if (document.visibilityState === "hidden") return; // when somebody looks again
    const news = waiting;
    waiting = [];
    toldAt = Date.now();
    if (news === "everything" || news.length > 0) here.dispatchEvent(new CustomEvent("news", { detail: news }));
}

function hear(news: News) {
    waiting = waiting === "everything" || news === "everything" ? "everything" : [...waiting, ...news];
    timer ??= setTimeout(tellPages, Math.max(gathered, toldAt + atMostEvery - Date.now()));
}

function setLost(since: Date | undefined) {
    if (lostSince?.getTime() === since?.getTime()) return;
    lostSince = since;
    here.dispatchEvent(new Event("lost"));
}

// --- the one that listens ---

interface Told {
    news?: News;
    lost?: number | null; // ms since 1970
}

/** Listens until `ended`; `tell` hears all of it. */
function listen(tell: (what: Told) => void, ended: AbortSignal) {
    let source: EventSource | undefined;
    let heardAt = Date.now();
    let lost = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
        heardAt = Date.now();
        if (lost) tell({ lost: null });
        lost = false;
    };
    const gone = () => {
        if (lost || Date.now() - heardAt < forgiven) return;
        lost = true;
        tell({ lost: heardAt });
    };
    const open = () => {
        source?.close();
        again = undefined;
        if (ended.aborted) return;
        const mine = (source = new EventSource("/v1/events"));
        const on = (kind: string, then: (data: string) => void) =>
            mine.addEventListener(kind, event => {
                if (source !== mine) return;
                alive();
                then((event as MessageEvent<string>).data);
            });
        on("open", () => undefined);
        // whatever was missed is found by reading again, also what no event tells of
        on("ready", () => {
            if (connected) tell({ news: "everything" });
            connected = true;
        });
        on("reset", () => tell({ news: "everything" }));
        on("changed", data => tell({ news: [JSON.parse(data)] }));
        on("alive", () => undefined);
        on("signed_out", () => void refused());
        mine.onerror = () => {
            if (source === mine && mine.readyState === EventSource.CLOSED) void refused();
        };
    };
    /** There is an answer, and it is no stream: signed out (the page is told so by asking), or no room. */
    const refused = async () => {
        source?.close();
        source = undefined;
        if (again || ended.aborted) return;
        again = setTimeout(open, comesBack);
        const known = await whoAmI().then(
            () => true,
            failed => failed.status > 0,
        );
        if (!known || ended.aborted) return;
        alive();
        clearTimeout(again);
        again = setTimeout(open, looksEvery);
        tell({ news: "everything" });
    };
    const watch = setInterval(() => {
        const quiet = Date.now() - heardAt;
        if (source?.readyState !== EventSource.OPEN) gone();
        if (quiet < silence) return;
        gone();
        if (quiet % silence < 1000) open(); // it may hang: a new one finds out
    }, 1000);
    open();
    ended.addEventListener("abort", () => {
        clearInterval(watch);
        clearTimeout(again);
        source?.close();
    });
}

/** From now on, for whoever is signed in; `who` is one name for each person and account. What ends it. */
export function startLive(who: string): () => void {
    const over = new AbortController();
    const others = new BroadcastChannel(`offlist-live-${who}`);
    const take = ({ news, lost }: Told) => {
        if (news) hear(news);
        if (lost !== undefined) setLost(lost === null ? undefined : new Date(lost));
    };
    let leads = false;
    others.onmessage = ({ data }: MessageEvent<Told | "how is it">) => {
        if (data !== "how is it") take(data);
        else if (leads) others.postMessage({ lost: lostSince?.getTime() ?? null });
    };
    others.postMessage("how is it");
    const lead = () => {
        leads = true;
        const tell = (what: Told) => {
            others.postMessage(what);
            take(what);
        };
        listen(tell, over.signal);
        return new Promise<void>(done => over.signal.addEventListener("abort", () => done()));
    };
    // who takes over does not know what happened in between
    const takeOver = () => {
        if (leads || over.signal.aborted) return undefined;
        hear("everything");
        return lead();
    };
    if (!navigator.locks) void lead();
    else
        void navigator.locks
            .request(`offlist-live-${who}`, { ifAvailable: true }, lock => lock && lead())
            .then(() => navigator.locks.request(`offlist-live-${who}`, { signal: over.signal }, takeOver))
            .catch(() => undefined); // ended while it waited
    const seen = () =>
        document.visibilityState === "visible" && (waiting === "everything" || waiting.length > 0) && hear([]);
    document.addEventListener("visibilitychange", seen);
    return () => {
        over.abort();
        others.close();
        document.removeEventListener("visibilitychange", seen);
        setLost(undefined);
    };
}

/** Calls `then` when something has happened that `touches`, and when more has happened than was told. */
export function useNews(touches: ((event: Happened) => boolean) | undefined, then: () => void) {
    const now = useRef({ touches, then });
    now.current = { touches, then };
    useEffect(() => {
        const told = (event: Event) => {
            const news = (event as CustomEvent<News>).detail;
            const { touches: mine, then: act } = now.current;
            if (news === "everything" || (mine && news.some(mine))) act();
        };
        here.addEventListener("news", told);
        return () => here.removeEventListener("news", told);
    }, []);
}

export function useLost(): Date | undefined {
    const [since, set] = useState(lostSince);
    useEffect(() => {
        const told = () => set(lostSince);
        here.addEventListener("lost", told);
        return () => here.removeEventListener("lost", told);
    }, []);
    return since;
}

/** Events of these kinds: "listing" for listing.opened and its like. */
export const kinds =
    (...of: string[]) =>
    ({ kind }: Happened) =>
        of.includes(kind.split(".")[0]!);
/** Events of these things. */
export const things =
    (...of: (string | null | undefined)[]) =>
    ({ object }: Happened) =>
        of.includes(object);
