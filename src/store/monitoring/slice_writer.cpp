#include "store/monitoring/slice_writer.hpp"

#include "store/accounts/subject_key.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/evidence_json.hpp"
#include "store/monitoring/listing_reader.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

struct stored {
    std::int64_t id = 0;
    std::int64_t account = 0;
    bool live = false;
    bool confirmed = false;
    std::optional<std::int64_t> hold;
    listing now;
};

std::optional<stored> find(soci::session& s, const std::string& condition, sql::parameters given)
{
    std::optional<stored> found;
    sql::for_each<std::int64_t, std::int64_t, bool, bool, std::optional<std::int64_t>, int, std::uint8_t, std::uint8_t,
                  std::uint8_t, sys_seconds, sys_seconds, sys_seconds, std::optional<sys_seconds>>(
        s,
        "SELECT id, account, live, confirmed, hold, state, agreeing, counted, resolver, counted_at, ask_again, "
        "verified_at, unverified_since FROM listing WHERE " +
            condition,
        std::move(given),
        [&found](auto id, auto account, auto live, auto confirmed, auto hold, auto state, auto agreeing, auto counted,
                 auto resolver, auto counted_at, auto ask_again, auto verified_at, auto unverified_since) {
            stored r;
            r.id = id;
            r.account = account;
            r.live = live;
            r.confirmed = confirmed;
            r.hold = hold;
            r.now.state = static_cast<listing_state>(state);
            r.now.agreeing = agreeing;
            r.now.counted = counted;
            r.now.resolver = resolver;
            r.now.counted_at = counted_at;
            r.now.ask_again = ask_again;
            r.now.verified_at = verified_at;
            r.now.unverified_since = unverified_since;
            found = r;
        });
    return found;
}

std::optional<std::int64_t> owner_of(soci::session& s, const std::string& key)
{
    const auto before = sql::one<std::int64_t, std::string>(
        s,
        "SELECT account, last_key FROM subject WHERE removed_at IS NULL AND first_key <= :key "
        "ORDER BY first_key DESC LIMIT 1",
        {key});
    if (!before || std::get<1>(*before) < key) return std::nullopt;
    return std::get<0>(*before);
}

std::int64_t insert(soci::session& s, const listing_step& step, const std::string& key, std::int64_t account,
                    sys_seconds at)
{
    const auto& to = step.to;
    return sql::only<std::int64_t>(
               s,
               "INSERT INTO listing (account, subject, subject_key, kind, blocklist, scope, phase, live, confirmed, "
               "state, agreeing, counted, resolver, counted_at, ask_again, verified_at, unverified_since, hold, "
               "first_seen_at) VALUES (:account, :subject, :key, :kind, :blocklist, :scope, 0, 1, 0, :state, "
               ":agreeing, "
               ":counted, :resolver, :counted_at, :ask_again, :verified_at, :unverified, :hold, :at) RETURNING id",
               {account, to_string(step.about), key, static_cast<int>(kind_of(step.about)), step.blocklist,
                static_cast<int>(step.scope), static_cast<int>(to.state), to.agreeing, to.counted, to.resolver,
                to.counted_at, to.ask_again, to.verified_at, to.unverified_since, step.hold, at})
        .value();
}

void update(soci::session& s, const listing_step& step, const stored& before, sys_seconds at)
{
    const auto& to = step.to;
    const bool over = to.state == listing_state::clean;
    const bool open = to.state == listing_state::listed || to.state == listing_state::clearing;
    const bool confirmed = before.confirmed || open;
    const auto phase = over   ? (confirmed ? listing_phase::closed : listing_phase::dismissed)
                       : open ? listing_phase::open
                              : listing_phase::suspected;
    const auto opened = open && !before.confirmed ? std::optional(at) : std::nullopt;
    sql::run(s,
             "UPDATE listing SET phase = :phase, live = :live, confirmed = :confirmed, state = :state, "
             "agreeing = :agreeing, counted = :counted, resolver = :resolver, counted_at = :counted_at, "
             "ask_again = :ask_again, verified_at = :verified_at, unverified_since = :unverified, hold = :hold, "
             "opened_at = COALESCE(opened_at, :opened), closed_at = :closed WHERE id = :id",
             {static_cast<int>(phase), !over, confirmed, static_cast<int>(to.state), to.agreeing, to.counted,
              to.resolver, to.counted_at, to.ask_again, to.verified_at, to.unverified_since, step.hold, opened,
              over ? std::optional(at) : std::nullopt, before.id});
}

void write_change(soci::session& s, const listing_step& step, std::int64_t id, std::int64_t account, sys_seconds at)
{
    const std::string what = step.what != change::none ? std::string(to_string(step.what))
                             : step.hold               ? "held"
                                                       : "released";
    sql::run(s,
             "INSERT INTO listing_change (listing, account, at, what, from_state, to_state, hold, evidence) "
             "VALUES (:listing, :account, :at, :what, :from, :to, :hold, :evidence)",
             {id, account, at, what, static_cast<int>(step.from), static_cast<int>(step.to.state), step.hold,
              evidence_text(step.because)});
    tell_of_listing(s, step, id, account, at);
}

}  // namespace

step_result write_step(soci::session& s, const listing_step& step, sys_seconds at)
{
    // the moment of the answer, not of its writing, is what history is about
    if (step.because.asked_at != sys_seconds{}) at = step.because.asked_at;
    const auto key = key_of(step.about);
    const bool fresh = step.listing == 0;
    const auto now = fresh
                         ? find(s, "subject_key = :key AND blocklist = :blocklist AND live = 1", {key, step.blocklist})
                         : find(s, "id = :id", {step.listing});
    // Given a second time, after a failure that left its fate unknown.
    if (now && now->now == step.to && now->hold == step.hold) return {.listing = now->id, .account = now->account};
    const auto owner = owner_of(s, key);
    if (!owner || fresh == now.has_value()) return {};
    if (now && (!now->live || now->now.state != step.from || now->account != *owner)) return {};
    if (fresh && step.to.state != listing_state::suspected) return {};

    const auto id = now ? now->id : insert(s, step, key, *owner, at);
    if (now) update(s, step, *now, at);
    write_change(s, step, id, *owner, at);
    return {.listing = id, .account = *owner};
}

void write_touch(soci::session& s, const listing_touch& touch)
{
    const auto& to = touch.now;
    sql::run(s,
             "UPDATE listing SET agreeing = :agreeing, counted = :counted, resolver = :resolver, "
             "counted_at = :counted_at, ask_again = :ask_again, verified_at = :verified_at, "
             "unverified_since = :unverified WHERE id = :id AND live = 1 AND state = :state",
             {to.agreeing, to.counted, to.resolver, to.counted_at, to.ask_again, to.verified_at, to.unverified_since,
              touch.listing, static_cast<int>(to.state)});
}

void write_position(soci::session& s, const round_position& p)
{
    const auto after = p.after ? std::optional(to_string(*p.after)) : std::nullopt;
    sql::run(s,
             "INSERT INTO round_position (blocklist, kind, after_subject, at, round_began) "
             "VALUES (:blocklist, :kind, :after, :at, :began) ON CONFLICT (blocklist, kind) DO UPDATE SET "
             "after_subject = excluded.after_subject, at = excluded.at, round_began = excluded.round_began",
             {p.blocklist, static_cast<int>(p.kind), after, p.at, p.round_began});
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
