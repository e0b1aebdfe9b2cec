// page.tsx: the frame of one page: its heading, which gets the focus, and what is told when something fails or is empty.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ApiProblem } from "../api";
import { words } from "../words/en";
import type { Resource } from "./resource";
import { Time } from "./values";

interface PageProps {
    title: ComponentChildren;
    name: string; // of the window
    lead?: ComponentChildren;
    of?: Resource<unknown>;
    children: ComponentChildren;
}

export function Page({ title, name, lead, of, children }: PageProps) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => heading.current?.focus({ preventScroll: true }), []);
    useEffect(() => {
        document.title = name;
    }, [name]);
    return (
        <main id="content">
            <header class="page-head">
                <div>
                    <h1 ref={heading} tabIndex={-1}>
                        {title}
                    </h1>
                    {lead && <p class="lead">{lead}</p>}
                </div>
                {of?.at && (
                    <p class="as-of">
                        {words.common.asOf("")}
                        <Time at={of.at.toISOString()} />
                    </p>
                )}
            </header>
            {of?.problem && <Failed problem={of.problem} again={of.again} old={of.data !== undefined} />}
            {children}
        </main>
    );
}

/** Under the rows of a table: how many there are, and a button for more of them. */
export function TableFoot({ count, more }: { count: number; more: (() => void) | undefined }) {
    return (
        <p class="table-foot">
            <span role="status">{words.common.loaded(count)}</span>
            {more && (
                <button type="button" onClick={more}>
                    {words.common.more}
                </button>
            )}
        </p>
    );
}

export function Failed({ problem, again, old }: { problem: ApiProblem; again?: () => void; old?: boolean }) {
    return (
        <div class="notice bad" role="alert">
            <p>
                <strong>{problem.title}.</strong> {problem.detail} {old && words.common.old}
            </p>
            <p class="notice-foot">
                {again && (
                    <button type="button" onClick={again}>
                        {words.common.again}
                    </button>
                )}
                {problem.request && <code>{words.common.request(problem.request)}</code>}
            </p>
        </div>
    );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ComponentChildren }) {
    return (
        <div class="empty">
            <p class="empty-title">{title}</p>
            {hint && <p>{hint}</p>}
            {children}
        </div>
    );
}

/** Rows that are not there yet: their room is kept, so that nothing jumps. */
export function Waiting({ rows = 6 }: { rows?: number }) {
    return (
        <div class="waiting" role="status" aria-label={words.common.loading}>
            {Array.from({ length: rows }, (_, at) => (
                <span key={at} />
            ))}
        </div>
    );
}
