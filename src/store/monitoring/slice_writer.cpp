#include "store/monitoring/slice_writer.hpp"

#include <map>
#include <string_view>
#include <utility>

#include "store/engine/set_statement.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {

using sql::set_statement;
using std::chrono::sys_seconds;

void write_touches(soci::session& s, std::span<const listing_touch> touches)
{
    using enum value_kind;
    static const set_statement update(
        {{"id", integer},
         {"state", integer},
         {"agreeing", integer},
         {"counted", integer},
         {"resolver", integer},
         {"counted_at", integer},
         {"ask_again", integer},
         {"verified_at", integer},
         {"unverified_since", integer}},
        "UPDATE listing SET agreeing = given.agreeing, counted = given.counted, resolver = given.resolver, "
        "counted_at = given.counted_at, ask_again = given.ask_again, verified_at = given.verified_at, "
        "unverified_since = given.unverified_since FROM given WHERE listing.id = given.id AND listing.live = 1 AND "
        "listing.state = given.state");
    // A touch leaves what decides whether it counts, so of those about a listing in one state the last one counts.
    std::map<std::pair<std::int64_t, listing_state>, std::size_t> places;
    std::vector<sql::parameters> given;
    for (const listing_touch& touch : touches) {
        const listing& to = touch.now;
        const auto [at, added] = places.try_emplace({touch.listing, to.state}, given.size());
        if (added) given.emplace_back();
        given[at->second] = {touch.listing,      static_cast<int>(to.state),
                             to.agreeing,        to.counted,
                             to.resolver,        to.counted_at,
                             to.ask_again,       to.verified_at,
                             to.unverified_since};
    }
    update.run(s, std::move(given));
}

void write_positions(soci::session& s, std::span<const round_position> positions)
{
    using enum value_kind;
    static const set_statement insert(
        {{"kind", integer}, {"blocklist", text}, {"after_subject", text}, {"at", integer}, {"round_began", integer}},
        "INSERT INTO round_position (blocklist, kind, after_subject, at, round_began) SELECT blocklist, kind, "
        "after_subject, at, round_began FROM given WHERE 1 = 1 ON CONFLICT (blocklist, kind) DO UPDATE SET "
        "after_subject = excluded.after_subject, at = excluded.at, round_began = excluded.round_began");
    std::map<std::pair<std::string_view, subject_kind>, std::size_t> places;
    std::vector<sql::parameters> given;
    for (const round_position& p : positions) {
        const auto [at, added] = places.try_emplace({p.blocklist, p.kind}, given.size());
        if (added) given.emplace_back();
        given[at->second] = {static_cast<int>(p.kind), p.blocklist,
                             p.after ? std::optional(to_string(*p.after)) : std::nullopt, p.at, p.round_began};
    }
    insert.run(s, std::move(given));
}

void write_verification(soci::session& s, const list_verification& v)
{
    sql::run(s,
             "INSERT INTO list_verification (blocklist, kind, verified_at, unverified_since) "
             "VALUES (:blocklist, :kind, :verified, :unverified) ON CONFLICT (blocklist, kind) DO UPDATE SET "
             "verified_at = excluded.verified_at, unverified_since = excluded.unverified_since",
             {v.blocklist, static_cast<int>(v.kind), v.verified_at, v.unverified_since});
}

void write_health(soci::session& s, const health_change& h)
{
    const auto newest = sql::one<int, sys_seconds>(
        s, "SELECT state, at FROM list_health WHERE blocklist = :blocklist AND kind = :kind ORDER BY id DESC LIMIT 1",
        {h.blocklist, static_cast<int>(h.kind)});
    if (newest && *newest == std::tuple(static_cast<int>(h.now), h.at)) return;  // given a second time
    sql::run(s,
             "INSERT INTO list_health (blocklist, kind, state, why, at) VALUES (:blocklist, :kind, :state, :why, :at)",
             {h.blocklist, static_cast<int>(h.kind), static_cast<int>(h.now), h.why, h.at});
    if (h.now != list_state::unhealthy && h.now != list_state::healthy) return;
    if (!newest && h.now == list_state::healthy) return;  // the first test of a new list is no news
    tell_of_health(s, h);
}

}  // namespace offlist::store
