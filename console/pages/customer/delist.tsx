// delist.tsx: how do I get off this list? First for free, then what must be in order, then what we do, then the order.
import { client, dataOf, ofHost, type ApiProblem, type Delisting, type Me, type Money, type Quote } from "../../api";
import { Facts } from "../../parts/facts";
import { spanText } from "../../parts/moments";
import { Amount } from "../../parts/money";
import { Page, Waiting } from "../../parts/page";
import { useResource } from "../../parts/resource";
import { Badge, Copy, Foreign, Says, StateBadge } from "../../parts/values";
import { words } from "../../words/en";
import { Order } from "./order";

const w = words.delist;

export interface Way {
    quote: Quote;
    funds: Money | undefined; // what can be spent; of staff none
    problem: ApiProblem | undefined; // of reading the balance: the free way is there all the same
    live: Delisting | undefined;
}

async function balanceOf(account: string): Promise<Pick<Way, "funds" | "problem">> {
    try {
        const funds = await dataOf(client.GET("/v1/accounts/{id}/funds", { params: { path: { id: account } } }));
        return { funds: funds!.available, problem: undefined };
    } catch (problem) {
        return { funds: undefined, problem: problem as ApiProblem };
    }
}

async function load(id: string, me: Me) {
    const listing = (await dataOf(client.GET("/v1/listings/{id}", { params: { path: { id } } })))!;
    const about = { subject: listing.subject, blocklist: listing.blocklist };
    const [quote, list, funds, live] = await Promise.all([
        dataOf(client.GET("/v1/quotes", { params: { query: about } })),
        dataOf(client.GET("/v1/blocklists/{id}", { params: { path: { id: listing.blocklist } } })).catch(
            () => undefined,
        ),
        me.account ? balanceOf(me.account) : { funds: undefined, problem: undefined },
        dataOf(client.GET("/v1/delistings", { params: { query: { ...about, state: "live", limit: 1 } } })),
    ]);
    return { listing, list, way: { quote: quote!, ...funds, live: live!.items[0] } };
}

function Free({ of, listing, self }: { of: Quote; listing: string; self: boolean }) {
    const mail = of.free.url.startsWith("mailto:");
    return (
        <section class="card step-card">
            <h2>{w.free}</h2>
            <p class="faint">{w.freeLead}</p>
            <Facts
                rows={[
                    [
                        w.freeText,
                        <>
                            <Says text={of.free.text} /> <Copy text={of.free.text} what={w.freeText} />
                        </>,
                    ],
                    ...(of.free.url
                        ? [
                              [
                                  w.link,
                                  <>
                                      <Foreign code>{of.free.url.replace(/^mailto:/, "")}</Foreign>{" "}
                                      <Copy text={of.free.url.replace(/^mailto:/, "")} what={w.link} />
                                  </>,
                              ] as [string, preact.ComponentChildren],
                          ]
                        : []),
                ]}
            />
            <p class="actions">
                {/^(https?|mailto):/.test(of.free.url) && (
                    <a class="button" href={of.free.url} target="_blank" rel="noreferrer noopener">
                        {mail ? w.write : w.open}
                    </a>
                )}
                {!self && (
                    <a class="button" href={`/listings/${listing}/delist?way=self`}>
                        {w.self}
                    </a>
                )}
            </p>
        </section>
    );
}

function MyWay({ listing }: { listing: string }) {
    return (
        <section class="card step-card">
            <h2>{w.selfTitle}</h2>
            <p>{w.selfNote}</p>
            <p class="actions">
                <a class="button main" href={`/listings/${listing}`}>
                    {w.watch}
                </a>
                <a class="button plain" href={`/listings/${listing}/delist`}>
                    {w.selfBack}
                </a>
            </p>
        </section>
    );
}

const standingTones = { in_order: "good", wrong: "bad", could_not_check: "doubt", not_checked: "quiet" } as const;

function First({ of, check, slow }: { of: Quote; check: () => void; slow: boolean }) {
    return (
        <section class="card step-card">
            <h2>{w.first}</h2>
            {of.first.length === 0 ? (
                <p class="faint">{w.firstNone}</p>
            ) : (
                <>
                    <p class="faint">{w.firstNote}</p>
                    <ul class="checks">
                        {of.first.map((each, at) => (
                            <li key={at}>
                                <span>
                                    <Says text={each.text} />
                                    <span class="faint small check-told">
                                        <Says
                                            text={each.detail || (each.standing === "not_checked" ? w.notChecked : "")}
                                        />
                                    </span>
                                </span>
                                <Badge tone={standingTones[each.standing]}>{w.standing[each.standing]}</Badge>
                            </li>
                        ))}
                    </ul>
                    <p class="actions">
                        <button type="button" onClick={check} aria-busy={slow}>
                            {w.check}
                        </button>
                    </p>
                </>
            )}
        </section>
    );
}

function Paid({ of }: { of: Quote }) {
    return (
        <section class="card step-card">
            <h2>{w.paid}</h2>
            <Facts
                rows={[
                    [w.we, <Says text={of.way.text || words.common.none} />],
                    [w.takes, w.takesText(spanText(of.expected.proof_takes))],
                    [w.until, w.untilText(spanText(of.expected.deadline))],
                    [w.fee, of.fee ? <Amount of={of.fee} /> : words.common.none],
                ]}
            />
            <p class="faint small">{w.back_if}</p>
            {of.terms.length > 0 && (
                <details>
                    <summary>{w.terms}</summary>
                    <ul class="terms">
                        {of.terms.map((each, at) => (
                            <li key={at}>
                                <Foreign>{each}</Foreign>
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </section>
    );
}

export function DelistPage({ id, me, query }: { id: string; me: Me; query: URLSearchParams }) {
    const found = useResource(`delist ${id}`, () => load(id, me));
    const { listing, list, way } = found.data ?? {};
    const name = listing ? w.title(listing.subject, list?.name ?? listing.blocklist) : id;
    const self = query.get("way") === "self";
    const offered = way && (way.quote.sold || way.quote.fee || way.live);
    return (
        <div class="medium">
            <Page
                title={listing ? <Foreign>{name}</Foreign> : id}
                name={name}
                of={found}
                lead={
                    listing && (
                        <>
                            <StateBadge of={listing} /> <a href={`/listings/${id}`}>{w.back}</a>
                        </>
                    )
                }
            >
                {!found.data && !found.problem && <Waiting />}
                {listing && way && (
                    <div class="flow">
                        {listing.state === "closed" && (
                            <div class="notice">
                                <p>
                                    <strong>{w.over}.</strong> {w.overNote}
                                </p>
                            </div>
                        )}
                        <Free of={way.quote} listing={id} self={self} />
                        {self ? (
                            <MyWay listing={id} />
                        ) : (
                            <>
                                <First of={way.quote} check={found.again} slow={found.slow} />
                                {offered && <Paid of={way.quote} />}
                                <Order way={way} me={me} stays={ofHost(me)} again={found.again} />
                            </>
                        )}
                    </div>
                )}
            </Page>
        </div>
    );
}
