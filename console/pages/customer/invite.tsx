// invite.tsx: lets somebody sign in.
import { useState } from "preact/hooks";
import { client, dataOf, ofHost, type Me, type Role, type Schemas } from "../../api";
import { Field, Select, useSending } from "../../parts/form";
import { Failed } from "../../parts/page";
import { Copy, Foreign } from "../../parts/values";
import { words } from "../../words/en";

const w = words.persons;

function Told({ of }: { of: Schemas["Invitation"] | undefined }) {
    if (!of) return <p role="status" />;
    if (of.mailed || !of.link)
        return (
            <p role="status">
                <Foreign>{of.mailed ? w.mailed(of.email) : w.notMailed(of.email)}</Foreign>
            </p>
        );
    return (
        <p role="status">
            <Foreign>{w.handOn(of.email)}</Foreign> <code class="long">{of.link}</code>{" "}
            <Copy text={of.link} what={w.link} />
        </p>
    );
}

export function Invite({ me, done }: { me: Me; done: () => void }) {
    const host = ofHost(me);
    const roles: Role[] = ["owner", "member", "viewer", ...(me.role === "admin" ? (["staff", "admin"] as Role[]) : [])];
    const [role, setRole] = useState<Role>("member");
    const [made, setMade] = useState<Schemas["Invitation"]>();
    const asksAccount = host && role !== "staff" && role !== "admin";
    const sending = useSending(async fields => {
        setMade(undefined);
        const word = (name: string) => String(fields.get(name) ?? "").trim();
        const body = {
            email: word("email"),
            role,
            ...(word("name") ? { name: word("name") } : {}),
            ...(asksAccount ? { account: word("account") } : {}),
        };
        setMade(await dataOf(client.POST("/v1/people", { body })));
        done();
    });
    const wrong = sending.problem;
    const at = ["email", "name", "account", "role"];
    return (
        <form class="card adding" onSubmit={sending.onSubmit} aria-labelledby="invite">
            <h2 id="invite">{w.invite}</h2>
            {wrong && !at.some(each => wrong.about(each)) && <Failed problem={wrong} />}
            <div class="filters">
                <Field
                    label={w.email}
                    name="email"
                    type="email"
                    required
                    autocomplete="off"
                    wrong={wrong?.about("email")}
                />
                <Field label={w.name} name="name" maxLength={100} autocomplete="off" wrong={wrong?.about("name")} />
                {asksAccount && (
                    <Field
                        label={w.account}
                        name="account"
                        required
                        hint={w.accountHint}
                        wrong={wrong?.about("account")}
                    />
                )}
                <Select
                    label={w.role}
                    name="role"
                    value={role}
                    choices={roles.map(each => [each, words.roles[each]])}
                    wrong={wrong?.about("role")}
                    onChange={each => setRole(each as Role)}
                />
                <button type="submit" class="main" disabled={sending.busy}>
                    {w.send}
                </button>
            </div>
            <p class="faint small">{`${words.roles[role]}: ${words.rolesDo[role]}`}</p>
            <Told of={made} />
        </form>
    );
}
