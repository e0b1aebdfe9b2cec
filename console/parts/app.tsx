// app.tsx: who is here, and which page they see.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiProblem, loadBrand, ofHost, whenSignedOut, whoAmI, type Brand, type Me } from "../api";
import { Delistings } from "../pages/customer/delistings";
import { DelistingPage } from "../pages/customer/delisting";
import { DelistPage } from "../pages/customer/delist";
import { Funds } from "../pages/customer/funds";
import { ListingPage } from "../pages/customer/listing";
import { Listings } from "../pages/customer/listings";
import { MePage } from "../pages/customer/me";
import { Overview } from "../pages/customer/overview";
import { NewestPayment, PaymentPage } from "../pages/customer/payment";
import { People } from "../pages/customer/people";
import { Subjects } from "../pages/customer/subjects";
import { Enter } from "../pages/enter";
import { startLive } from "../live";
import { followLinks, go, usePlace, type Place } from "../route";
import { words } from "../words/en";
import { SignInAgain } from "./again";
import { StaffPages } from "./lazy";
import { Empty, Failed, Page } from "./page";
import { cameBackFrom } from "./payment";
import { Shell } from "./shell";

const signInPath = "/enter";

function NotFound() {
    return (
        <Page title={words.notFound.title} name={words.notFound.title}>
            <Empty title={words.notFound.title} hint={words.notFound.hint}>
                <a href="/">{words.nav.overview}</a>
            </Empty>
        </Page>
    );
}

const pathOf = (pattern: RegExp, path: string) => pattern.exec(path)?.[1];

function pageAt({ path, query }: Place, me: Me) {
    const listing = pathOf(/^\/listings\/(lst_\d+)$/, path);
    if (listing) return <ListingPage key={listing} id={listing} />;
    const off = pathOf(/^\/listings\/(lst_\d+)\/delist$/, path);
    if (off) return <DelistPage key={off} id={off} me={me} query={query} />;
    const job = pathOf(/^\/delistings\/(del_\d+)$/, path);
    if (job) return <DelistingPage key={job} id={job} me={me} />;
    const payment = pathOf(/^\/payments\/(pay_\d+)$/, path);
    if (payment) return <PaymentPage key={payment} id={payment} me={me} />;
    if (ofHost(me) && (path === "/staff" || path.startsWith("/staff/")))
        return <StaffPages path={path} query={query} me={me} nowhere={<NotFound />} />;
    if (path === "/") return <Overview key="overview" />;
    if (path === "/listings") return <Listings key="listings" query={query} me={me} />;
    if (path === "/subjects") return <Subjects key="subjects" query={query} me={me} />;
    if (path === "/delistings") return <Delistings key="delistings" query={query} />;
    if (path === "/funds") return <Funds key="funds" query={query} me={me} />;
    if (path === "/payments") return <NewestPayment key="payments" />;
    if (path === "/me") return <MePage key="me" me={me} />;
    if (path === "/people") return <People key="people" me={me} />;
    return <NotFound key="none" />;
}

/** Staff begins with its own page; whoever has just paid, with that payment. */
function placeFor(me: Me): string | undefined {
    if (location.pathname !== "/") return undefined;
    const payment = cameBackFrom();
    if (payment) return `/payments/${payment}`;
    return ofHost(me) ? "/staff" : undefined;
}

export function App() {
    const place = usePlace();
    const [brand, setBrand] = useState<Brand>({ name: "", support_url: null, terms_url: null });
    const [me, setMe] = useState<Me>();
    const [ended, setEnded] = useState(false);
    const [problem, setProblem] = useState<ApiProblem>();
    const here = useRef(me);
    here.current = me;
    const entering = place.path === signInPath;

    useEffect(() => {
        document.addEventListener("click", followLinks);
        loadBrand().then(setBrand, () => undefined);
        return () => document.removeEventListener("click", followLinks);
    }, []);

    useEffect(
        () =>
            whenSignedOut(() => {
                if (location.pathname === signInPath) return;
                if (here.current) return setEnded(true); // the page stays, with what was typed
                const back = location.pathname + location.search;
                go(`${signInPath}?to=${encodeURIComponent(back)}`, true);
            }),
        [],
    );

    const listener = me && `${me.person?.id} ${me.account ?? me.role}`;
    useEffect(() => (listener && !entering && !ended ? startLive(listener) : undefined), [listener, entering, ended]);

    const look = () => {
        setProblem(undefined);
        whoAmI().then(
            found => {
                const to = placeFor(found);
                if (to) go(to, true);
                setMe(found);
            },
            failed => failed.status !== 401 && setProblem(failed),
        );
    };
    useEffect(() => {
        if (entering) {
            setMe(undefined);
            setEnded(false);
        } else if (!me) look();
    }, [entering]);
    // staff's own beginning, also by a link within the console
    useEffect(() => {
        if (me && place.path === "/" && ofHost(me)) go("/staff", true);
    }, [place.path, me]);

    if (entering)
        return (
            <Shell brand={brand} me={undefined}>
                <Enter to={place.query.get("to")} brand={brand} />
            </Shell>
        );
    return (
        <Shell brand={brand} me={me}>
            {problem && (
                <main id="content">
                    <Failed problem={problem} again={look} />
                </main>
            )}
            {me && pageAt(place, me)}
            {me && ended && (
                <SignInAgain
                    me={me}
                    back={now => {
                        setMe(now);
                        setEnded(false);
                    }}
                />
            )}
        </Shell>
    );
}
