// keys.ts: single keys of a page, which can be turned off (WCAG 2.2, 2.1.4), and which stay out of fields and dialogs.
import { useEffect, useRef, useState } from "preact/hooks";

const kept = "offlist-keys";

export function useKeysOn(): [on: boolean, set: (on: boolean) => void] {
    const [on, set] = useState(() => {
        try {
            return localStorage.getItem(kept) !== "off";
        } catch {
            return true;
        }
    });
    const choose = (wanted: boolean) => {
        set(wanted);
        try {
            localStorage.setItem(kept, wanted ? "on" : "off");
        } catch {
            // it lasts as long as the page
        }
    };
    return [on, choose];
}

const typing = (target: EventTarget | null) =>
    target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]") !== null;

/** What each key does; a key that does something does nothing else. */
export function useKeys(on: boolean, keys: Record<string, (() => void) | undefined>) {
    const now = useRef(keys);
    now.current = keys;
    useEffect(() => {
        if (!on) return;
        const pressed = (event: KeyboardEvent) => {
            if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
            if (event.repeat && !"jk".includes(event.key)) return; // a held key walks, and does nothing twice
            if (document.querySelector("dialog[open]")) return;
            const act = now.current[event.key];
            if (!act) return;
            event.preventDefault();
            act();
        };
        document.addEventListener("keydown", pressed);
        return () => document.removeEventListener("keydown", pressed);
    }, [on]);
}
