// shell.tsx: what stands around each page: whose console it is, where one can go, and who is signed in.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { signOut, type Brand, type Me } from "../api";
import { go, usePlace } from "../route";
import { words } from "../words/en";
import { Foreign } from "./values";

const places: [path: string, text: string, shape: string][] = [
    ["/", words.nav.overview, "◫"],
    ["/listings", words.nav.listings, "≡"],
    ["/subjects", words.nav.subjects, "⌾"],
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

function Navigation() {
    const { path } = usePlace();
    const isHere = (to: string) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));
    return (
        <nav>
            {places.map(([to, text, shape]) => (
                <a key={to} href={to} aria-current={isHere(to) ? "page" : undefined}>
                    <span class="nav-shape" aria-hidden="true">
                        {shape}
                    </span>
                    {text}
                </a>
            ))}
        </nav>
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
                {me && <Navigation />}
                <div class="who">
                    <ThemeSwitch />
                    {me?.person && (
                        <span class="person">
                            <Foreign>{me.person.email}</Foreign>
                        </span>
                    )}
                    {me && (
                        <button type="button" class="plain" onClick={leave}>
                            {words.common.signOut}
                        </button>
                    )}
                </div>
            </header>
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
