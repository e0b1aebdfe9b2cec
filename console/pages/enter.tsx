// enter.tsx: signing in: by the link of a mail (behind the #, so that no log and no Referer has it), or by its code.
//
// Opening the link does nothing: programs that look at mails open links too. A button uses it up.
import { useEffect, useState } from "preact/hooks";
import { askForLink, signIn, type Brand } from "../api";
import { Field, useSending } from "../parts/form";
import { Failed, Page } from "../parts/page";
import { go } from "../route";
import { words } from "../words/en";

/** A path of this site, whatever a link says. */
const placeOf = (wanted: string | null) =>
    wanted && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith("/enter") ? wanted : "/";

function takeLink(): string {
    const link = location.hash.slice(1);
    if (link) history.replaceState(null, "", location.pathname + location.search);
    return link;
}

function ByLink({ link, to }: { link: string; to: string | null }) {
    const sending = useSending(async () => go(placeOf((await signIn({ link })) ?? to), true));
    return (
        <form class="card" onSubmit={sending.onSubmit}>
            <p>{words.enter.lead}</p>
            {sending.problem && <Failed problem={sending.problem} />}
            <button type="submit" class="main" disabled={sending.busy}>
                {words.enter.button}
            </button>
        </form>
    );
}

/** `signed` is told where the person wanted to go, if the link knows. */
function ByCode({ signed }: { signed: (to: string | null) => void }) {
    const sending = useSending(async fields => signed(await signIn({ code: String(fields.get("code")).trim() })));
    return (
        <form class="card" onSubmit={sending.onSubmit}>
            <p role="status">{words.enter.asked}</p>
            {sending.problem && <Failed problem={sending.problem} />}
            <Field
                label={words.enter.code}
                name="code"
                required
                autocomplete="one-time-code"
                autocapitalize="characters"
                spellcheck={false}
            />
            <button type="submit" class="main" disabled={sending.busy}>
                {words.enter.useCode}
            </button>
        </form>
    );
}

function ByMail({ asked }: { asked: () => void }) {
    const sending = useSending(async fields => {
        await askForLink(String(fields.get("email")).trim());
        asked();
    });
    return (
        <form class="card" onSubmit={sending.onSubmit}>
            <p>{words.enter.askLead}</p>
            {sending.problem && <Failed problem={sending.problem} />}
            <Field
                label={words.enter.email}
                name="email"
                type="email"
                required
                autocomplete="email"
                wrong={sending.problem?.about("email")}
            />
            <button type="submit" class="main" disabled={sending.busy}>
                {words.enter.ask}
            </button>
        </form>
    );
}

/** By mail: first the address, then the code that came. */
export function BySentCode({ signed }: { signed: (to: string | null) => void }) {
    const [asked, setAsked] = useState(false);
    return asked ? <ByCode signed={signed} /> : <ByMail asked={() => setAsked(true)} />;
}

export function Enter({ to, brand }: { to: string | null; brand: Brand }) {
    const [link, setLink] = useState(takeLink);
    useEffect(() => {
        const look = () => setLink(old => takeLink() || old);
        addEventListener("hashchange", look);
        return () => removeEventListener("hashchange", look);
    }, []);
    return (
        <div class="narrow">
            <Page title={words.enter.title} name={`${words.enter.title} · ${brand.name}`}>
                {link ? (
                    <ByLink link={link} to={to} />
                ) : (
                    <BySentCode signed={wanted => go(placeOf(wanted ?? to), true)} />
                )}
            </Page>
        </div>
    );
}
