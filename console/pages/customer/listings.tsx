// listings.tsx: listings, filtered by what the address says.
import { client, dataOf, type Listing, type Me } from "../../api";
import { kinds } from "../../live";
import { Field, Select } from "../../parts/form";
import { ListingTable } from "../../parts/listing-table";
import { Empty, Page, TableFoot, Waiting } from "../../parts/page";
import { usePages, useResource } from "../../parts/resource";
import { address, go } from "../../route";
import { words } from "../../words/en";

const everyState = "all";
const states = ["open", "closed"] as const;
const statesOfStaff = ["open", "closed", "suspected", "dismissed"] as const;

interface Filters {
    state: string;
    subject: string;
    blocklist: string;
}

const filtersOf = (query: URLSearchParams): Filters => ({
    state: query.get("state") ?? "open",
    subject: query.get("subject") ?? "",
    blocklist: query.get("blocklist") ?? "",
});

function asked({ state, subject, blocklist }: Filters) {
    return {
        ...(state === everyState ? {} : { state: state as Listing["state"] }),
        ...(subject ? { subject } : {}),
        ...(blocklist ? { blocklist } : {}),
    };
}

const show = (filters: Filters) =>
    go(address("/listings", { ...filters, state: filters.state === "open" ? undefined : filters.state }));

function FilterBar({ now, me }: { now: Filters; me: Me }) {
    const lists = useResource("lists", () =>
        dataOf(client.GET("/v1/blocklists", { params: { query: { enabled: "true", limit: 500 } } })),
    );
    const names = lists.data?.items.map(list => list.id) ?? [];
    const known = now.blocklist && !names.includes(now.blocklist) ? [now.blocklist, ...names] : names;
    const mine = me.role === "staff" || me.role === "admin" ? statesOfStaff : states;
    return (
        <form
            class="filters"
            role="search"
            onSubmit={event => {
                event.preventDefault();
                show({ ...now, subject: String(new FormData(event.currentTarget).get("subject")).trim() });
            }}
        >
            <Select
                label={words.listings.state}
                name="state"
                value={now.state}
                choices={[...mine, everyState as "all"].map(each => [each, words.listings.states[each]])}
                onChange={state => show({ ...now, state })}
            />
            <Field
                key={now.subject}
                label={words.listings.subject}
                name="subject"
                hint={words.listings.subjectHint}
                defaultValue={now.subject}
                spellcheck={false}
            />
            <Select
                label={words.listings.blocklist}
                name="blocklist"
                value={now.blocklist}
                choices={[["", words.listings.anyBlocklist], ...known.map((id): [string, string] => [id, id])]}
                onChange={blocklist => show({ ...now, blocklist })}
            />
            <button type="submit">{words.listings.apply}</button>
            <a
                class="button plain"
                href={`/v1${address("/listings", { ...asked(now), format: "csv" })}`}
                download="listings.csv"
            >
                {words.listings.csv}
            </a>
        </form>
    );
}

function None({ now }: { now: Filters }) {
    const filtered = now.subject || now.blocklist || now.state !== "open";
    if (!filtered) return <Empty title={words.listings.emptyOpen} hint={words.listings.emptyOpenHint} />;
    return (
        <Empty title={words.listings.emptyFiltered} hint={words.listings.emptyFilteredHint}>
            <a class="button" href="/listings">
                {words.common.clear}
            </a>
        </Empty>
    );
}

export function Listings({ query, me }: { query: URLSearchParams; me: Me }) {
    const now = filtersOf(query);
    const found = usePages<Listing>(
        `listings?${query}`,
        async cursor => {
            const page = await dataOf(
                client.GET("/v1/listings", {
                    params: { query: { ...asked(now), limit: 50, ...(cursor ? { cursor } : {}) } },
                    parseAs: "json",
                }),
            );
            return page as { items: Listing[]; next: string | null };
        },
        kinds("listing", "delisting"),
    );
    return (
        <Page title={words.listings.title} name={words.listings.title} lead={words.listings.lead} of={found}>
            <FilterBar now={now} me={me} />
            {!found.data && !found.problem && <Waiting />}
            {found.data && found.data.length === 0 && <None now={now} />}
            {found.data && found.data.length > 0 && (
                <>
                    <ListingTable items={found.data} old={found.slow} />
                    <TableFoot count={found.data.length} more={found.more} />
                </>
            )}
        </Page>
    );
}
