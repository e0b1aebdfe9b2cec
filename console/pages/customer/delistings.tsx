// delistings.tsx: all that we were asked to get off a list.
import { client, dataOf, type Delisting } from "../../api";
import { kinds } from "../../live";
import { Select } from "../../parts/form";
import { JobBadge } from "../../parts/job";
import { Amount } from "../../parts/money";
import { Empty, Page, TableFoot, Waiting } from "../../parts/page";
import { usePages } from "../../parts/resource";
import { Table } from "../../parts/table";
import { Foreign, Time } from "../../parts/values";
import { address, go } from "../../route";
import { words } from "../../words/en";

const w = words.job;
const filters = ["live", "succeeded", "failed", "cancelled", "all"] as const;
type Filter = (typeof filters)[number];

function Rows({ items, old }: { items: Delisting[]; old: boolean }) {
    return (
        <Table
            old={old}
            columns={[w.subject, w.blocklist, w.state, w.next, { name: w.fee, number: true }, w.ordered]}
            rows={items.map(each => ({
                key: each.id,
                cells: [
                    <a href={`/delistings/${each.id}`}>
                        <Foreign code>{each.subject}</Foreign>
                    </a>,
                    each.blocklist,
                    <JobBadge state={each.state} />,
                    <Time at={each.next_at} />,
                    <Amount of={each.fee} />,
                    <Time at={each.created_at} />,
                ],
            }))}
        />
    );
}

export function Delistings({ query }: { query: URLSearchParams }) {
    const wanted = query.get("state") as Filter;
    const state: Filter = filters.includes(wanted) ? wanted : "all";
    const found = usePages<Delisting>(
        `delistings?${state}`,
        async cursor =>
            (await dataOf(
                client.GET("/v1/delistings", {
                    params: {
                        query: { limit: 50, ...(state === "all" ? {} : { state }), ...(cursor ? { cursor } : {}) },
                    },
                }),
            ))!,
        kinds("delisting"),
    );
    return (
        <Page title={w.titles} name={w.titles} lead={w.lead} of={found}>
            <div class="filters">
                <Select
                    label={w.state}
                    name="state"
                    value={state}
                    choices={filters.map(each => [each, w.filter[each]])}
                    onChange={each => go(address("/delistings", { state: each === "all" ? undefined : each }))}
                />
            </div>
            {!found.data && !found.problem && <Waiting />}
            {found.data?.length === 0 &&
                (state === "all" ? (
                    <Empty title={w.empty} hint={w.emptyHint}>
                        <a class="button" href="/listings">
                            {w.listings}
                        </a>
                    </Empty>
                ) : (
                    <Empty title={w.emptyFiltered} />
                ))}
            {found.data && found.data.length > 0 && (
                <>
                    <Rows items={found.data} old={found.slow} />
                    <TableFoot count={found.data.length} more={found.more} />
                </>
            )}
        </Page>
    );
}
