// overview.tsx: am I listed, and does anything wait for me?
import { client, dataOf, type Blocklist } from "../../api";
import { kinds } from "../../live";
import { ListingTable } from "../../parts/listing-table";
import { Empty, Page, Waiting } from "../../parts/page";
import { useResource } from "../../parts/resource";
import { Badge } from "../../parts/values";
import { words } from "../../words/en";

const shown = 10;
const mostLists = 500;

async function load() {
    const [listings, lists, subjects] = await Promise.all([
        dataOf(client.GET("/v1/listings", { params: { query: { state: "open", limit: 100 } }, parseAs: "json" })),
        dataOf(client.GET("/v1/blocklists", { params: { query: { enabled: "true", limit: mostLists } } })),
        dataOf(client.GET("/v1/subjects", { params: { query: { state: "active", limit: 1 } } })),
    ]);
    return { listings, lists: lists!.items, any: subjects!.items.length > 0 };
}

const proved = (list: Blocklist) => list.health.every(each => each.state === "healthy" || each.state === "unused");

/** What is known of the lists. Nothing is said to be well that was not verified. */
function Lists({ all }: { all: Blocklist[] }) {
    const sick = all.filter(list => !proved(list)).length;
    if (sick > 0) return <Badge tone="doubt">{words.overview.doubt(sick, all.length)}</Badge>;
    return <Badge tone="good">{words.overview.proved(all.length)}</Badge>;
}

function Told({ of }: { of: Awaited<ReturnType<typeof load>> }) {
    const page = of.listings as { items: Parameters<typeof ListingTable>[0]["items"]; next: string | null };
    const count = `${page.items.length}${page.next ? "+" : ""}`;
    const sick = of.lists.some(list => !proved(list));
    const tone = page.items.length > 0 ? "bad" : sick ? "doubt" : "good";
    return (
        <>
            <section class={`verdict ${tone}`}>
                <p class="verdict-says">
                    {page.items.length > 0 ? words.overview.listed(count) : words.overview.clean}
                </p>
                <Lists all={of.lists} />
            </section>
            {page.items.length > 0 && (
                <section>
                    <div class="section-head">
                        <h2>{words.overview.newest}</h2>
                        <a href="/listings">{words.overview.all}</a>
                    </div>
                    <ListingTable items={page.items.slice(0, shown)} old={false} />
                </section>
            )}
        </>
    );
}

export function Overview() {
    const found = useResource("overview", load, kinds("listing", "blocklist"));
    return (
        <Page title={words.overview.title} name={words.overview.title} of={found}>
            {!found.data && !found.problem && <Waiting />}
            {found.data && !found.data.any && (
                <Empty title={words.overview.nothing} hint={words.overview.nothingHint}>
                    <a class="button main" href="/subjects">
                        {words.overview.add}
                    </a>
                </Empty>
            )}
            {found.data?.any && <Told of={found.data} />}
        </Page>
    );
}
