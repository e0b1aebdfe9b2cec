// queue.tsx: what do I do next? All tasks, and beside them the one that is being worked; by keyboard alone.
import { useEffect, useRef, useState } from "preact/hooks";
import { client, dataOf, newKey, once, type ApiProblem, type Me, type Task } from "../../api";
import { kinds } from "../../live";
import { Dialog } from "../../parts/dialog";
import { Ago } from "../../parts/moments";
import { Empty, Failed, Page, TableFoot, Waiting } from "../../parts/page";
import { useEvery, usePages } from "../../parts/resource";
import { Badge, copied, Foreign, number } from "../../parts/values";
import { address, go } from "../../route";
import { words } from "../../words/en";
import { staff } from "../../words/en-staff";
import { GiveBack } from "./give-back";
import { useKeys, useKeysOn } from "./keys";
import { isMine, TaskPane } from "./task";
import { draftOf, type Outcome } from "./outcome";

const w = staff.queue;
const lookEvery = 4_000; // ms: what others claim is to be seen at once

function State({ of, me }: { of: Task; me: Me }) {
    if (of.state !== "claimed") return <Badge tone="doubt">{w.states[of.state]}</Badge>;
    if (isMine(of, me)) return <Badge tone="good">{w.yours}</Badge>;
    return (
        <Badge tone="quiet">
            <Foreign>{of.claimed_by}</Foreign>
        </Badge>
    );
}

function Row({ of, me, chosen }: { of: Task; me: Me; chosen: boolean }) {
    const link = useRef<HTMLAnchorElement>(null);
    useEffect(() => {
        if (chosen) link.current?.scrollIntoView({ block: "nearest" });
    }, [chosen]);
    return (
        <li>
            <a
                ref={link}
                href={address("/staff/queue", { task: of.id })}
                data-task={of.id}
                aria-current={chosen ? "true" : undefined}
            >
                <span class="queue-what">
                    <Foreign code>{of.subject}</Foreign>
                    <span class="faint">{of.blocklist}</span>
                </span>
                <span class="queue-how">
                    <span class="faint small">
                        {w.shortKinds[of.kind]} · <Ago at={of.created_at} />
                    </span>
                    <State of={of} me={me} />
                </span>
            </a>
        </li>
    );
}

function Help({ on, set, closed }: { on: boolean; set: (on: boolean) => void; closed: () => void }) {
    return (
        <Dialog title={w.help} closed={closed}>
            <dl class="keys">
                {w.keys.map(([key, does]) => (
                    <div key={key}>
                        <dt>
                            <kbd>{key}</kbd>
                        </dt>
                        <dd>{does}</dd>
                    </div>
                ))}
            </dl>
            <p class="faint small">{w.formKeys}</p>
            <label class="check">
                <input type="checkbox" checked={on} onChange={event => set(event.currentTarget.checked)} /> {w.keysOn}
            </label>
            <p class="dialog-foot">
                <button type="button" onClick={closed}>
                    {w.close}
                </button>
            </p>
        </Dialog>
    );
}

export function Queue({ query, me }: { query: URLSearchParams; me: Me }) {
    const found = usePages<Task>(
        "queue",
        async cursor =>
            (await dataOf(
                client.GET("/v1/tasks", { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } }),
            ))!,
        kinds("delisting"),
    );
    useEvery(lookEvery, found.again);
    const [on, setOn] = useKeysOn();
    const [help, setHelp] = useState(false);
    const [saying, say] = useState<{ task: string; outcome: Outcome }>();
    const [givingBack, giveBack] = useState<Task>();
    const [told, tell] = useState("");
    const [refused, refuse] = useState<{ task: string; problem: ApiProblem }>();
    const claimKeys = useRef(new Map<string, string>()); // one for each task, while it is not known whether it is claimed
    const claiming = useRef(false);
    const tasks = found.data ?? [];
    const asked = query.get("task");
    // one that others have done is nobody else's: no key must act on its neighbour
    const at = asked ? tasks.findIndex(each => each.id === asked) : 0;
    const chosen = tasks[at];
    useEffect(() => {
        // what moves up must not be meant by a key that was for another
        if (!asked && chosen) go(address("/staff/queue", { task: chosen.id }), true);
    }, [asked, chosen]);
    const mine = chosen && isMine(chosen, me);
    const conflict = chosen?.kind === "conflict"; // has no lease: whoever claims it last has it

    const choose = (task: Task | undefined) => {
        if (!task) return;
        say(undefined);
        tell("");
        go(address("/staff/queue", { task: task.id }), true);
        document.querySelector<HTMLElement>(`[data-task="${task.id}"]`)?.focus({ preventScroll: true });
    };
    const claim = async () => {
        if (!chosen || claiming.current) return;
        claiming.current = true;
        const key = claimKeys.current.get(chosen.id) ?? newKey();
        claimKeys.current.set(chosen.id, key);
        refuse(undefined);
        try {
            const params = { path: { id: chosen.id }, ...once(key) };
            await dataOf(client.POST("/v1/tasks/{id}/claim", { body: {}, params }));
            claimKeys.current.delete(chosen.id);
            tell(w.claimed(chosen.id));
        } catch (failed) {
            if ((failed as ApiProblem).final) claimKeys.current.delete(chosen.id);
            refuse({ task: chosen.id, problem: failed as ApiProblem });
        }
        claiming.current = false;
        found.again();
    };
    const copy = async () => {
        if (!chosen?.request) return;
        tell((await copied(chosen.request)) ? w.copied : words.common.notCopied);
    };
    const open = () => {
        if (chosen && /^(https?|mailto):/.test(chosen.url)) window.open(chosen.url, "_blank", "noopener,noreferrer");
    };
    const sayOf = (outcome: Outcome) => (mine ? () => say({ task: chosen.id, outcome }) : undefined);
    const acts = {
        claim: chosen && (chosen.state === "open" || (conflict && !mine)) ? () => void claim() : undefined,
        open: chosen?.url ? open : undefined,
        copy: chosen?.request ? () => void copy() : undefined,
        submitted: conflict ? undefined : sayOf("submitted"),
        granted: conflict ? sayOf("granted") : undefined,
        rejected: sayOf("rejected"),
        note: sayOf("note"),
        back: mine ? () => giveBack(chosen) : undefined,
    };
    useKeys(on, {
        j: () => choose(tasks[Math.min(at + 1, tasks.length - 1)]),
        k: () => choose(tasks[Math.max(at - 1, 0)]),
        c: acts.claim,
        o: acts.open,
        y: acts.copy,
        s: acts.submitted,
        g: acts.granted,
        r: acts.rejected,
        n: acts.note,
        u: acts.back,
        "?": () => setHelp(true),
    });
    const count = (state: Task["state"]) => number.format(tasks.filter(each => each.state === state).length);
    return (
        <Page title={w.title} name={w.title} lead={found.data && w.lead(count("open"), count("claimed"))} of={found}>
            <p class="queue-told">
                <span role="status">{told}</span>
                <button type="button" class="plain" onClick={() => setHelp(true)}>
                    {w.help} <kbd>?</kbd>
                </button>
            </p>
            {!found.data && !found.problem && <Waiting />}
            {found.data?.length === 0 && <Empty title={w.empty} hint={w.emptyHint} />}
            {tasks.length > 0 && (
                <div class="queue">
                    <nav class="queue-list" aria-label={w.list}>
                        <ul>
                            {tasks.map(each => (
                                <Row key={each.id} of={each} me={me} chosen={each === chosen} />
                            ))}
                        </ul>
                        {found.more && <TableFoot count={tasks.length} more={found.more} />}
                    </nav>
                    {!chosen && (
                        <Empty title={w.gone} hint={w.none}>
                            {asked && draftOf(asked) && <blockquote>{draftOf(asked)}</blockquote>}
                        </Empty>
                    )}
                    {chosen && (
                        <TaskPane
                            key={chosen.id}
                            of={chosen}
                            me={me}
                            acts={acts}
                            // also when the claim has been lost meanwhile: what is being typed goes on being a note, and no keys
                            outcome={saying?.task === chosen.id ? saying.outcome : undefined}
                            problem={refused?.task === chosen.id && <Failed problem={refused.problem} />}
                            back={() => say(undefined)}
                            done={() => {
                                choose(tasks[at + 1] ?? tasks[at - 1]);
                                tell(w.done(chosen.id));
                                found.again();
                            }}
                        />
                    )}
                </div>
            )}
            {givingBack && (
                <GiveBack
                    of={givingBack}
                    closed={() => giveBack(undefined)}
                    done={() => {
                        giveBack(undefined);
                        tell(w.givenBack(givingBack.id));
                        found.again();
                    }}
                />
            )}
            {help && <Help on={on} set={setOn} closed={() => setHelp(false)} />}
        </Page>
    );
}
