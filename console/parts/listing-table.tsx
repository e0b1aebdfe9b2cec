// listing-table.tsx: listings as rows, on a phone as cards. Roles are named because browsers forget those of a table that
// is shown as something else.
import type { Listing } from "../api";
import { words } from "../words/en";
import { Badge, Foreign, Meaning, StateBadge, Time } from "./values";

function Verified({ of }: { of: Listing }) {
    if (!of.not_verified_since) return <Time at={of.verified_at} />;
    return (
        <Badge tone="doubt">
            {words.listing.unverified} <Time at={of.not_verified_since} />
        </Badge>
    );
}

export function ListingTable({ items, old }: { items: Listing[]; old: boolean }) {
    const names = [
        words.listings.subject,
        words.listings.blocklist,
        words.listings.state,
        words.listings.why,
        words.listings.since,
        words.listings.verified,
    ];
    return (
        <table role="table" class={old ? "cards old" : "cards"} aria-busy={old}>
            <thead role="rowgroup">
                <tr role="row">
                    {names.map(name => (
                        <th key={name} role="columnheader" scope="col">
                            {name}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {items.map(each => (
                    <tr role="row" key={each.id}>
                        <th role="rowheader" scope="row">
                            <a href={`/listings/${each.id}`}>
                                <Foreign code>{each.subject}</Foreign>
                            </a>
                        </th>
                        <td role="cell" data-name={names[1]}>
                            {each.blocklist}
                        </td>
                        <td role="cell" data-name={names[2]}>
                            <StateBadge of={each} />
                        </td>
                        <td role="cell" data-name={names[3]} class="wide">
                            <Meaning of={each.evidence} />
                        </td>
                        <td role="cell" data-name={names[4]}>
                            <Time at={each.opened_at ?? each.first_seen_at} />
                        </td>
                        <td role="cell" data-name={names[5]}>
                            <Verified of={each} />
                        </td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
