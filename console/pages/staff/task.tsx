// task.tsx: one task with all that it takes: the link, the text, the steps, and for how long it is whose.
import type { ComponentChildren } from "preact";
import { client, dataOf, type Me, type Task } from "../../api";
import { Answer, Facts, type Fact } from "../../parts/facts";
import { Ago, Countdown } from "../../parts/moments";
import { useResource } from "../../parts/resource";
import { Copy, Foreign } from "../../parts/values";
import { staff } from "../../words/en-staff";
import { draftOf, OutcomeForm, type Outcome } from "./outcome";

const w = staff.queue;
type Acts = Record<
    "claim" | "open" | "copy" | "submitted" | "granted" | "rejected" | "note" | "back",
    (() => void) | undefined
>;

/** Tasks say by whom they were claimed as the audit log does: a person by her address. */
export const isMine = (task: Task, me: Me) => task.state === "claimed" && task.claimed_by === me.person?.email;

/** When the claim ends: REST tells it of the delisting that is being submitted, and of no other. */
async function leaseOf(task: Task): Promise<string | null> {
    if (!task.delisting || task.state !== "claimed") return null;
    const params = { path: { id: task.delisting } };
    const job = await dataOf(client.GET("/v1/delistings/{id}", { params })).catch(() => undefined);
    return job?.state === "submitting" ? job.next_at : null;
}

function Claim({ of, me }: { of: Task; me: Me }) {
    const lease = useResource(`${of.id} ${of.state} ${of.claimed_by}`, () => leaseOf(of));
    if (of.state !== "claimed") return null;
    const mine = isMine(of, me);
    return (
        <p class={`notice ${mine ? "" : "doubt"}`}>
            {!mine && (
                <>
                    <strong>
                        <Foreign>{w.by(of.claimed_by ?? "")}</Foreign>
                    </strong>{" "}
                </>
            )}
            {lease.data ? (
                <>
                    {mine ? w.lease : w.theirLease} <Countdown until={lease.data} />
                </>
            ) : (
                lease.at && <span class="faint">{w.noLease}</span>
            )}
        </p>
    );
}

function Act({
    act,
    text,
    letter,
    main,
}: {
    act: (() => void) | undefined;
    text: string;
    letter: string;
    main?: boolean;
}) {
    if (!act) return null;
    return (
        <button type="button" class={main ? "main" : undefined} onClick={act}>
            {text} <kbd>{letter}</kbd>
        </button>
    );
}

function factsOf(of: Task): Fact[] {
    const rows: Fact[] = [];
    if (of.url)
        rows.push([
            w.link,
            <>
                <Foreign code>{of.url}</Foreign> <Copy text={of.url} what={w.link} />
            </>,
        ]);
    if (of.delisting) rows.push([w.delisting, <a href={`/delistings/${of.delisting}`}>{of.delisting}</a>]);
    rows.push([w.account, <code>{of.account}</code>]);
    if (of.holder) rows.push([w.holder, <code>{of.holder}</code>]);
    rows.push([w.since, <Ago at={of.created_at} />]);
    return rows;
}

interface PaneProps {
    of: Task;
    me: Me;
    acts: Acts;
    outcome: Outcome | undefined;
    problem: ComponentChildren;
    back: () => void;
    done: () => void;
}

export function TaskPane({ of, me, acts, outcome, problem, back, done }: PaneProps) {
    const steps = of.instructions.split("\n").filter(each => each.trim());
    const draft = draftOf(of.id);
    return (
        <section class="card queue-task" aria-labelledby="task">
            <h2 id="task">
                <Foreign code>{of.subject}</Foreign>
                {of.blocklist && <span class="faint"> {of.blocklist}</span>}
            </h2>
            <p class="faint">{w.kinds[of.kind]}</p>
            <Claim of={of} me={me} />
            {problem}
            <p class="actions">
                <Act act={acts.claim} text={w.claim} letter="c" main={of.state === "open"} />
                <Act act={acts.open} text={w.open} letter="o" />
                <Act act={acts.copy} text={w.copy} letter="y" />
                <Act act={acts.submitted} text={w.submitted} letter="s" main />
                <Act act={acts.granted} text={w.granted} letter="g" main />
                <Act act={acts.rejected} text={w.rejected} letter="r" />
                <Act act={acts.note} text={w.note} letter="n" />
                <Act act={acts.back} text={w.giveBack.act} letter="u" />
            </p>
            {outcome ? (
                <OutcomeForm of={of} outcome={outcome} mine={isMine(of, me)} back={back} done={done} />
            ) : (
                draft && <blockquote class="faint">{draft}</blockquote>
            )}
            {steps.length > 0 && (
                <>
                    <h3>{w.steps}</h3>
                    <ol class="instructions">
                        {steps.map((each, at) => (
                            <li key={at}>
                                <Foreign>{each.replace(/^\d+[.)]\s*/, "")}</Foreign>
                            </li>
                        ))}
                    </ol>
                </>
            )}
            {of.request && (
                <>
                    <h3>{w.request}</h3>
                    <pre tabIndex={0}>
                        <Foreign>{of.request}</Foreign>
                    </pre>
                </>
            )}
            <Facts rows={factsOf(of)} />
            {of.evidence && (
                <details>
                    <summary>{w.why}</summary>
                    <Answer of={of.evidence} />
                </details>
            )}
        </section>
    );
}
