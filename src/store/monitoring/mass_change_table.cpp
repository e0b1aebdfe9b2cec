#include "store/monitoring/mass_change_table.hpp"

#include "store/engine/conditions.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view mass_change_list = "mass_change";

sql::conditions conditions_of(const mass_change_filter& filter)
{
    sql::conditions where;
    std::vector<std::string> states;
    for (const std::string& s : filter.state)
        states.emplace_back(s == "released" ? "release" : s == "dismissed" ? "dismiss" : "");
    where.among("COALESCE(decision, '')", "decision", states);
    where.among("blocklist", "blocklist", filter.blocklist);
    if (filter.direction) where.add("direction = :direction", {to_string(*filter.direction)});
    return where;
}

}  // namespace

std::vector<mass_change_record> mass_change_table::select(soci::session& s, const std::string& rest,
                                                          sql::parameters given)
{
    std::vector<mass_change_record> found;
    sql::for_each<std::int64_t, std::string, std::string, std::uint64_t, std::uint64_t, sys_seconds,
                  std::optional<std::string>, std::optional<sys_seconds>, std::string, std::string>(
        s,
        "SELECT id, blocklist, direction, subjects, accounts, began_at, decision, decided_at, "
        "COALESCE(decided_by, ''), COALESCE(reason, '') FROM mass_change " +
            rest,
        std::move(given),
        [&found](auto id, auto blocklist, auto way, auto subjects, auto accounts, auto began, auto decision, auto at,
                 auto by, auto reason) {
            mass_change_record r;
            r.change = {.id = id,
                        .blocklist = std::move(blocklist),
                        .direction = way == to_string(mass_direction::closing) ? mass_direction::closing
                                                                               : mass_direction::opening,
                        .subjects = subjects,
                        .accounts = accounts,
                        .began = began};
            if (decision)
                r.change.decision =
                    *decision == to_string(mass_decision::release) ? mass_decision::release : mass_decision::dismiss;
            r.decided_at = at;
            r.decided_by = std::move(by);
            r.reason = std::move(reason);
            found.push_back(std::move(r));
        });
    return found;
}

boost::asio::awaitable<parsed<page_of<mass_change_record>>> mass_change_table::page(mass_change_filter filter,
                                                                                    page_request which)
{
    auto work = [filter = std::move(filter), which](soci::session& s) -> parsed<page_of<mass_change_record>> {
        const auto start = start_of(mass_change_list, which, direction::newest_first);
        if (!start) return start.error();
        sql::conditions where = conditions_of(filter);
        const sql::conditions all = where;
        where.add("id < :before", {start->id});
        where.given.emplace_back(rows_of(which) + 1);
        auto found = select(s, where.text + " ORDER BY id DESC LIMIT :count", std::move(where.given));
        auto page = cut(mass_change_list, std::move(found), which,
                        [](const mass_change_record& r) { return place{.at = 0, .id = r.change.id}; });
        tell_total(page, which, s, "FROM mass_change " + all.text, all.given);
        return page;
    };
    co_return co_await db_.read(std::move(work));
}

std::optional<mass_change_record> mass_change_table::find(soci::session& s, std::int64_t id)
{
    auto found = select(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

deciding mass_change_table::decide(soci::session& s, std::int64_t id, mass_decision what, const actor& by)
{
    const auto changed = sql::run(s,
                                  "UPDATE mass_change SET decision = :decision, decided_at = :at, decided_by = :by, "
                                  "reason = :reason WHERE id = :id AND decision IS NULL",
                                  {to_string(what), by.at, by.who.name, by.reason, id});
    if (changed == 0) return find(s, id) ? deciding::decided_before : deciding::no_such_change;
    audit_log::note(s, by, "mass_change." + std::string(to_string(what)), public_id("mass", id));
    return deciding::decided;
}

void mass_change_table::has_passed(soci::session& s, std::int64_t id, std::chrono::sys_seconds at)
{
    sql::run(s,
             "UPDATE mass_change SET decision = :decision, decided_at = :at, decided_by = 'offlist', reason = "
             "'the list has taken it back' WHERE id = :id AND decision IS NULL",
             {to_string(mass_decision::dismiss), at, id});
}

}  // namespace offlist::store
