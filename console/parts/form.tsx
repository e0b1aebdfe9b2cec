// form.tsx: fields with their labels and what is wrong with them; and forms that are sent once.
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { ApiProblem, newKey } from "../api";

function Wrong({ id, text }: { id: string; text: string | undefined }) {
    if (!text) return null;
    return (
        <p class="wrong" id={`${id}-wrong`}>
            {text}
        </p>
    );
}

interface FieldProps extends JSX.InputHTMLAttributes<HTMLInputElement> {
    label: string;
    wrong?: string | undefined;
    hint?: string;
}

export function Field({ label, wrong, hint, ...input }: FieldProps) {
    const id = useId();
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <input
                {...input}
                id={id}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={wrong ? `${id}-wrong` : undefined}
                placeholder={hint}
            />
            <Wrong id={id} text={wrong} />
        </div>
    );
}

interface AreaProps extends JSX.TextareaHTMLAttributes<HTMLTextAreaElement> {
    label: string;
    wrong?: string | undefined;
}

interface SelectProps {
    label: string;
    name: string;
    value: string;
    choices: [value: string, text: string][];
    wrong?: string | undefined;
    onChange: (value: string) => void;
}

export function Select({ label, name, value, choices, wrong, onChange }: SelectProps) {
    const id = useId();
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <select
                id={id}
                name={name}
                value={value}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={wrong ? `${id}-wrong` : undefined}
                onChange={event => onChange(event.currentTarget.value)}
            >
                {choices.map(([each, text]) => (
                    <option key={each} value={each}>
                        {text}
                    </option>
                ))}
            </select>
            <Wrong id={id} text={wrong} />
        </div>
    );
}

/** A text of several lines. */
export function Area({ label, wrong, ...area }: AreaProps) {
    const id = useId();
    return (
        <div class="field wide">
            <label for={id}>{label}</label>
            <textarea
                {...area}
                id={id}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={wrong ? `${id}-wrong` : undefined}
            />
            <Wrong id={id} text={wrong} />
        </div>
    );
}

export interface Sending {
    busy: boolean;
    problem: ApiProblem | undefined;
    run: (fields: FormData, form?: HTMLFormElement) => Promise<void>;
    onSubmit: (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => void;
}

/** Sends a form: at most one at a time, each with its key, which is a new one only when the last was answered for good. */
export function useSending(send: (fields: FormData, key: string) => Promise<void>): Sending {
    const key = useRef(newKey());
    const last = useRef(""); // what was sent with it: another text is another request
    const sending = useRef(false); // at once, where a state would wait for the next paint
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<ApiProblem>();
    const run = async (fields: FormData, form?: HTMLFormElement) => {
        if (sending.current) return;
        sending.current = true;
        setBusy(true);
        setProblem(undefined);
        const text = JSON.stringify([...fields.entries()]);
        if (last.current && last.current !== text) key.current = newKey();
        last.current = text;
        try {
            await send(fields, key.current);
            key.current = newKey();
            form?.reset();
        } catch (failed) {
            if (failed instanceof ApiProblem && failed.final) key.current = newKey();
            setProblem(failed instanceof ApiProblem ? failed : new ApiProblem(0, String(failed), "", ""));
        } finally {
            sending.current = false;
            setBusy(false);
        }
    };
    const onSubmit = (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        void run(new FormData(event.currentTarget), event.currentTarget);
    };
    return { onSubmit, busy, problem, run };
}
