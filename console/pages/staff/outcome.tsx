// outcome.tsx: what became of a task. What was typed stays until it is sent, also when another task was looked at.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { client, dataOf, once, type Task } from "../../api";
import { Area, useSending } from "../../parts/form";
import { Failed } from "../../parts/page";
import { staff } from "../../words/en-staff";

const w = staff.queue;
export type Outcome = "submitted" | "rejected" | "granted" | "note";

const drafts = new Map<string, string>(); // by task, as long as the window lives
export const draftOf = (task: string) => drafts.get(task) ?? "";
export const forgetDraft = (task: string) => drafts.delete(task);

interface OutcomeProps {
    of: Task;
    outcome: Outcome;
    mine: boolean; // false: the claim has ended while this was typed, which stays
    back: () => void;
    done: () => void;
}

export function OutcomeForm({ of, outcome, mine, back, done }: OutcomeProps) {
    const form = useRef<HTMLFormElement>(null);
    const [note, set] = useState(draftOf(of.id));
    const sending = useSending(async (_, key) => {
        if (outcome === "note") return back();
        if (!mine) return;
        const body = { outcome, ...(note.trim() ? { note: note.trim() } : {}) };
        await dataOf(client.POST("/v1/tasks/{id}/complete", { body, params: { path: { id: of.id }, ...once(key) } }));
        drafts.delete(of.id);
        done();
    });
    // before the next key is heard, which would else be a command
    useLayoutEffect(() => form.current?.querySelector("textarea")?.focus(), [outcome]);
    const wrong = sending.problem?.about("note");
    return (
        <form
            ref={form}
            class="outcome"
            onSubmit={event => {
                event.preventDefault();
                void sending.run(new FormData(event.currentTarget));
            }}
            onKeyDown={event => {
                if (event.key === "Escape") back();
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
            }}
        >
            {sending.problem && !wrong && <Failed problem={sending.problem} />}
            <Area
                label={outcome === "note" ? w.draft : w.noteOf[outcome]}
                name="note"
                rows={3}
                maxLength={4000}
                required={outcome === "rejected"}
                value={note}
                wrong={wrong}
                onInput={event => {
                    drafts.set(of.id, event.currentTarget.value);
                    set(event.currentTarget.value);
                }}
            />
            {!mine && (
                <p class="notice doubt" role="alert">
                    {w.lostClaim}
                </p>
            )}
            <p class="actions">
                {outcome !== "note" && (
                    <button type="submit" class="main" disabled={sending.busy || !mine}>
                        {w.send[outcome]} <kbd>Ctrl ⏎</kbd>
                    </button>
                )}
                <button type="button" class="plain" onClick={back}>
                    {w.back} <kbd>Esc</kbd>
                </button>
            </p>
        </form>
    );
}
