// people.tsx: who may sign in for this account, and what they may do. For owners; staff sees everybody.
import { useRef, useState } from "preact/hooks";
import { client, dataOf, ofHost, type ListedPerson, type Me, type Role } from "../../api";
import { Asked, Confirm } from "../../parts/dialog";
import { Empty, Page, TableFoot, Waiting } from "../../parts/page";
import { usePages } from "../../parts/resource";
import { Table } from "../../parts/table";
import { Foreign, Time } from "../../parts/values";
import { words } from "../../words/en";
import { Invite } from "./invite";

const w = words.persons;
const ofAccount: Role[] = ["owner", "member", "viewer"];
const atHost: Role[] = ["staff", "admin"];

/** What the caller may make of somebody who is of an account, or of the host. */
const rolesFor = (host: boolean): Role[] => (host ? atHost : ofAccount);

interface OneProps {
    of: ListedPerson;
    me: Me;
    again: () => void;
}

/** Staff says which account is meant; for an owner there is one. */
const whereOf = ({ of, me }: OneProps) => (ofHost(me) && of.account ? { account: of.account } : {});

function RoleOf(props: OneProps) {
    const { of, again } = props;
    const [wanted, want] = useState<Role>();
    const [chosen, choose] = useState<Role>(); // by arrow keys, which go over what is not meant
    const byKeys = useRef(false);
    if (!mayChange(props)) return <>{words.roles[of.role]}</>;
    return (
        <>
            <select
                aria-label={w.roleOf(of.email)}
                value={chosen ?? of.role}
                onPointerDown={() => (byKeys.current = false)}
                onKeyDown={event => {
                    byKeys.current = event.key !== "Enter";
                    if (event.key === "Enter" && chosen) want(chosen);
                }}
                onBlur={() => (byKeys.current = false)}
                onChange={event => {
                    const role = event.currentTarget.value as Role;
                    if (byKeys.current) return choose(role);
                    want(role);
                    event.currentTarget.value = of.role; // until it is so
                }}
            >
                {rolesFor(!of.account).map(each => (
                    <option key={each} value={each}>
                        {words.roles[each]}
                    </option>
                ))}
            </select>
            {chosen && chosen !== of.role && (
                <button type="button" onClick={() => want(chosen)}>
                    {w.change}
                </button>
            )}
            {wanted && wanted !== of.role && (
                <Asked
                    title={w.roleAsk(of.email, words.roles[wanted])}
                    note={w.roleNote}
                    yes={w.change}
                    closed={() => {
                        want(undefined);
                        choose(undefined);
                    }}
                    act={async () => {
                        const body = { role: wanted, ...whereOf(props) };
                        await client.PATCH("/v1/people/{id}", { params: { path: { id: of.id } }, body });
                        again();
                    }}
                />
            )}
        </>
    );
}

/** Nobody takes away what lets her in herself; the host's people are for admins. */
function mayChange({ of, me }: OneProps): boolean {
    if (of.id === me.person?.id) return false;
    return of.account ? me.owner || ofHost(me) : me.role === "admin";
}

function Remove(props: OneProps) {
    const { of, again } = props;
    if (!mayChange(props)) return null;
    return (
        <Confirm
            text={w.remove}
            label={w.removeOf(of.email)}
            plain
            title={w.removeAsk(of.email)}
            note={w.removeNote}
            yes={w.remove}
            act={async () => {
                await client.DELETE("/v1/people/{id}", { params: { path: { id: of.id } }, body: whereOf(props) });
                again();
            }}
        />
    );
}

function Rows({ items, old, me, again }: { items: ListedPerson[]; old: boolean; me: Me; again: () => void }) {
    const host = ofHost(me);
    return (
        <Table
            old={old}
            columns={[
                { name: w.person, wide: true },
                w.role,
                ...(host ? [w.account] : []),
                w.seen,
                { name: w.remove, hidden: true, number: true },
            ]}
            rows={items.map(each => ({
                key: `${each.id} ${each.account}`,
                cells: [
                    <>
                        <Foreign>{each.email}</Foreign>
                        <span class="faint small check-told">
                            <Foreign>{each.id === me.person?.id ? w.you : each.name}</Foreign>
                        </span>
                    </>,
                    <RoleOf of={each} me={me} again={again} />,
                    ...(host ? [each.account ?? words.me.host] : []),
                    each.seen_at ? <Time at={each.seen_at} /> : <span class="faint">{w.never}</span>,
                    <Remove of={each} me={me} again={again} />,
                ],
            }))}
        />
    );
}

export function People({ me }: { me: Me }) {
    const host = ofHost(me);
    const may = me.owner || host;
    const found = usePages<ListedPerson>("people", async cursor =>
        may
            ? (await dataOf(
                  client.GET("/v1/people", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } }),
              ))!
            : { items: [], next: null },
    );
    if (!may)
        return (
            <Page title={w.title} name={w.title}>
                <Empty title={w.notYours} hint={w.notYoursHint} />
            </Page>
        );
    return (
        <Page title={w.title} name={w.title} lead={host ? w.leadHost : w.lead} of={found}>
            <Invite me={me} done={found.again} />
            {!found.data && !found.problem && <Waiting />}
            {found.data?.length === 0 && <Empty title={w.empty} />}
            {found.data && found.data.length > 0 && (
                <>
                    <Rows items={found.data} old={found.slow} me={me} again={found.again} />
                    <TableFoot count={found.data.length} more={found.more} />
                </>
            )}
        </Page>
    );
}
