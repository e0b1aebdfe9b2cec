// overview.tsx: what needs somebody now? Each part is asked for by itself, so that one that fails hides no other.
import type { ComponentChildren } from "preact";
import { ApiProblem, client, dataOf, type Blocklist, type Schemas } from "../../api";
import { kinds } from "../../live";
import { Ago } from "../../parts/moments";
import { Failed, Page, Waiting } from "../../parts/page";
import { useEvery, useResource, type Resource } from "../../parts/resource";
import { Table } from "../../parts/table";
import { Badge, Foreign, number, Time } from "../../parts/values";
import { words } from "../../words/en";
import { staff } from "../../words/en-staff";

const w = staff.overview;
const lookEvery = 30_000; // ms
const most = 500;

/** More than a page has is told as "500+". */
const counted = (page: { items: unknown[]; next: string | null }) =>
    number.format(page.items.length) + (page.next ? "+" : "");

async function loadTasks() {
    const [open, claimed] = await Promise.all(
        (["open", "claimed"] as const).map(state =>
            dataOf(client.GET("/v1/tasks", { params: { query: { state, limit: most } } })),
        ),
    );
    return { open: open!, claimed: claimed! };
}

const loadChanges = async () =>
    (await dataOf(client.GET("/v1/mass-changes", { params: { query: { state: "open", limit: 50 } } })))!;
const loadEnds = async () =>
    (await dataOf(client.GET("/v1/mass-ends", { params: { query: { state: "open", limit: 50 } } })))!;
const loadLists = async () =>
    (await dataOf(client.GET("/v1/blocklists", { params: { query: { enabled: "true", limit: most } } })))!.items;

/** A service that is not ready says so with 503, and with the same body: here that is no failure. */
async function loadReadiness(): Promise<Schemas["Readiness"]> {
    const response = await fetch("/readyz", { headers: { Accept: "application/json" } });
    const body = await response.json().catch(() => undefined);
    if (Array.isArray(body?.checks)) return body;
    // a service that has no room says something else
    throw new ApiProblem(response.status, body?.title ?? words.problem.failed, body?.detail ?? "", "");
}

const sickOf = (lists: Blocklist[]) =>
    lists.flatMap(list => {
        const kind = list.health.find(each => each.state === "unhealthy" || each.state === "unverified");
        return kind ? [{ list, kind }] : [];
    });

/** Those that have proved that they work; what has no test entries proves nothing. */
const provedOf = (lists: Blocklist[]) => lists.filter(list => list.health.some(each => each.state === "healthy"));

interface TileProps<T> {
    title: string;
    of: Resource<T>;
    tone: (data: T) => string;
    children: (data: T) => ComponentChildren;
}

function Tile<T>({ title, of, tone, children }: TileProps<T>) {
    return (
        <section class={`tile ${of.data ? tone(of.data) : ""}`}>
            <h2>{title}</h2>
            {of.problem && <Failed problem={of.problem} again={of.again} old={of.data !== undefined} />}
            {of.data ? children(of.data) : !of.problem && <Waiting rows={1} />}
        </section>
    );
}

function Figure({ children, note }: { children: ComponentChildren; note?: ComponentChildren }) {
    return (
        <>
            <p class="figure">{children}</p>
            <p class="faint small">{note}</p>
        </>
    );
}

function Tasks({ of }: { of: Resource<Awaited<ReturnType<typeof loadTasks>>> }) {
    return (
        <Tile title={w.tasks} of={of} tone={data => (data.open.items.length > 0 ? "doubt" : "")}>
            {({ open, claimed }) => (
                <>
                    <Figure
                        note={
                            open.items[0] ? (
                                <>
                                    {w.oldest} <Ago at={open.items[0].created_at} />, {w.claimed(counted(claimed))}
                                </>
                            ) : (
                                w.claimed(counted(claimed))
                            )
                        }
                    >
                        {counted(open)}
                    </Figure>
                    <a class="button main" href="/staff/queue">
                        {w.queue}
                    </a>
                </>
            )}
        </Tile>
    );
}

function Service({ of }: { of: Resource<Schemas["Readiness"]> }) {
    return (
        <Tile title={w.service} of={of} tone={data => (data.ready ? "" : "bad")}>
            {({ ready, checks }) => (
                <>
                    <p class="tile-badge">
                        <Badge tone={ready ? "good" : "bad"}>{ready ? w.ready : w.notReady}</Badge>
                    </p>
                    <details>
                        <summary>{w.checks}</summary>
                        <ul class="checks">
                            {checks.map(each => (
                                <li key={each.name}>
                                    <span>
                                        {each.name}
                                        <span class="faint small check-told">
                                            <Foreign>{each.detail}</Foreign>
                                        </span>
                                    </span>
                                    <Badge tone={each.ok ? "good" : "bad"}>{each.ok ? w.ready : w.notReady}</Badge>
                                </li>
                            ))}
                        </ul>
                    </details>
                </>
            )}
        </Tile>
    );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
    return (
        <section>
            <div class="section-head">
                <h2>{title}</h2>
            </div>
            {children}
        </section>
    );
}

function Changes({ items }: { items: Schemas["MassChange"][] }) {
    return (
        <Section title={w.changes}>
            <Table
                columns={[{ name: w.what, wide: true }, w.count, w.began, w.id]}
                rows={items.map(each => ({
                    key: each.id,
                    cells: [
                        w.change(each.blocklist, each.direction === "opening"),
                        w.changeCounts(number.format(each.subjects), number.format(each.accounts)),
                        <Time at={each.began_at} />,
                        <code>{each.id}</code>,
                    ],
                }))}
            />
        </Section>
    );
}

function Ends({ items }: { items: Schemas["MassEnd"][] }) {
    return (
        <Section title={w.ends}>
            <Table
                columns={[{ name: w.what, wide: true }, w.count, w.began, w.id]}
                rows={items.map(each => ({
                    key: each.id,
                    cells: [
                        <Foreign>{each.text}</Foreign>,
                        w.endCounts(number.format(each.delistings)),
                        <Time at={each.began_at} />,
                        <code>{each.id}</code>,
                    ],
                }))}
            />
        </Section>
    );
}

function Sick({ items }: { items: ReturnType<typeof sickOf> }) {
    return (
        <Section title={w.lists}>
            <Table
                columns={[w.list, { name: w.what, wide: true }, w.began]}
                rows={items.map(({ list, kind }) => ({
                    key: list.id,
                    cells: [
                        <Foreign>{list.name}</Foreign>,
                        <>
                            <Badge tone="doubt">{w.why[kind.state]}</Badge>
                            {kind.why && (
                                <span class="faint small check-told">
                                    <Foreign>{kind.why}</Foreign>
                                </span>
                            )}
                        </>,
                        <Time at={kind.since} />,
                    ],
                }))}
            />
        </Section>
    );
}

export function StaffOverview() {
    const tasks = useResource("tasks", loadTasks, kinds("delisting"));
    const changes = useResource("changes", loadChanges);
    const ends = useResource("ends", loadEnds);
    const lists = useResource("lists", loadLists, kinds("blocklist"));
    const ready = useResource("readyz", loadReadiness);
    for (const each of [tasks, changes, ends, lists, ready]) useEvery(lookEvery, each.again);
    const sick = lists.data && sickOf(lists.data);
    const waits = (count: number) => (count > 0 ? "doubt" : "");
    return (
        <Page title={w.title} name={w.title} lead={w.lead} of={{ ...tasks, problem: undefined }}>
            <div class="tiles">
                <Tasks of={tasks} />
                <Tile title={w.changes} of={changes} tone={data => waits(data.items.length)}>
                    {data => <Figure note={data.items.length ? w.changesNote : w.changesNone}>{counted(data)}</Figure>}
                </Tile>
                <Tile title={w.ends} of={ends} tone={data => waits(data.items.length)}>
                    {data => <Figure note={data.items.length ? w.endsNote : w.endsNone}>{counted(data)}</Figure>}
                </Tile>
                <Tile title={w.lists} of={lists} tone={data => waits(sickOf(data).length)}>
                    {data => (
                        <Figure note={w.listsTold(sickOf(data).length, provedOf(data).length, data.length)}>
                            {number.format(sickOf(data).length)}
                        </Figure>
                    )}
                </Tile>
                <Service of={ready} />
            </div>
            {changes.data && changes.data.items.length > 0 && <Changes items={changes.data.items} />}
            {ends.data && ends.data.items.length > 0 && <Ends items={ends.data.items} />}
            {sick && sick.length > 0 && <Sick items={sick} />}
        </Page>
    );
}
