// subjects.tsx: what is monitored, and what waits for a proof.
import { useState } from "preact/hooks";
import { client, dataOf, ofHost, type Me, type Subject } from "../../api";
import { kinds } from "../../live";
import { Field, Select, useSending } from "../../parts/form";
import { Empty, Failed, Page, TableFoot, Waiting } from "../../parts/page";
import { usePages } from "../../parts/resource";
import { Badge, Copy, Foreign, number, Time } from "../../parts/values";
import { address, go } from "../../route";
import { words } from "../../words/en";

const w = words.subjects;
const tones = { active: "quiet", pending: "doubt", contested: "doubt" } as const;

function Add({ added }: { added: () => void }) {
    const [last, setLast] = useState("");
    const sending = useSending(async (fields, key) => {
        setLast("");
        const body = { subject: String(fields.get("subject")).trim(), label: String(fields.get("label")).trim() };
        const made = await dataOf(
            client.POST("/v1/subjects", { body, params: { header: { "Idempotency-Key": key } } }),
        );
        setLast(made!.subject);
        added();
    });
    const wrong = sending.problem;
    const elsewhere = wrong && !wrong.about("subject") && !wrong.about("label");
    return (
        <form class="card adding" onSubmit={sending.onSubmit} aria-labelledby="add">
            <h2 id="add">{w.add}</h2>
            {wrong && elsewhere && <Failed problem={wrong} />}
            <div class="filters">
                <Field
                    label={w.addSubject}
                    name="subject"
                    required
                    spellcheck={false}
                    autocapitalize="none"
                    wrong={wrong?.about("subject")}
                />
                <Field label={w.addLabel} name="label" maxLength={200} wrong={wrong?.about("label")} />
                <button type="submit" class="main" disabled={sending.busy}>
                    {w.addButton}
                </button>
            </div>
            <p role="status">{last && <Foreign>{w.added(last)}</Foreign>}</p>
        </form>
    );
}

function Proof({ of }: { of: Subject }) {
    const { names, value } = of.proof;
    if (of.state === "active" || !names?.length || !value) return null;
    return (
        <details>
            <summary>{w.states[of.state]}</summary>
            <p>{w.prove}</p>
            <dl class="facts">
                <div>
                    <dt>{w.proveAt}</dt>
                    <dd>
                        {names.map(name => (
                            <code key={name}>{name}</code>
                        ))}
                    </dd>
                </div>
                <div>
                    <dt>{w.proveValue}</dt>
                    <dd>
                        <code>{value}</code> <Copy text={value} what={w.proveValue} />
                    </dd>
                </div>
            </dl>
        </details>
    );
}

function Rows({ items, old }: { items: Subject[]; old: boolean }) {
    return (
        <table role="table" class={old ? "cards old" : "cards"} aria-busy={old}>
            <thead role="rowgroup">
                <tr role="row">
                    {[w.subject, w.label, w.size, w.state, w.since].map(name => (
                        <th key={name} role="columnheader" scope="col" class={name === w.size ? "number" : undefined}>
                            {name}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {items.map(each => (
                    <tr role="row" key={each.id}>
                        <th role="rowheader" scope="row">
                            <a
                                href={address("/listings", { subject: each.subject, state: "all" })}
                                aria-label={w.listings(each.subject)}
                            >
                                <Foreign code>{each.subject}</Foreign>
                            </a>
                        </th>
                        <td role="cell" data-name={w.label} class="wide">
                            {each.label ? (
                                <Foreign>{each.label}</Foreign>
                            ) : (
                                <span class="faint">{words.common.none}</span>
                            )}
                        </td>
                        <td role="cell" data-name={w.size} class="number">
                            {number.format(each.addresses)}
                        </td>
                        <td role="cell" data-name={w.state}>
                            {each.proof.value && each.state !== "active" ? (
                                <Proof of={each} />
                            ) : (
                                <Badge tone={tones[each.state]}>{w.states[each.state]}</Badge>
                            )}
                        </td>
                        <td role="cell" data-name={w.since}>
                            <Time at={each.created_at} />
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

export function Subjects({ query, me }: { query: URLSearchParams; me: Me }) {
    const wanted = query.get("state") ?? "all";
    const state = wanted === "active" || wanted === "pending" ? wanted : undefined;
    const found = usePages<Subject>(
        `subjects?${state}`,
        async cursor =>
            (await dataOf(
                client.GET("/v1/subjects", {
                    params: { query: { limit: 50, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) } },
                }),
            ))!,
        kinds("listing"),
    );
    return (
        <Page title={w.title} name={w.title} lead={w.lead} of={found}>
            {!me.read_only && !ofHost(me) && <Add added={found.again} />}
            <div class="filters">
                <Select
                    label={w.state}
                    name="state"
                    value={state ?? "all"}
                    choices={[
                        ["all", w.states.all],
                        ["active", w.states.active],
                        ["pending", w.states.pending],
                    ]}
                    onChange={each => go(address("/subjects", { state: each === "all" ? undefined : each }))}
                />
            </div>
            {!found.data && !found.problem && <Waiting />}
            {found.data?.length === 0 &&
                (state ? <Empty title={w.emptyFiltered} /> : <Empty title={w.empty} hint={w.emptyHint} />)}
            {found.data && found.data.length > 0 && (
                <>
                    <Rows items={found.data} old={found.slow} />
                    <TableFoot count={found.data.length} more={found.more} />
                </>
            )}
        </Page>
    );
}
