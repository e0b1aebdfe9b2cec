// listing.tsx: one listing: why, since when, and how do we know?
import type { ComponentChildren } from "preact";
import { client, dataOf, type Blocklist, type ListingDetail } from "../../api";
import { Answer, Facts } from "../../parts/facts";
import { Page, Waiting } from "../../parts/page";
import { useResource } from "../../parts/resource";
import { Badge, Copy, Foreign, StateBadge, Time } from "../../parts/values";
import { words } from "../../words/en";

const w = words.listing;

async function load(id: string) {
    const listing = (await dataOf(client.GET("/v1/listings/{id}", { params: { path: { id } } })))!;
    // a list that was taken out of the catalogue is no reason to show nothing
    const list = await dataOf(client.GET("/v1/blocklists/{id}", { params: { path: { id: listing.blocklist } } })).catch(
        () => undefined,
    );
    return { listing, list };
}

function Timeline({ of }: { of: ListingDetail }) {
    return (
        <ol class="timeline">
            {[...of.history].reverse().map((each, at) => (
                <li key={at} class={`to-${each.to}`}>
                    <p class="timeline-head">
                        <strong>{w.changes[each.change] ?? each.change}</strong>
                        <Time at={each.at} />
                    </p>
                    {each.evidence ? (
                        <details>
                            <summary>
                                {words.verdict[each.evidence.verdict]}
                                {each.evidence.codes.length > 0 && (
                                    <>
                                        {" "}
                                        <Foreign code>{each.evidence.codes.join(", ")}</Foreign>
                                    </>
                                )}
                            </summary>
                            <Answer of={each.evidence} />
                            <details>
                                <summary>{w.raw}</summary>
                                <pre tabIndex={0}>{JSON.stringify(each, null, 2)}</pre>
                            </details>
                        </details>
                    ) : (
                        <p class="faint">{w.noEvidence}</p>
                    )}
                </li>
            ))}
        </ol>
    );
}

function About({ listing, list }: { listing: ListingDetail; list: Blocklist | undefined }) {
    const rows: [string, ComponentChildren][] = [
        [w.first, <Time at={listing.first_seen_at} />],
        [w.opened, <Time at={listing.opened_at} />],
    ];
    if (listing.closed_at) rows.push([w.closed, <Time at={listing.closed_at} />]);
    if (listing.closed_reason) rows.push([w.reason, w.reasons[listing.closed_reason]]);
    rows.push([w.verified, <Time at={listing.verified_at} />], [w.scope, w.scopes[listing.scope]]);
    if (list) rows.push([w.operator, <Foreign>{list.operator.name}</Foreign>]);
    if (list?.removal.url)
        rows.push([
            words.listings.blocklist,
            <a href={list.removal.url} target="_blank" rel="noreferrer noopener">
                {w.removal}
            </a>,
        ]);
    rows.push([
        w.ids,
        <>
            <code>{listing.id}</code> <Copy text={listing.id} what={w.ids} />
        </>,
    ]);
    return <Facts rows={rows} />;
}

export function ListingPage({ id }: { id: string }) {
    const found = useResource(
        id,
        () => load(id),
        event => event.object === id || event.kind.startsWith("delisting."),
    );
    const listing = found.data?.listing;
    const list = found.data?.list;
    const name = listing ? w.title(listing.subject, list?.name ?? listing.blocklist) : id;
    const title = listing ? (
        <>
            <Foreign code>{listing.subject}</Foreign> <Copy text={listing.subject} what={words.listings.subject} />
        </>
    ) : (
        id
    );
    return (
        <Page
            title={title}
            name={name}
            of={found}
            lead={
                listing && (
                    <>
                        <StateBadge of={listing} /> <Foreign>{list?.name ?? listing.blocklist}</Foreign>
                    </>
                )
            }
        >
            {!found.data && !found.problem && <Waiting />}
            {listing && (
                <div class="columns">
                    <div>
                        {listing.not_verified_since && (
                            <div class="notice doubt">
                                <Badge tone="doubt">
                                    {w.unverified} <Time at={listing.not_verified_since} />
                                </Badge>
                                <p>{w.unverifiedNote}</p>
                            </div>
                        )}
                        <section class="card">
                            <h2>{w.evidence}</h2>
                            <Answer of={listing.evidence} />
                        </section>
                        <section class="card">
                            <h2>{w.timeline}</h2>
                            <Timeline of={listing} />
                        </section>
                    </div>
                    <aside aria-label={w.facts}>
                        {listing.state === "open" && (
                            <a class="button main full" href={`/listings/${listing.id}/delist`}>
                                {w.off}
                            </a>
                        )}
                        <section class="card">
                            <h2>{w.facts}</h2>
                            <About listing={listing} list={list} />
                        </section>
                    </aside>
                </div>
            )}
        </Page>
    );
}
