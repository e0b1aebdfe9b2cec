// delisting.tsx: where is my job, and where is my money?
import { useState } from "preact/hooks";
import { client, dataOf, once, type DelistingDetail, type Evidence, type Me } from "../../api";
import { things } from "../../live";
import { Confirm } from "../../parts/dialog";
import { Answer, Facts, type Fact } from "../../parts/facts";
import { ended, JobBadge, Steps } from "../../parts/job";
import { Ago, Prose } from "../../parts/moments";
import { Amount } from "../../parts/money";
import { Page, Waiting } from "../../parts/page";
import { useEvery, useResource } from "../../parts/resource";
import { TopUp } from "../../parts/top-up";
import { Copy, Foreign, number, Says, Time } from "../../parts/values";
import { words } from "../../words/en";

const w = words.job;
const lookEvery = 10_000; // ms
const answersShown = 6;

async function load(id: string) {
    const job = (await dataOf(client.GET("/v1/delistings/{id}", { params: { path: { id } } })))!;
    const params = { path: { id: job.blocklist } };
    const list = await dataOf(client.GET("/v1/blocklists/{id}", { params })).catch(() => undefined);
    return { job, list: list?.name ?? job.blocklist };
}

function feeIs({ state, held_at }: DelistingDetail): string {
    if (state === "awaiting_funds") return w.feeIs.to_pay;
    if (!held_at) return w.feeIs.none;
    if (state === "succeeded") return w.feeIs.earned;
    return ended(state) ? w.feeIs.back : w.feeIs.held;
}

const tone = ({ state }: DelistingDetail) =>
    state === "succeeded" ? "good" : state === "failed" ? "bad" : state === "uncertain" ? "doubt" : "";

/** The sentence of the service, and when something happens at the latest. */
function Summary({ of }: { of: DelistingDetail }) {
    return (
        <section class={`verdict ${tone(of)}`}>
            <p class="verdict-text">
                <Prose text={of.summary} />
            </p>
            {of.next_at && (
                <p class="small faint">
                    {w.nextLook} <Ago at={of.next_at} /> {w.atLatest}: <Time at={of.next_at} />
                </p>
            )}
        </section>
    );
}

function Cancelling({ of, done }: { of: DelistingDetail; done: (started: string[]) => void }) {
    return (
        <Confirm
            text={w.cancel}
            title={w.cancelAsk}
            note={w.cancelNote}
            yes={w.cancel}
            act={async key => {
                const params = { path: { id: of.id }, ...once(key) };
                const moved = await dataOf(client.POST("/v1/delistings/{id}/cancel", { body: {}, params }));
                done(moved!.started);
            }}
        />
    );
}

function Entries({ of }: { of: DelistingDetail }) {
    const [all, showAll] = useState(false);
    const newest = [...of.evidence].reverse();
    const shown = all ? newest : newest.slice(0, answersShown);
    if (shown.length === 0)
        return (
            <p class="faint">
                {w.noEvidence}. {!ended(of.state) && w.noEvidenceHint}
            </p>
        );
    return (
        <>
            <ol class="timeline">
                {shown.map((each, at) => {
                    const answer = each.kind === "answer" ? (each.content as Evidence) : undefined;
                    return (
                        <li key={at} class={answer && `to-${answer.verdict}`}>
                            <details>
                                <summary>
                                    {answer
                                        ? words.verdict[answer.verdict]
                                        : (w.evidenceKinds[each.kind] ?? w.received)}{" "}
                                    {answer && <Foreign code>{answer.codes.join(", ")}</Foreign>} ·{" "}
                                    <Time at={each.at} />
                                </summary>
                                {answer ? <Answer of={answer} /> : <pre tabIndex={0}>{text(each.content)}</pre>}
                            </details>
                        </li>
                    );
                })}
            </ol>
            {shown.length < newest.length && (
                <p class="actions">
                    <button type="button" onClick={() => showAll(true)}>
                        {w.allAnswers(number.format(newest.length))}
                    </button>
                </p>
            )}
        </>
    );
}
const text = (content: unknown) => (typeof content === "string" ? content : JSON.stringify(content, null, 2));

function History({ of }: { of: DelistingDetail }) {
    return (
        <ol class="timeline">
            {[...of.history].reverse().map((each, at) => (
                <li key={at} class={`job-${each.to}`}>
                    <p class="timeline-head">
                        <strong>{w.states[each.to]}</strong>
                        <Time at={each.at} />
                    </p>
                    {(each.actor || each.note) && (
                        <p class="faint small">
                            <Foreign>{[each.actor, each.note].filter(Boolean).join(": ")}</Foreign>
                        </p>
                    )}
                </li>
            ))}
        </ol>
    );
}

function About({ of }: { of: DelistingDetail }) {
    const rows: Fact[] = [
        [
            w.fee,
            <>
                <Amount of={of.fee} /> <span class="faint">{feeIs(of)}</span>
            </>,
        ],
        [w.ordered, <Time at={of.created_at} />],
        [w.method, <Says text={w.methods[of.method]} />],
    ];
    if (of.reason) rows.push([w.reason, <Says text={of.reason} />]);
    if (of.listing) rows.push([words.listing.ids, <a href={`/listings/${of.listing}`}>{of.listing}</a>]);
    rows.push([
        w.id,
        <>
            <code>{of.id}</code> <Copy text={of.id} what={w.id} />
        </>,
    ]);
    if (of.terms.length > 0)
        rows.push([
            w.terms,
            <ul class="terms">
                {of.terms.map((each, at) => (
                    <li key={at}>
                        <Foreign>{each}</Foreign>
                    </li>
                ))}
            </ul>,
        ]);
    return <Facts rows={rows} />;
}

export function DelistingPage({ id, me }: { id: string; me: Me }) {
    const found = useResource(`delisting ${id}`, () => load(id), things(id));
    const [told, tell] = useState("");
    const of = found.data?.job;
    useEvery(of && !ended(of.state) ? lookEvery : undefined, found.again);
    const name = of ? w.title(of.subject, found.data!.list) : id;
    const cancels = of && !me.read_only && (of.state === "awaiting_funds" || of.state === "held");
    const pays = of && !me.read_only && of.state === "awaiting_funds" && of.to_pay.amount > 0;
    return (
        <Page title={<Foreign>{name}</Foreign>} name={name} of={found} lead={of && <JobBadge state={of.state} />}>
            {!of && !found.problem && <Waiting />}
            <p role="status">{told}</p>
            {of && (
                <>
                    <Summary of={of} />
                    <section class="card">
                        <h2>{w.steps}</h2>
                        <Steps of={of} />
                    </section>
                    <div class="columns">
                        <div>
                            {pays && (
                                <section class="card">
                                    <h2>{w.pay}</h2>
                                    <p class="faint">{w.payNote}</p>
                                    <TopUp
                                        currency={of.fee.currency}
                                        amount={of.to_pay}
                                        {...(me.account ? {} : { account: of.account })}
                                    />
                                </section>
                            )}
                            <section class="card">
                                <h2>{w.evidence}</h2>
                                <Entries of={of} />
                            </section>
                            <section class="card">
                                <h2>{w.history}</h2>
                                <History of={of} />
                            </section>
                        </div>
                        <aside aria-label={w.facts}>
                            <section class="card">
                                <h2>{w.facts}</h2>
                                <About of={of} />
                                {cancels && (
                                    <p class="actions">
                                        <Cancelling
                                            of={of}
                                            done={started => {
                                                const more = started.length ? w.started(started.join(", ")) : "";
                                                tell(`${w.cancelled} ${more}`);
                                                found.again();
                                            }}
                                        />
                                    </p>
                                )}
                            </section>
                        </aside>
                    </div>
                </>
            )}
        </Page>
    );
}
