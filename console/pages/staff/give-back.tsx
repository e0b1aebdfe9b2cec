// give-back.tsx: a task that somebody else should do: what must be known of it is whether the operator was asked.
import { client, once, type Task } from "../../api";
import { Dialog } from "../../parts/dialog";
import { useSending } from "../../parts/form";
import { Failed } from "../../parts/page";
import { words } from "../../words/en";
import { staff } from "../../words/en-staff";
import { draftOf, forgetDraft } from "./outcome";

const w = staff.queue.giveBack;

export function GiveBack({ of, closed, done }: { of: Task; closed: () => void; done: () => void }) {
    const draft = draftOf(of.id).trim();
    const sending = useSending(async (form, key) => {
        const body = { sent: form.get("sent") as "no" | "unknown", ...(draft ? { note: draft } : {}) };
        await client.POST("/v1/tasks/{id}/release", { body, params: { path: { id: of.id }, ...once(key) } });
        forgetDraft(of.id);
        done();
    });
    return (
        <Dialog title={w.title(of.subject)} closed={sending.busy ? undefined : closed}>
            <form onSubmit={sending.onSubmit}>
                <fieldset class="plain">
                    <legend>{w.asked}</legend>
                    {(["unknown", "no"] as const).map(each => (
                        <label key={each} class="check">
                            <input type="radio" name="sent" value={each} defaultChecked={each === "unknown"} />{" "}
                            {w.sent[each]}
                        </label>
                    ))}
                </fieldset>
                {draft && (
                    <>
                        <p class="faint small">{w.note}</p>
                        <blockquote>{draft}</blockquote>
                    </>
                )}
                {sending.problem && <Failed problem={sending.problem} />}
                <p class="dialog-foot">
                    <button type="button" onClick={closed} disabled={sending.busy}>
                        {words.common.cancel}
                    </button>
                    <button type="submit" class="main" disabled={sending.busy}>
                        {w.yes}
                    </button>
                </p>
            </form>
        </Dialog>
    );
}
