// `offlist listing list`
#include <accounts/account.hpp>
#include <api/json/listing_text.hpp>
#include <config/settings.hpp>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_key.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>

#include "cli/all_pages.hpp"
#include "cli/commands/listing/listing.hpp"
#include "cli/open_store.hpp"
#include "cli/refuse.hpp"
#include "cli/report/text_table.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

// One that is neither in the catalogue nor in the history is a typo, and no empty list.
std::optional<problem> unknown_list(const std::string& id, const catalog& known, store::listing_reader& history)
{
    if (known.find(id) != nullptr || known.find_retired(id) != nullptr) return std::nullopt;
    const auto stored = awaited(history.knows_list(id));
    if (!stored) return stored.error();
    if (*stored) return std::nullopt;
    std::vector<std::string_view> ids;
    for (const blocklist& l : known.lists()) ids.push_back(l.id);
    const std::string near = nearest(id, ids);
    return problem{.what = quoted(id) + " is no blocklist known here",
                   .expected = near.empty() ? "one that offlist lists shows" : near};
}

struct listing_list_command {
    config::overrides from;
    std::optional<std::string> account;
    std::optional<std::string> about;
    std::vector<std::string> blocklists;
    std::string state;

    exit_status run(console& out) const
    {
        const auto opened = open_store_of(from);
        if (!opened) return refuse(opened.error());
        const auto lists = config::load_lists(from, opened->with);
        if (!lists) return refuse(lists.error());
        store::listing_reader listings(*opened->db);
        const auto filter = wanted(*opened->db, lists->all, listings);
        if (!filter) return refuse({filter.error()});
        text_table table({{"listing"}, {"account"}, {"subject"}, {"blocklist"}, {"state"}, {"seen"}, {"over"}});
        const auto show = [&](const store::listing_record& l) {
            if (out.json()) return out.print(api::json_of(l, api::audience_of_text::staff, lists->all).dump());
            table.add({{public_id("lst", l.id)},
                       {public_id("acc", l.account)},
                       {l.subject},
                       {l.blocklist},
                       {std::string(to_string(l.phase))},
                       {timestamp(l.first_seen_at)},
                       {l.closed_at ? timestamp(*l.closed_at) : std::string("-")}});
        };
        const store::viewer staff{.staff = true, .account = 0};
        const auto done =
            each_row([&](store::page_request which) { return listings.page(*filter, staff, std::move(which)); }, show);
        if (!done) return refuse({done.error()});
        if (!out.json()) print(table, out);
        return exit_status::ok;
    }

    [[nodiscard]] parsed<store::listing_filter> wanted(store::database& db, const catalog& known,
                                                       store::listing_reader& history) const
    {
        const auto of = account_filter(db, account);
        if (!of) return of.error();
        store::listing_filter filter;
        filter.account = *of;
        if (about) {
            if (const auto span = store::read_span(*about, special_addresses::allow); !span) return span.error();
            filter.subject = *about;
        }
        for (const std::string& id : blocklists)
            if (auto wrong = unknown_list(id, known, history)) return std::move(*wrong);
        filter.blocklist = blocklists;
        if (const auto phase = store::parse_listing_phase(state)) filter.phase = {*phase};
        return filter;
    }
};

}  // namespace

void add_listing_list(command& group)
{
    auto [list, what] = group.add<listing_list_command>("list", "listings, newest first");
    add_store_flags(list, what.from);
    add_lists_directory_flag(list, what.from);
    add_account_flag(list, what.account, "those of this account only");
    list.flag("--subject", what.about, "those of this address, range or domain").takes("SUBJECT");
    list.flag("--blocklist", what.blocklists, "those on this list; may be given again").takes("ID");
    list.flag("--state", what.state, "open, closed, suspected or dismissed")
        .one_of({"open", "closed", "suspected", "dismissed"})
        .takes("STATE");
}

}  // namespace offlist::cli
