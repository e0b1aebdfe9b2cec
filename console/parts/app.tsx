// app.tsx: who is here, and which page they see.
import { useEffect, useState } from "preact/hooks";
import { ApiProblem, loadBrand, whenSignedOut, whoAmI, type Brand, type Me } from "../api";
import { Enter } from "../pages/enter";
import { ListingPage } from "../pages/customer/listing";
import { Listings } from "../pages/customer/listings";
import { Overview } from "../pages/customer/overview";
import { Subjects } from "../pages/customer/subjects";
import { followLinks, go, usePlace, type Place } from "../route";
import { words } from "../words/en";
import { Empty, Failed, Page } from "./page";
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

function pageAt({ path, query }: Place, me: Me) {
    const one = /^\/listings\/(lst_\d+)$/.exec(path)?.[1];
    if (one) return <ListingPage key={one} id={one} />;
    if (path === "/") return <Overview key="overview" />;
    if (path === "/listings") return <Listings key="listings" query={query} me={me} />;
    if (path === "/subjects") return <Subjects key="subjects" query={query} />;
    return <NotFound key="none" />;
}

export function App() {
    const place = usePlace();
    const [brand, setBrand] = useState<Brand>({ name: "", support_url: null, terms_url: null });
    const [me, setMe] = useState<Me>();
    const [problem, setProblem] = useState<ApiProblem>();
    const entering = place.path === signInPath;

    useEffect(() => {
        document.addEventListener("click", followLinks);
        loadBrand().then(setBrand, () => undefined);
        return () => document.removeEventListener("click", followLinks);
    }, []);

    useEffect(
        () =>
            whenSignedOut(() => {
                setMe(undefined);
                const back = location.pathname + location.search;
                if (location.pathname !== signInPath) go(`${signInPath}?to=${encodeURIComponent(back)}`, true);
            }),
        [],
    );

    const look = () => {
        setProblem(undefined);
        whoAmI().then(setMe, failed => failed.status !== 401 && setProblem(failed));
    };
    useEffect(() => {
        if (entering) setMe(undefined);
        else if (!me) look();
    }, [entering]);

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
        </Shell>
    );
}
