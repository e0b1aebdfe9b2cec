// form.tsx: fields with their labels and what is wrong with them; and forms that are sent once.
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { ApiProblem, newKey } from "../api";

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
            {wrong && (
                <p class="wrong" id={`${id}-wrong`}>
                    {wrong}
                </p>
            )}
        </div>
    );
}

interface SelectProps {
    label: string;
    name: string;
    value: string;
    choices: [value: string, text: string][];
    onChange: (value: string) => void;
}

export function Select({ label, name, value, choices, onChange }: SelectProps) {
    const id = useId();
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <select id={id} name={name} value={value} onChange={event => onChange(event.currentTarget.value)}>
                {choices.map(([each, text]) => (
                    <option key={each} value={each}>
                        {text}
                    </option>
                ))}
            </select>
        </div>
    );
}

/** Sends a form: at most one at a time, each with its key, which is a new one only when the last was taken. */
export function useSending(send: (fields: FormData, key: string) => Promise<void>) {
    const key = useRef(newKey());
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<ApiProblem>();
    const onSubmit = async (event: JSX.TargetedSubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (busy) return;
        const form = event.currentTarget;
        setBusy(true);
        setProblem(undefined);
        try {
            await send(new FormData(form), key.current);
            key.current = newKey();
            form.reset();
        } catch (failed) {
            // what was refused for what it says is another request when it is mended
            if (failed instanceof ApiProblem && failed.status >= 400 && failed.status < 500) key.current = newKey();
            setProblem(failed instanceof ApiProblem ? failed : new ApiProblem(0, String(failed), "", ""));
        } finally {
            setBusy(false);
        }
    };
    return { onSubmit, busy, problem };
}
