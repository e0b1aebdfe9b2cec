// payment.tsx: one payment: what it costs before the click that pays, and where one lands afterwards.
import { useEffect } from "preact/hooks";
import { client, dataOf, type Me, type Payment } from "../../api";
import { things } from "../../live";
import { Facts, type Fact } from "../../parts/facts";
import { Prose } from "../../parts/moments";
import { Amount, amountText } from "../../parts/money";
import { Empty, Page, Waiting } from "../../parts/page";
import { leavesFor, PaymentBadge, toneOf } from "../../parts/payment";
import { useEvery, useResource } from "../../parts/resource";
import { Copy, Time } from "../../parts/values";
import { go } from "../../route";
import { words } from "../../words/en";

const w = words.payment;
const lookEvery = 4_000; // ms, while something is to be expected

const load = async (id: string) => (await dataOf(client.GET("/v1/payments/{id}", { params: { path: { id } } })))!;
const moves = (of: Payment) => of.state === "created" || of.state === "pending" || of.state === "partial";

function Sum({ of }: { of: Payment }) {
    const rows: [string, Payment["total"], boolean][] = [
        [w.forFunds, of.amount, false],
        [w.surcharge, of.surcharge, false],
        [w.total, of.total, true],
    ];
    if (of.received.amount) rows.push([w.received, of.received, false]);
    if (of.charged_back.amount) rows.push([w.chargedBack, of.charged_back, false]);
    return (
        <dl class="sum">
            {rows.map(([name, amount, end]) => (
                <div key={name} class={end ? "sum-end" : undefined}>
                    <dt>{name}</dt>
                    <dd>
                        <Amount of={amount} />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

function Next({ of, me }: { of: Payment; me: Me }) {
    if (of.checkout_url && !me.read_only)
        return (
            <>
                <p class="faint small">{w.payNote}</p>
                <p class="actions">
                    <a class="button main" href={of.checkout_url} rel="noreferrer" onClick={() => leavesFor(of.id)}>
                        {w.pay(amountText(of.total))}
                    </a>
                    <a class="button plain" href="/funds">
                        {words.common.cancel}
                    </a>
                </p>
            </>
        );
    return (
        <p class="actions">
            <a class="button" href="/delistings">
                {w.jobs}
            </a>
            <a class="button plain" href="/funds">
                {w.back}
            </a>
        </p>
    );
}

export function PaymentPage({ id, me }: { id: string; me: Me }) {
    const found = useResource(`payment ${id}`, () => load(id), things(id));
    const of = found.data;
    useEvery(of && moves(of) ? lookEvery : undefined, found.again);
    const facts: Fact[] = of
        ? [
              [w.method, words.funds.methods[of.method]],
              [w.opened, <Time at={of.created_at} />],
              [w.changed, <Time at={of.changed_at} />],
              ...(of.checkout_url ? [[w.until, <Time at={of.expires_at} />] as Fact] : []),
              [
                  w.id,
                  <>
                      <code>{of.id}</code> <Copy text={of.id} what={w.id} />
                  </>,
              ],
          ]
        : [];
    return (
        <div class="medium">
            <Page title={w.title(id)} name={w.title(id)} of={found} lead={of && <PaymentBadge state={of.state} />}>
                {!of && !found.problem && <Waiting />}
                {of && (
                    <>
                        <section class={`verdict ${toneOf(of.state)}`}>
                            <p class="verdict-text" role="status">
                                {w.says[of.state]} <Prose text={of.reason} />
                            </p>
                            {moves(of) && <p class="small faint">{w.watch}</p>}
                        </section>
                        <section class="card">
                            <Sum of={of} />
                            <Next of={of} me={me} />
                        </section>
                        <section class="card">
                            <Facts rows={facts} />
                        </section>
                    </>
                )}
            </Page>
        </div>
    );
}

/** Where gateways lead back to when nobody knows for which payment: the newest. */
export function NewestPayment() {
    const found = useResource("newest payment", async () => {
        const page = await dataOf(client.GET("/v1/payments", { params: { query: { limit: 1 } } }));
        return page!.items;
    });
    const newest = found.data?.[0]?.id;
    useEffect(() => {
        if (newest) go(`/payments/${newest}`, true);
    }, [newest]);
    return (
        <Page title={words.funds.payments} name={words.funds.payments} of={found}>
            {found.data?.length === 0 ? (
                <Empty title={w.none} hint={w.noneHint}>
                    <a href="/funds">{w.back}</a>
                </Empty>
            ) : (
                !found.problem && <Waiting rows={3} />
            )}
        </Page>
    );
}
