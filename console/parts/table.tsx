// table.tsx: rows, on a phone as cards. Roles are named because browsers forget those of a table that is shown as
// something else.
import type { ComponentChildren } from "preact";

export type Column = string | { name: string; number?: boolean; wide?: boolean; hidden?: boolean };
export interface Row {
    key: string;
    cells: ComponentChildren[]; // one a column; the first names the row
}

interface TableProps {
    columns: Column[];
    rows: Row[];
    old?: boolean;
    label?: string;
}

export function Table({ columns, rows, old, label }: TableProps) {
    const all = columns.map(each => (typeof each === "string" ? { name: each } : each));
    const kind = (at: number) => (all[at]?.number ? "number" : all[at]?.wide ? "wide" : undefined);
    return (
        <table role="table" class={old ? "cards old" : "cards"} aria-busy={old ?? false} aria-label={label}>
            <thead role="rowgroup">
                <tr role="row">
                    {all.map((each, at) => (
                        <th key={at} role="columnheader" scope="col" class={kind(at)}>
                            {each.hidden ? <span class="hidden">{each.name}</span> : each.name}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {rows.map(row => (
                    <tr role="row" key={row.key}>
                        {row.cells.map((cell, at) =>
                            at === 0 ? (
                                <th key={at} role="rowheader" scope="row">
                                    {cell}
                                </th>
                            ) : (
                                <td
                                    key={at}
                                    role="cell"
                                    data-name={all[at]?.hidden ? "" : all[at]?.name}
                                    class={kind(at)}
                                >
                                    <div>{cell}</div>
                                </td>
                            ),
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
