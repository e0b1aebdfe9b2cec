#include "store/delistings/mass_end_table.hpp"

#include <accounts/account.hpp>
#include <array>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view list_of_mass_ends = "mass_end";

constexpr std::array<std::string_view, end_causes> cause_names{"list_missing", "list_retired", "list_broken",
                                                               "hard_cap"};
constexpr std::array<std::string_view, end_causes> cause_words{
    "the blocklist can no longer be asked: it was taken out of the catalogue",
    "the blocklist can no longer be asked: it has closed",
    "the blocklist can no longer be asked: it has failed its own test entries for too long",
    "no proof that the listing is gone within the longest time that a delisting may take"};

constexpr auto not_decided =
    "decision IS NULL AND EXISTS (SELECT 1 FROM delisting d WHERE d.mass_end = mass_end.id AND d.ended_at IS NULL)";

end_cause cause_of(const std::string& name)
{
    for (std::size_t i = 0; i < cause_names.size(); ++i)
        if (cause_names.at(i) == name) return static_cast<end_cause>(i);
    return end_cause::hard_cap;
}

std::vector<mass_end> select_mass_ends(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<mass_end> found;
    sql::for_each<std::int64_t, std::string, std::int64_t, sys_seconds, std::string, std::optional<sys_seconds>,
                  std::string, std::string>(
        s,
        "SELECT id, cause, (SELECT COUNT(*) FROM delisting d WHERE d.mass_end = mass_end.id AND d.ended_at IS NULL), "
        "began_at, COALESCE(decision, ''), decided_at, COALESCE(decided_by, ''), COALESCE(reason, '') FROM mass_end " +
            rest,
        std::move(given),
        [&found](auto id, auto cause, auto jobs, auto began, auto decision, auto at, auto by, auto reason) {
            found.push_back({.id = id,
                             .cause = cause_of(cause),
                             .jobs = jobs,
                             .began = began,
                             .decision = std::move(decision),
                             .decided_at = at,
                             .decided_by = std::move(by),
                             .reason = std::move(reason)});
        });
    return found;
}

}  // namespace

std::string_view to_string(end_cause c)
{
    return cause_names.at(static_cast<std::size_t>(c));
}

std::string_view words_of(end_cause c)
{
    return cause_words.at(static_cast<std::size_t>(c));
}

void stop_ends(soci::session& s, end_cause cause, const std::vector<std::int64_t>& jobs, sys_seconds at)
{
    auto id = sql::only<std::int64_t>(
        s, std::string("SELECT id FROM mass_end WHERE cause = :cause AND ") + not_decided + " ORDER BY id DESC LIMIT 1",
        {to_string(cause)});
    if (!id)
        id = sql::only<std::int64_t>(s, "INSERT INTO mass_end (cause, began_at) VALUES (:cause, :at) RETURNING id",
                                     {to_string(cause), at});
    for (const std::int64_t job : jobs)
        sql::run(s, "UPDATE delisting SET mass_end = :mass WHERE id = :id AND ended_at IS NULL", {*id, job});
}

void let_go(soci::session& s, std::int64_t delisting)
{
    sql::run(s, "UPDATE delisting SET mass_end = NULL WHERE id = :id AND ended_at IS NULL", {delisting});
}

std::map<std::int64_t, end_cause> causes_of_mass_ends(soci::session& s)
{
    std::map<std::int64_t, end_cause> found;
    sql::for_each<std::int64_t, std::string>(
        s,
        "SELECT id, cause FROM mass_end WHERE EXISTS (SELECT 1 FROM delisting d WHERE d.mass_end = mass_end.id AND "
        "d.ended_at IS NULL)",
        {}, [&found](auto id, const auto& cause) { found.emplace(id, cause_of(cause)); });
    return found;
}

std::optional<mass_end> find_mass_end(soci::session& s, std::int64_t id)
{
    auto found = select_mass_ends(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

parsed<page_of<mass_end>> mass_end_page(soci::session& s, bool open_only, const page_request& which)
{
    const auto start = start_of(list_of_mass_ends, which, direction::newest_first);
    if (!start) return start.error();
    const std::string open = open_only ? std::string(not_decided) + " AND " : std::string();
    auto found = select_mass_ends(s, "WHERE " + open + "id < :before ORDER BY id DESC LIMIT :count",
                                  {start->id, rows_of(which) + 1});
    return cut(list_of_mass_ends, std::move(found), which,
               [](const mass_end& m) { return place{.at = 0, .id = m.id}; });
}

std::int64_t open_mass_ends(soci::session& s)
{
    return sql::only<std::int64_t>(s, std::string("SELECT COUNT(*) FROM mass_end WHERE ") + not_decided).value_or(0);
}

std::vector<std::int64_t> jobs_of_mass_end(soci::session& s, std::int64_t id)
{
    std::vector<std::int64_t> jobs;
    sql::for_each<std::int64_t>(
        s, "SELECT id FROM delisting WHERE mass_end = :mass AND ended_at IS NULL ORDER BY account, id", {id},
        [&jobs](auto job) { jobs.push_back(job); });
    return jobs;
}

bool decide_mass_end(soci::session& s, std::int64_t id, std::string_view decision, const actor& by)
{
    const auto changed = sql::run(s,
                                  "UPDATE mass_end SET decision = :decision, decided_at = :at, decided_by = :by, "
                                  "reason = :reason WHERE id = :id AND decision IS NULL",
                                  {decision, by.at, by.who.name, by.reason, id});
    if (changed == 0) return false;
    audit_log::note(s, by, "mass_end." + std::string(decision), public_id("end", id));
    return true;
}

}  // namespace offlist::store
