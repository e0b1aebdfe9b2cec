#include "store/monitoring/listing_reader.hpp"

#include <algorithm>
#include <array>

#include "store/accounts/subject_key.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/evidence_json.hpp"
#include "store/monitoring/listing_context.hpp"
#include "store/monitoring/listing_query.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view listing_list = "listing";
constexpr std::array<std::string_view, 4> phases{"suspected", "open", "closed", "dismissed"};

const std::string listing_columns =
    "SELECT id, account, subject, kind, blocklist, scope, phase, state, first_seen_at, opened_at, closed_at, "
    "verified_at, unverified_since, hold, CASE WHEN closed_at IS NULL THEN '' ELSE COALESCE((SELECT what FROM "
    "listing_change c WHERE c.listing = listing.id ORDER BY c.id DESC LIMIT 1), '') END, COALESCE((SELECT evidence "
    "FROM listing_change c WHERE c.listing = listing.id "
    "AND c.what IN ('suspected', 'opened', 'recurred') ORDER BY c.id DESC LIMIT 1), '{}'), "
    "(SELECT verified_at FROM list_verification v WHERE v.blocklist = listing.blocklist AND v.kind = listing.kind), "
    "(SELECT v.unverified_since FROM list_verification v WHERE v.blocklist = listing.blocklist AND "
    "v.kind = listing.kind) FROM listing ";

// What is known of its list as a whole counts for an open listing, unless it is in doubt itself.
void take_from_list(listing_record& r, std::optional<sys_seconds> verified, std::optional<sys_seconds> unverified)
{
    if (r.phase != listing_phase::suspected && r.phase != listing_phase::open) return;
    if (r.unverified_since) return;
    if (r.state == listing_state::listed && verified && (!r.verified_at || *r.verified_at < *verified))
        r.verified_at = verified;
    r.unverified_since = unverified;
}

std::vector<listing_record> select_listings(soci::session& s, const std::string& rest, sql::parameters given)
{
    using moment = std::optional<sys_seconds>;
    std::vector<listing_record> found;
    sql::for_each<std::int64_t, std::int64_t, std::string, int, std::string, int, int, int, sys_seconds, moment, moment,
                  sys_seconds, moment, std::optional<std::int64_t>, std::string, std::string, moment, moment>(
        s, listing_columns + rest, std::move(given),
        [&found](auto id, auto account, auto subject, auto kind, auto blocklist, auto scope, auto phase, auto state,
                 auto first_seen, auto opened, auto closed, auto verified, auto unverified, auto hold, auto reason,
                 auto because, auto list_verified, auto list_unverified) {
            listing_record r;
            r.id = id;
            r.account = account;
            r.subject = std::move(subject);
            r.kind = static_cast<subject_kind>(kind);
            r.blocklist = std::move(blocklist);
            r.scope = static_cast<listing_scope>(scope);
            r.phase = static_cast<listing_phase>(phase);
            r.state = static_cast<listing_state>(state);
            r.first_seen_at = first_seen;
            r.opened_at = opened;
            r.closed_at = closed;
            // its end says nothing about the list
            r.closed_reason = reason == "removed" ? "unmonitored" : std::move(reason);
            if (verified != sys_seconds{}) r.verified_at = verified;
            r.unverified_since = unverified;
            r.hold = hold;
            r.because = read_evidence(because);
            take_from_list(r, list_verified, list_unverified);
            found.push_back(std::move(r));
        });
    return found;
}

std::vector<listing_event> listing_history(soci::session& s, std::int64_t id)
{
    std::vector<listing_event> found;
    sql::for_each<std::int64_t, sys_seconds, std::string, int, int, std::optional<std::int64_t>, std::string>(
        s,
        "SELECT id, at, what, from_state, to_state, hold, evidence FROM listing_change WHERE listing = :id ORDER BY id",
        {id}, [&found](auto change, auto at, auto what, auto from, auto to, auto hold, auto because) {
            found.push_back({.id = change,
                             .at = at,
                             .what = std::move(what),
                             .from = static_cast<listing_state>(from),
                             .to = static_cast<listing_state>(to),
                             .hold = hold,
                             .because = read_evidence(because)});
        });
    return found;
}

}  // namespace

std::string_view to_string(listing_phase p)
{
    return phases.at(static_cast<std::size_t>(p));
}

std::optional<listing_phase> parse_listing_phase(std::string_view text)
{
    const auto* const found = std::ranges::find(phases, text);
    if (found == phases.end()) return std::nullopt;
    return static_cast<listing_phase>(found - phases.begin());
}

boost::asio::awaitable<parsed<page_of<listing_record>>> listing_reader::page(listing_filter filter, viewer who,
                                                                             page_request which)
{
    auto work = [filter = std::move(filter), who, which](soci::session& s) -> parsed<page_of<listing_record>> {
        auto start = start_of(listing_list, which, direction::newest_first);
        if (!start) return start.error();
        const auto way = walk_for(s, filter);
        if (!way) return way.error();
        auto query =
            query_of(filter, who, *start, rows_of(which) + 1, *way, which.sort.value_or(direction::newest_first));
        if (!query) return query.error();
        auto found = select_listings(s, query->text, std::move(query->given));
        auto page = cut(listing_list, std::move(found), which, [](const listing_record& r) {
            return place{.at = r.first_seen_at.time_since_epoch().count(), .id = r.id};
        });
        tell_what_is_around(s, page.items);
        if (which.total) {
            auto all = count_of(filter, who);
            if (!all) return all.error();
            tell_total(page, which, s, "FROM listing " + all->text, std::move(all->given));
        }
        return page;
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<listing_detail>>> listing_reader::get(std::int64_t id, viewer who)
{
    auto work = [id, who](soci::session& s) -> parsed<std::optional<listing_detail>> {
        const std::string own = "WHERE id = :id AND account = :account AND confirmed = 1";
        auto found =
            who.staff ? select_listings(s, "WHERE id = :id", {id}) : select_listings(s, own, {id, who.account});
        if (found.empty()) return std::optional<listing_detail>();
        tell_what_is_around(s, found);
        listing_detail detail{.listing = std::move(found.front()), .history = listing_history(s, id)};
        return std::optional(std::move(detail));
    };
    co_return co_await db_.read(std::move(work));
}

std::optional<listing_record> listing_reader::find(soci::session& s, std::int64_t id)
{
    auto found = select_listings(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<listing_record> listing_reader::find_live(soci::session& s, std::optional<std::int64_t> account,
                                                        const subject& about, const std::string& blocklist)
{
    auto found = select_listings(s, "WHERE subject_key = :key AND blocklist = :blocklist AND live = 1",
                                 {key_of(about), blocklist});
    if (found.empty() || (account && found.front().account != *account)) return std::nullopt;
    return std::move(found.front());
}

boost::asio::awaitable<parsed<bool>> listing_reader::knows_list(std::string blocklist)
{
    auto work = [blocklist = std::move(blocklist)](soci::session& s) -> parsed<bool> {
        return sql::only<int>(s, "SELECT 1 FROM listing WHERE blocklist = :blocklist LIMIT 1", {blocklist}) ||
               sql::only<int>(s, "SELECT 1 FROM delisting WHERE blocklist = :blocklist LIMIT 1", {blocklist});
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
