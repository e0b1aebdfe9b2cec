#include "store/restore/lives.hpp"

#include <core/hex.hpp>
#include <crypto/random_octets.hpp>
#include <utility>

#include "store/delistings/delisting_rows.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::size_t octets_of_name = 5;

std::vector<life> select_lives(soci::session& s, const std::string& rest)
{
    std::vector<life> found;
    sql::for_each<std::int64_t, std::string, std::optional<sys_seconds>, std::optional<sys_seconds>,
                  std::optional<sys_seconds>, std::string, std::string, std::int64_t>(
        s,
        "SELECT id, name, restored_at, knows_until, confirmed_at, COALESCE(confirmed_by, ''), COALESCE(reason, ''), "
        "forgotten FROM store_life " +
            rest,
        {},
        [&found](auto id, auto name, auto restored, auto knows, auto confirmed, auto by, auto reason, auto forgotten) {
            found.push_back({.id = id,
                             .name = std::move(name),
                             .restored_at = restored,
                             .knows_until = knows,
                             .confirmed_at = confirmed,
                             .confirmed_by = std::move(by),
                             .reason = std::move(reason),
                             .forgotten = forgotten});
        });
    return found;
}

// The sweep writes most often; where nothing is monitored the money and the audit log know.
std::optional<sys_seconds> newest_moment(soci::session& s)
{
    return sql::only<std::optional<sys_seconds>>(
               s,
               "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM listing_change UNION ALL SELECT MAX(at) FROM outbox "
               "UNION ALL SELECT MAX(at) FROM list_health UNION ALL SELECT MAX(at) FROM audit UNION ALL "
               "SELECT MAX(at) FROM ledger_transfer UNION ALL SELECT MAX(at) FROM delisting_change UNION ALL "
               "SELECT MAX(created_at) FROM account) AS moments")
        .value_or(std::nullopt);
}

std::int64_t next_of(soci::session& s, const std::string& table)
{
    return sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) + 1 FROM " + table).value_or(1);
}

}  // namespace

life current_life(soci::session& s)
{
    auto found = select_lives(s, "ORDER BY id DESC LIMIT 1");
    return found.empty() ? life{} : std::move(found.front());
}

std::vector<life> lives(soci::session& s)
{
    return select_lives(s, "ORDER BY id");
}

life begin_restored_life(soci::session& s, sys_seconds at, const delisting_policy& policy)
{
    const auto knows = newest_moment(s);
    const std::int64_t first_delisting = next_of(s, "delisting"), first_event = next_of(s, "outbox");
    std::int64_t forgotten = 0;
    for (const job& j : select_jobs(s, "WHERE ended_at IS NULL AND state IN ('held', 'submitting') ORDER BY id", {})) {
        (void)apply(s, j.id, job_event::forgotten{}, at, policy, "restore", "the store was restored from a backup");
        ++forgotten;
    }
    sql::run(s,
             "INSERT INTO store_life (name, restored_at, knows_until, first_delisting, first_event, forgotten) VALUES "
             "(:name, :at, :knows, :delisting, :event, :forgotten)",
             {hexadecimal(crypto::random_octets<octets_of_name>()), at, knows.value_or(at), first_delisting,
              first_event, forgotten});
    return current_life(s);
}

bool confirm_life(soci::session& s, const actor& by, const delisting_policy& policy)
{
    const life now = current_life(s);
    if (!now.held()) return false;
    sql::run(s,
             "UPDATE store_life SET confirmed_at = :at, confirmed_by = :by, reason = :reason WHERE id = :id AND "
             "confirmed_at IS NULL",
             {by.at, by.who.name, by.reason, now.id});
    audit_log::note_always(s, by, "store.confirm", now.name, by.reason);
    start_all_waiting(s, by.at, policy);  // what was paid while it was held
    return true;
}

bool ordered_before_restore(soci::session& s, std::int64_t delisting)
{
    return sql::only<int>(s, "SELECT 1 FROM store_life WHERE restored_at IS NOT NULL AND first_delisting > :id LIMIT 1",
                          {delisting})
        .has_value();
}

}  // namespace offlist::store
