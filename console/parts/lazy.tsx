// lazy.tsx: staff's pages: a chunk of their own, which customers never load.
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiProblem, type Me } from "../api";
import { words } from "../words/en";
import { Failed, Page, Waiting } from "./page";

export interface StaffProps {
    path: string;
    query: URLSearchParams;
    me: Me;
    nowhere: VNode;
}

type Pages = typeof import("../pages/staff/index");
let loaded: Pages | undefined;

export function StaffPages(props: StaffProps) {
    const [pages, set] = useState(loaded);
    const [problem, setProblem] = useState<ApiProblem>();
    const load = () => {
        setProblem(undefined);
        import("../pages/staff/index").then(
            found => set((loaded = found)),
            () => setProblem(new ApiProblem(0, words.problem.offline, words.problem.offlineDetail, "")),
        );
    };
    useEffect(() => {
        if (!pages) load();
    }, []);
    if (pages) return <pages.Staff {...props} />;
    return (
        <Page title={words.nav.staff} name={words.nav.staff}>
            {problem ? <Failed problem={problem} again={load} /> : <Waiting />}
        </Page>
    );
}
