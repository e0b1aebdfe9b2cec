// route.ts: which page the address asks for. All state that a link should carry is in the address.
import { useEffect, useState } from "preact/hooks";

export interface Place {
    path: string;
    query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });
const moved = new EventTarget();

/** Goes to a path of this site. `replace`: the step back leads past it. */
export function go(to: string, replace = false) {
    if (replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    moved.dispatchEvent(new Event("moved"));
}

/** Where we are, now and after each move. */
export function usePlace(): Place {
    const [place, set] = useState(here);
    useEffect(() => {
        const look = () => set(here());
        moved.addEventListener("moved", look);
        addEventListener("popstate", look);
        return () => {
            moved.removeEventListener("moved", look);
            removeEventListener("popstate", look);
        };
    }, []);
    return place;
}

/** The address with these parameters; empty ones are left out. */
export function address(path: string, parameters: Record<string, string | undefined>): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value) query.set(name, value);
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}

/** Clicks on links of this site change the page without loading it anew; everything else is the browser's. */
export function followLinks(event: MouseEvent) {
    if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
    )
        return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/v1/") || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
}
