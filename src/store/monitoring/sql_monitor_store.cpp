#include "store/monitoring/sql_monitor_store.hpp"

#include <accounts/account.hpp>
#include <algorithm>
#include <map>
#include <stdexcept>
#include <sweep/inventory_builder.hpp>

#include "store/accounts/subject_changes.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/health_reader.hpp"
#include "store/monitoring/listing_state.hpp"
#include "store/monitoring/mass_change_table.hpp"
#include "store/monitoring/slice_writer.hpp"
#include "store/monitoring/step_writer.hpp"
#include "store/monitoring/sweep_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

subject stored_subject(const std::string& text)
{
    // special ones too: what was allowed when it was added stays what it is
    auto read = parse_subject(text, special_addresses::allow);
    if (!read) throw std::runtime_error("a stored subject cannot be read: " + read.error().what);
    return std::move(*read);
}

// The largest accounts beside which the others do not fit into one inventory.
std::map<std::int64_t, std::uint64_t> too_large_accounts(soci::session& s, std::uint64_t capacity)
{
    std::uint64_t all = 0;
    std::vector<std::pair<std::uint64_t, std::int64_t>> by_size;
    sql::for_each<std::int64_t, std::uint64_t>(
        s,
        "SELECT account, CAST(SUM(size) AS BIGINT) FROM subject WHERE removed_at IS NULL AND pending = 0 "
        "GROUP BY account",
        {}, [&](auto account, auto size) {
            by_size.emplace_back(size, account);
            all += size;
        });
    std::map<std::int64_t, std::uint64_t> left_out;
    std::sort(by_size.begin(), by_size.end());
    for (; all > capacity; by_size.pop_back()) {
        const auto& [size, account] = by_size.back();
        left_out.emplace(account, size);
        all -= size;
    }
    return left_out;
}

std::vector<left_out_subjects> told_of(const std::map<std::int64_t, std::uint64_t>& too_large,
                                       std::map<std::int64_t, left_out_subjects>&& unreadable, std::uint64_t capacity)
{
    std::vector<left_out_subjects> all;
    all.reserve(too_large.size() + unreadable.size());
    for (const auto& [account, size] : too_large)
        all.push_back({.account = account,
                       .subjects = size,
                       .why = "all accounts together have more than the " + std::to_string(capacity) +
                              " subjects that can be monitored, and this is the largest"});
    for (auto& [account, left] : unreadable) all.push_back(std::move(left));
    return all;
}

parsed<loaded_subjects> subjects_in(soci::session& s, std::uint64_t capacity)
{
    const std::int64_t changes = newest_subject_change(s);
    const auto too_large = too_large_accounts(s, capacity);
    std::map<std::int64_t, left_out_subjects> unreadable;
    inventory_builder builder({.special = special_addresses::allow});
    sql::for_each<std::int64_t, std::int64_t, std::string>(
        s, "SELECT id, account, text FROM subject WHERE removed_at IS NULL AND pending = 0", {},
        [&](auto id, auto account, const std::string& text) {
            if (too_large.contains(account)) return;
            const auto added = builder.add(text);
            if (added) return;
            left_out_subjects& left = unreadable[account];
            left.account = account;
            if (++left.subjects == 1) left.why = public_id("sub", id) + " cannot be read: " + added.error().to_string();
        });
    auto built = std::move(builder).finish();
    if (!built) return built.error();
    return loaded_subjects{.subjects = std::move(built->subjects),
                           .changes = changes,
                           .left_out = told_of(too_large, std::move(unreadable), capacity)};
}

std::vector<stored_listing> listings_in(soci::session& s)
{
    std::vector<stored_listing> all;
    sql::for_each<std::int64_t, std::int64_t, std::string, std::string, std::optional<std::int64_t>, int, std::uint8_t,
                  std::uint8_t, std::uint8_t, sys_seconds, sys_seconds, sys_seconds, std::optional<sys_seconds>>(
        s,
        std::string("SELECT id, account, subject, blocklist, hold, ") + state_columns + " FROM listing WHERE live = 1",
        {}, [&all](auto id, auto account, auto about, auto blocklist, auto hold, auto... state) {
            stored_listing l;
            l.id = id;
            l.account = account;
            l.about = stored_subject(about);
            l.blocklist = std::move(blocklist);
            l.hold = hold;
            l.now = state_of(state...);
            all.push_back(std::move(l));
        });
    return all;
}

std::vector<round_position> positions_in(soci::session& s)
{
    std::vector<round_position> all;
    sql::for_each<std::string, int, std::optional<std::string>, sys_seconds, sys_seconds>(
        s, "SELECT blocklist, kind, after_subject, at, round_began FROM round_position ORDER BY blocklist, kind", {},
        [&all](auto blocklist, auto kind, auto after, auto at, auto began) {
            round_position p;
            p.blocklist = std::move(blocklist);
            p.kind = static_cast<subject_kind>(kind);
            if (after) p.after = stored_subject(*after);
            p.at = at;
            p.round_began = began;
            all.push_back(std::move(p));
        });
    return all;
}

}  // namespace

slice_result sql_monitor_store::record(soci::session& s, const slice_record& r)
{
    slice_result result;
    result.steps = write_steps(s, r.steps, r.at);
    write_touches(s, r.touches);
    write_positions(s, r.positions);
    for (const auto& h : r.health) write_health(s, h);
    for (const auto& v : r.verifications) write_verification(s, v);
    if (r.sweep) result.sweep = write_sweep(s, *r.sweep);
    if (r.subject_changes != 0) forget_subject_changes(s, r.subject_changes);
    return result;
}

boost::asio::awaitable<parsed<loaded_subjects>> sql_monitor_store::load_subjects()
{
    auto work = [capacity = capacity_](soci::session& s) { return subjects_in(s, capacity); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<subject_change>>> sql_monitor_store::load_subject_changes(std::int64_t after,
                                                                                                    int most)
{
    auto work = [after, most](soci::session& s) -> parsed<std::vector<subject_change>> {
        return subject_changes_after(s, after, most);
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<stored_listing>>> sql_monitor_store::load_listings()
{
    auto work = [](soci::session& s) -> parsed<std::vector<stored_listing>> { return listings_in(s); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<round_position>>> sql_monitor_store::load_positions()
{
    auto work = [](soci::session& s) -> parsed<std::vector<round_position>> { return positions_in(s); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<health_change>>> sql_monitor_store::load_health()
{
    health_reader reader(db_);
    co_return co_await reader.newest();
}

boost::asio::awaitable<parsed<std::vector<list_verification>>> sql_monitor_store::load_verifications()
{
    auto work = [](soci::session& s) -> parsed<std::vector<list_verification>> {
        std::vector<list_verification> all;
        sql::for_each<std::string, int, sys_seconds, std::optional<sys_seconds>>(
            s, "SELECT blocklist, kind, verified_at, unverified_since FROM list_verification", {},
            [&all](auto blocklist, auto kind, auto verified, auto unverified) {
                all.push_back({.blocklist = std::move(blocklist),
                               .kind = static_cast<subject_kind>(kind),
                               .verified_at = verified,
                               .unverified_since = unverified});
            });
        return all;
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<sweep_record>>> sql_monitor_store::load_sweep()
{
    auto work = [](soci::session& s) -> parsed<std::optional<sweep_record>> {
        auto found = select_sweeps(s, "WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1", {});
        if (found.empty()) return std::optional<sweep_record>();
        return std::optional(found.front());
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<mass_change>>> sql_monitor_store::load_mass_changes()
{
    auto work = [](soci::session& s) -> parsed<std::vector<mass_change>> {
        std::vector<mass_change> all;
        for (mass_change_record& m : mass_change_table::select(
                 s,
                 "WHERE decision IS NULL OR id IN (SELECT hold FROM listing WHERE live = 1 AND hold IS NOT NULL) "
                 "ORDER BY id",
                 {}))
            all.push_back(std::move(m.change));
        return all;
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::int64_t>> sql_monitor_store::keep_back(mass_change m)
{
    auto work = [m = std::move(m)](soci::session& s) -> parsed<std::int64_t> {
        if (m.id == 0)
            return sql::only<std::int64_t>(s,
                                           "INSERT INTO mass_change (blocklist, direction, subjects, accounts, "
                                           "began_at) VALUES (:blocklist, :direction, :subjects, :accounts, :began) "
                                           "RETURNING id",
                                           {m.blocklist, to_string(m.direction), m.subjects, m.accounts, m.began})
                .value();
        sql::run(
            s, "UPDATE mass_change SET subjects = :subjects, accounts = :accounts WHERE id = :id AND decision IS NULL",
            {m.subjects, m.accounts, m.id});
        return m.id;
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<void>> sql_monitor_store::has_passed(std::int64_t mass_change, sys_seconds at)
{
    auto work = [mass_change, at](soci::session& s) -> parsed<void> {
        mass_change_table::has_passed(s, mass_change, at);
        return {};
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<slice_result>> sql_monitor_store::record(slice_record r)
{
    auto work = [r = std::move(r)](soci::session& s) -> parsed<slice_result> { return record(s, r); };
    co_return co_await db_.write(std::move(work));
}

}  // namespace offlist::store
