// funds.tsx: what have I, and what did it cost?
import { client, dataOf, ofHost, type Me, type Payment, type Transfer } from "../../api";
import { kinds } from "../../live";
import { Amount, amountText } from "../../parts/money";
import { Empty, Page, TableFoot, Waiting } from "../../parts/page";
import { PaymentBadge } from "../../parts/payment";
import { usePages, useResource } from "../../parts/resource";
import { Table } from "../../parts/table";
import { TopUp } from "../../parts/top-up";
import { Foreign, Time } from "../../parts/values";
import { words } from "../../words/en";

const w = words.funds;
const paymentsShown = 5;

/** What a transfer belongs to, such as del_7; of others the words have said it. */
function Reference({ to }: { to: string }) {
    const page = to.startsWith("del_") ? "delistings" : to.startsWith("pay_") ? "payments" : undefined;
    return page ? <a href={`/${page}/${to}`}>{to}</a> : null;
}

function What({ of }: { of: Transfer }) {
    return (
        <>
            {w.codes[of.code]} {of.reference && <Reference to={of.reference} />}
            {of.reason && (
                <span class="faint small check-told">
                    <Foreign>{of.reason}</Foreign>
                </span>
            )}
        </>
    );
}

function Change({ of }: { of: Transfer }) {
    if (of.effect === 0) return <span class="faint">{w.beside(amountText(of.amount))}</span>;
    return <Amount of={{ ...of.amount, amount: of.effect }} signed />;
}

function Statement({ account }: { account: string }) {
    const path = { id: account };
    const found = usePages<Transfer>(
        `transfers ${account}`,
        async cursor => {
            const page = await dataOf(
                client.GET("/v1/accounts/{id}/transfers", {
                    params: { path, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
                    parseAs: "json",
                }),
            );
            return page as { items: Transfer[]; next: string | null };
        },
        kinds("payment", "delisting"),
    );
    return (
        <section aria-labelledby="statement">
            <div class="section-head">
                <h2 id="statement">{w.statement}</h2>
                {found.data && found.data.length > 0 && (
                    <a href={`/v1/accounts/${account}/transfers?format=csv`} download="statement.csv">
                        {w.csv}
                    </a>
                )}
            </div>
            {!found.data && !found.problem && <Waiting rows={3} />}
            {found.data?.length === 0 && <Empty title={w.noTransfers} hint={w.noTransfersHint} />}
            {found.data && found.data.length > 0 && (
                <>
                    <Table
                        old={found.slow}
                        columns={[w.date, { name: w.what, wide: true }, { name: w.change, number: true }]}
                        rows={found.data.map(each => ({
                            key: each.id,
                            cells: [<Time at={each.at} />, <What of={each} />, <Change of={each} />],
                        }))}
                    />
                    <TableFoot count={found.data.length} more={found.more} />
                </>
            )}
        </section>
    );
}

function Payments({ items }: { items: Payment[] }) {
    return (
        <section aria-labelledby="payments">
            <div class="section-head">
                <h2 id="payments">{w.payments}</h2>
            </div>
            <Table
                columns={[w.date, w.method, { name: w.total, number: true }, words.job.state]}
                rows={items.map(each => ({
                    key: each.id,
                    cells: [
                        <a href={`/payments/${each.id}`}>
                            <Time at={each.created_at} />
                        </a>,
                        w.methods[each.method],
                        <Amount of={each.total} />,
                        <PaymentBadge state={each.state} />,
                    ],
                }))}
            />
        </section>
    );
}

async function load(account: string) {
    const [funds, payments] = await Promise.all([
        dataOf(client.GET("/v1/accounts/{id}/funds", { params: { path: { id: account } } })),
        dataOf(client.GET("/v1/payments", { params: { query: { account, limit: paymentsShown } } })),
    ]);
    return { funds: funds!, payments: payments!.items };
}

function OfAccount({ account, me }: { account: string; me: Me }) {
    const found = useResource(`funds ${account}`, () => load(account), kinds("payment", "delisting"));
    const { funds, payments } = found.data ?? {};
    if (found.problem?.kind === "no-price-book")
        return (
            <Page title={w.title} name={w.title}>
                <Empty title={w.nothingSold} hint={w.nothingSoldHint} />
            </Page>
        );
    return (
        <Page title={w.title} name={w.title} lead={w.lead} of={found}>
            {!found.data && !found.problem && <Waiting />}
            {funds && (
                <>
                    <dl class="figures">
                        <div>
                            <dt>{w.balance}</dt>
                            <dd>
                                <Amount of={funds.frozen.amount === 0 ? funds.balance : funds.available} />
                            </dd>
                            <dd class="faint small">{w.balanceNote}</dd>
                        </div>
                        {funds.frozen.amount !== 0 && (
                            <div>
                                <dt>{w.frozen}</dt>
                                <dd>
                                    <Amount of={funds.frozen} />
                                </dd>
                                <dd class="faint small">{w.frozenNote}</dd>
                            </div>
                        )}
                        {funds.other_currencies?.map(each => (
                            <div key={each.balance.currency}>
                                <dt>{w.otherCurrency(each.balance.currency)}</dt>
                                <dd>
                                    <Amount of={each.balance} />
                                </dd>
                                <dd class="faint small">{w.otherCurrencyNote}</dd>
                            </div>
                        ))}
                        <div>
                            <dt>{w.held}</dt>
                            <dd>
                                <Amount of={funds.held} />
                            </dd>
                            <dd class="faint small">{w.heldNote}</dd>
                        </div>
                    </dl>
                    {!me.read_only && (
                        <section class="card">
                            <h2>{w.topUp}</h2>
                            <TopUp currency={funds.balance.currency} {...(ofHost(me) ? { account } : {})} />
                        </section>
                    )}
                    {payments && payments.length > 0 && <Payments items={payments} />}
                </>
            )}
            <Statement account={account} />
        </Page>
    );
}

export function Funds({ me, query }: { me: Me; query: URLSearchParams }) {
    const account = me.account ?? query.get("account");
    if (account) return <OfAccount key={account} account={account} me={me} />;
    return (
        <Page title={w.title} name={w.title} lead={w.lead}>
            <Empty title={w.ofAccount} hint={w.ofAccountHint} />
        </Page>
    );
}
