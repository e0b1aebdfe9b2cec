// me.tsx: who am I here, for which account, and where am I signed in?
import { client, dataOf, ofHost, type Me, type SignIn } from "../../api";
import { Confirm } from "../../parts/dialog";
import { Facts, type Fact } from "../../parts/facts";
import { useSending } from "../../parts/form";
import { Failed, Page, Waiting } from "../../parts/page";
import { useResource } from "../../parts/resource";
import { Table } from "../../parts/table";
import { Badge, Foreign, Time } from "../../parts/values";
import { words } from "../../words/en";

const w = words.me;
type Membership = NonNullable<Me["memberships"]>[number];

async function load(me: Me) {
    const [signIns, account] = await Promise.all([
        dataOf(client.GET("/v1/me/sign-ins", { params: { query: { limit: 20 } } })),
        me.account
            ? dataOf(client.GET("/v1/accounts/{id}", { params: { path: { id: me.account } } })).catch(() => undefined)
            : undefined,
    ]);
    return { signIns: signIns!.items, account };
}

function About({ me, account }: { me: Me; account: string | undefined }) {
    const rows: Fact[] = [];
    if (me.person?.name) rows.push([w.name, <Foreign>{me.person.name}</Foreign>]);
    if (me.person) rows.push([w.email, <Foreign>{me.person.email}</Foreign>]);
    rows.push([
        w.account,
        me.account ? (
            <>
                {account && <Foreign>{account}</Foreign>} <code class="faint">{me.account}</code>
            </>
        ) : (
            w.host
        ),
    ]);
    rows.push([
        w.role,
        <>
            {words.roles[me.role]} <span class="faint">{words.rolesDo[me.role]}</span>
        </>,
    ]);
    return <Facts rows={rows} />;
}

/** All pages are of the account that one acts for, so they begin anew. */
function Act({ of }: { of: Membership }) {
    const sending = useSending(async () => {
        await dataOf(client.PATCH("/v1/me", { body: { account: of.account } }));
        location.assign("/");
    });
    return (
        <form onSubmit={sending.onSubmit}>
            {sending.problem && <Failed problem={sending.problem} />}
            <button type="submit" disabled={sending.busy} aria-label={`${w.act}: ${of.account ?? w.host}`}>
                {w.act}
            </button>
        </form>
    );
}

function Memberships({ me, account }: { me: Me; account: string | undefined }) {
    const all = me.memberships ?? [];
    if (all.length < 2) return null;
    return (
        <section class="card">
            <h2>{w.accounts}</h2>
            <p class="faint">{w.accountsNote}</p>
            <ul class="choices">
                {all.map(each => (
                    <li key={each.account ?? ""}>
                        <span>
                            {each.account === me.account && account && (
                                <>
                                    <Foreign>{account}</Foreign>{" "}
                                </>
                            )}
                            {each.account ? <code>{each.account}</code> : w.host}{" "}
                            <span class="faint">{words.roles[each.role]}</span>
                        </span>
                        {each.account === me.account ? <Badge tone="quiet">{w.here}</Badge> : <Act of={each} />}
                    </li>
                ))}
            </ul>
        </section>
    );
}

/** "Firefox on Linux" out of what a browser calls itself; else what it says, whole. */
function browserText(agent: string): string {
    const name = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1];
    const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
    const names: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
    return name ? [names[name] ?? name, system].filter(Boolean).join(", ") : agent;
}

function SignIns({ items, again }: { items: SignIn[]; again: () => void }) {
    return (
        <section aria-labelledby="sign-ins">
            <div class="section-head">
                <h2 id="sign-ins">{w.signIns}</h2>
            </div>
            <p class="faint before-table">{w.signInsNote}</p>
            <Table
                columns={[w.browser, w.address, w.way, w.since, w.seen, { name: w.end, hidden: true, number: true }]}
                rows={items.map(each => ({
                    key: each.id,
                    cells: [
                        <span title={each.browser}>
                            <Foreign>{browserText(each.browser) || words.common.none}</Foreign>
                        </span>,
                        <Foreign code>{each.address}</Foreign>,
                        w.ways[each.way],
                        <Time at={each.created_at} />,
                        <Time at={each.seen_at} />,
                        each.current ? (
                            <Badge tone="quiet">{w.current}</Badge>
                        ) : (
                            <Confirm
                                text={w.end}
                                label={w.endOf(browserText(each.browser) || each.id)}
                                plain
                                title={w.endAsk}
                                note={w.endNote}
                                yes={w.end}
                                act={async () => {
                                    await client.DELETE("/v1/me/sign-ins/{id}", { params: { path: { id: each.id } } });
                                    again();
                                }}
                            />
                        ),
                    ],
                }))}
            />
        </section>
    );
}

export function MePage({ me }: { me: Me }) {
    const found = useResource("me", () => load(me));
    const account = found.data?.account?.name;
    return (
        <Page title={w.title} name={w.title} of={found}>
            <section class="card">
                <h2 class="hidden">{w.title}</h2>
                <About me={me} account={account} />
                {(me.owner || ofHost(me)) && (
                    <p class="actions">
                        <a class="button" href="/people">
                            {w.people}
                        </a>
                        <span class="faint small">{w.peopleNote}</span>
                    </p>
                )}
            </section>
            <Memberships me={me} account={account} />
            {!found.data && !found.problem && <Waiting rows={3} />}
            {found.data && found.data.signIns.length > 0 && <SignIns items={found.data.signIns} again={found.again} />}
        </Page>
    );
}
