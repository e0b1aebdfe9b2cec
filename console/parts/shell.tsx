// shell.tsx: what stands around each page: whose console it is, where one can go, and who is signed in.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ofHost, signOut, type Brand, type Me } from "../api";
import { useLost } from "../live";
import { go, usePlace } from "../route";
import { words } from "../words/en";
import { Foreign, Time } from "./values";

type Place = [path: string, text: string, shape: string];
const places: Place[] = [
    ["/", words.nav.overview, "◫"],
    ["/listings", words.nav.listings, "≡"],
    ["/subjects", words.nav.subjects, "⌾"],
    ["/delistings", words.nav.delistings, "✓"],
    ["/funds", words.nav.funds, "¤"],
];
const placesOfStaff: Place[] = [
    ["/staff", words.nav.staff, "◫"],
    ["/staff/queue", words.nav.queue, "☰"],
    ["/listings", words.nav.listings, "≡"],
    ["/subjects", words.nav.subjects, "⌾"],
    ["/delistings", words.nav.delistings, "✓"],
];

function ThemeSwitch() {
    const key = "offlist-theme";
    const root = document.documentElement;
    const [theme, set] = useState(root.dataset.theme ?? "system");
    const choose = (chosen: string) => {
        set(chosen);
        if (chosen === "system") delete root.dataset.theme;
        else root.dataset.theme = chosen;
        try {
            localStorage.setItem(key, chosen);
        } catch {
            // it lasts as long as the page
        }
    };
    return (
        <select
            class="theme"
            aria-label={words.theme.label}
            value={theme}
            onChange={event => choose(event.currentTarget.value)}
        >
            <option value="system">{words.theme.system}</option>
            <option value="light">{words.theme.light}</option>
            <option value="dark">{words.theme.dark}</option>
        </select>
    );
}

/** The longest place that the address is within. */
function placeOf(path: string, all: Place[]): string | undefined {
    const within = all.map(([to]) => to).filter(to => path === to || (to !== "/" && path.startsWith(`${to}/`)));
    return within.sort((one, other) => other.length - one.length)[0];
}

function Navigation({ me }: { me: Me }) {
    const { path } = usePlace();
    const all = ofHost(me) ? placesOfStaff : places;
    const here = placeOf(path, all);
    return (
        <nav>
            {all.map(([to, text, shape]) => (
                <a key={to} href={to} aria-current={to === here ? "page" : undefined}>
                    <span class="nav-shape" aria-hidden="true">
                        {shape}
                    </span>
                    {text}
                </a>
            ))}
        </nav>
    );
}

/** Said where every page has it: what stands there may have changed since. */
function Lost() {
    const since = useLost();
    return (
        <div role="status">
            {since && (
                <p class="lost notice doubt">
                    <strong>{words.live.lost}</strong> {words.live.since} <Time at={since.toISOString()} />.{" "}
                    {words.live.catchesUp}
                </p>
            )}
        </div>
    );
}

async function leave() {
    await signOut().catch(() => undefined);
    go("/enter");
}

export function Shell({ brand, me, children }: { brand: Brand; me: Me | undefined; children: ComponentChildren }) {
    return (
        <>
            <a class="skip" href="#content">
                {words.nav.skip}
            </a>
            <header class="top">
                <a class="brand" href="/">
                    <img src="/brand/logo" alt="" width="26" height="26" />
                    <Foreign>{brand.name}</Foreign>
                </a>
                {me && <Navigation me={me} />}
                <div class="who">
                    <ThemeSwitch />
                    {me?.person && (
                        <a class="person" href="/me" aria-label={words.nav.you(me.person.email)}>
                            <Foreign>{me.person.email}</Foreign>
                        </a>
                    )}
                    {me && (
                        <button type="button" class="plain" onClick={leave}>
                            {words.common.signOut}
                        </button>
                    )}
                </div>
            </header>
            {me && <Lost />}
            {children}
            {(brand.support_url || brand.terms_url) && (
                <footer class="foot">
                    {brand.support_url && <a href={brand.support_url}>{words.common.support}</a>}
                    {brand.terms_url && <a href={brand.terms_url}>{words.common.terms}</a>}
                </footer>
            )}
        </>
    );
}
