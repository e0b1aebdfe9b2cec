// dialog.tsx: what is asked on top of a page: the browser's own <dialog>, which keeps the focus and gives it back.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { words } from "../words/en";
import { useSending } from "./form";
import { Failed } from "./page";

interface DialogProps {
    title: ComponentChildren;
    closed?: () => void; // none: it cannot be closed by Escape
    children: ComponentChildren;
}

export function Dialog({ title, closed, children }: DialogProps) {
    const dialog = useRef<HTMLDialogElement>(null);
    const id = useId();
    useEffect(() => {
        dialog.current?.showModal();
        return () => dialog.current?.close();
    }, []);
    return (
        <dialog
            ref={dialog}
            aria-labelledby={id}
            onCancel={event => {
                event.preventDefault();
                closed?.();
            }}
            // a browser may close it all the same, when Escape is pressed twice
            onClose={() => (closed ? closed() : dialog.current?.isConnected && dialog.current.showModal())}
        >
            <h2 id={id}>{title}</h2>
            {children}
        </dialog>
    );
}

interface ConfirmProps {
    text: ComponentChildren; // of the button that asks
    label?: string; // its name, where the text alone says too little
    plain?: boolean;
    title: string;
    note: string;
    yes: string;
    act: (key: string) => Promise<void>;
}

/** A button that asks once more before it does something. */
export function Confirm({ text, label, plain, title, note, yes, act }: ConfirmProps) {
    const [open, set] = useState(false);
    return (
        <>
            <button type="button" class={plain ? "plain" : undefined} aria-label={label} onClick={() => set(true)}>
                {text}
            </button>
            {open && <Asked title={title} note={note} yes={yes} act={act} closed={() => set(false)} />}
        </>
    );
}

type AskedProps = Pick<ConfirmProps, "title" | "note" | "yes" | "act"> & { closed: () => void };

/** The question of a Confirm, for whoever opens it otherwise. */
export function Asked({ title, note, yes, act, closed }: AskedProps) {
    const sending = useSending(async (_, key) => {
        await act(key);
        closed();
    });
    return (
        <Dialog title={title} closed={sending.busy ? undefined : closed}>
            <form onSubmit={sending.onSubmit}>
                <p>{note}</p>
                {sending.problem && <Failed problem={sending.problem} />}
                <p class="dialog-foot">
                    <button type="button" onClick={closed} disabled={sending.busy}>
                        {words.common.cancel}
                    </button>
                    <button type="submit" class="main" disabled={sending.busy}>
                        {yes}
                    </button>
                </p>
            </form>
        </Dialog>
    );
}
