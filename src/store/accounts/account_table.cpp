#include "store/accounts/account_table.hpp"

#include "store/accounts/account_usage.hpp"
#include "store/accounts/subject_changes.hpp"
#include "store/delistings/staff_tasks.hpp"
#include "store/engine/conditions.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view account_list = "account";
const std::string account_columns =
    "SELECT id, name, email, state, created_at, terminated_at, subjects, asked, most_subjects, most_asked FROM "
    "account ";

std::vector<account> select_accounts(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<account> found;
    using number = std::optional<std::uint64_t>;
    sql::for_each<std::int64_t, std::string, std::string, std::string, sys_seconds, std::optional<sys_seconds>,
                  std::uint64_t, std::uint64_t, number, number>(
        s, account_columns + rest, std::move(given),
        [&found](auto id, auto name, auto email, auto state, auto created, auto terminated, auto subjects, auto asked,
                 auto most_subjects, auto most_asked) {
            found.push_back({.id = id,
                             .name = std::move(name),
                             .email = std::move(email),
                             .state = state == "active" ? account_state::active : account_state::terminated,
                             .created_at = created,
                             .terminated_at = terminated,
                             .has = {.subjects = subjects, .addresses = asked},
                             .own = {.subjects = most_subjects, .addresses = most_asked}});
        });
    return found;
}

sql::conditions conditions_of(const account_filter& filter)
{
    sql::conditions where;
    if (filter.text) {
        const std::string pattern = sql::holding(*filter.text);
        where.add(
            "(LOWER(name) LIKE LOWER(:name) ESCAPE '!' OR LOWER(email) LIKE LOWER(:email) ESCAPE '!' OR id = :number)",
            {pattern, pattern, parse_public_id("acc", *filter.text).value_or(0)});
    }
    if (filter.state) where.add("state = :state", {to_string(*filter.state)});
    return where;
}

}  // namespace

std::int64_t account_table::newest(soci::session& s)
{
    return sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM account").value_or(0);
}

std::optional<account> account_table::change(soci::session& s, std::int64_t id, const std::optional<std::string>& name,
                                             const std::optional<std::string>& email, const actor& by)
{
    if (sql::run(s,
                 "UPDATE account SET name = COALESCE(:name, name), email = COALESCE(:email, email) WHERE id = :id AND "
                 "destroyed_at IS NULL",
                 {name, email, id}) == 0)
        return std::nullopt;
    // what was changed, and never to what: the log outlives the account's data
    audit_log::note(s, by, "account.change", public_id("acc", id),
                    std::string(name ? "name" : "") + (name && email ? ", " : "") + (email ? "email" : ""));
    return find(s, id);
}

account account_table::create(soci::session& s, const std::string& name, const std::string& email, const actor& by)
{
    const auto id = sql::only<std::int64_t>(s,
                                            "INSERT INTO account (name, email, state, created_at) "
                                            "VALUES (:name, :email, 'active', :at) RETURNING id",
                                            {name, email, by.at})
                        .value();
    audit_log::note(s, by, "account.create", public_id("acc", id));
    return {.id = id,
            .name = name,
            .email = email,
            .state = account_state::active,
            .created_at = by.at,
            .terminated_at = {},
            .has = {},
            .own = {}};
}

std::optional<account> account_table::find(soci::session& s, std::int64_t id)
{
    auto found = select_accounts(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void account_table::mark_terminated(soci::session& s, std::int64_t id, sys_seconds at)
{
    sql::run(s, "UPDATE account SET state = 'terminated', terminated_at = :at WHERE id = :id", {at, id});
    sql::run(s, "UPDATE token SET revoked_at = :at WHERE account = :account AND revoked_at IS NULL", {at, id});
    note_all_removed(s, id);
    close_conflicts_of(s, id, at);
    sql::run(s, "UPDATE subject SET removed_at = :at WHERE account = :account AND removed_at IS NULL", {at, id});
    count_none(s, id);
}

destruction_report account_table::destroy_rows(soci::session& s, std::int64_t id, sys_seconds at)
{
    destruction_report gone;
    sql::run(s, "INSERT INTO destruction (account) VALUES (:account)", {id});
    gone.changes = sql::run(
        s, "DELETE FROM listing_change WHERE listing IN (SELECT id FROM listing WHERE account = :account)", {id});
    gone.listings = sql::run(s, "DELETE FROM listing WHERE account = :account", {id});
    destroy_subject_changes(s, id);
    sql::run(s, "DELETE FROM staff_task WHERE subject IN (SELECT id FROM subject WHERE account = :account)", {id});
    gone.subjects = sql::run(s, "DELETE FROM subject WHERE account = :account", {id});
    sql::run(s, "DELETE FROM idempotency WHERE token IN (SELECT id FROM token WHERE account = :account)", {id});
    gone.tokens = sql::run(s, "DELETE FROM token WHERE account = :account", {id});
    sql::run(s, "DELETE FROM outbox WHERE account = :account", {id});
    sql::run(s, "UPDATE account SET name = '', email = '', destroyed_at = :at WHERE id = :id", {at, id});
    sql::run(s, "DELETE FROM destruction WHERE account = :account", {id});
    return gone;
}

boost::asio::awaitable<parsed<account>> account_table::create(std::string name, std::string email, actor by)
{
    auto work = [name = std::move(name), email = std::move(email),
                 by = std::move(by)](soci::session& s) -> parsed<account> { return create(s, name, email, by); };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<account>>> account_table::find(std::int64_t id)
{
    auto work = [id](soci::session& s) -> parsed<std::optional<account>> { return find(s, id); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<account>>> account_table::page(page_request which, account_filter filter)
{
    auto work = [which, filter = std::move(filter)](soci::session& s) -> parsed<page_of<account>> {
        const auto start = start_of(account_list, which, direction::oldest_first);
        if (!start) return start.error();
        sql::conditions where = conditions_of(filter);
        const sql::conditions all = where;
        const page_walk way = walk_of(which, direction::oldest_first);
        where.add("id" + way.behind + ":start", {start->id});
        where.given.emplace_back(rows_of(which) + 1);
        auto found =
            select_accounts(s, where.text + " ORDER BY id" + way.order + " LIMIT :count", std::move(where.given));
        auto page =
            cut(account_list, std::move(found), which, [](const account& a) { return place{.at = 0, .id = a.id}; });
        tell_total(page, which, s, "FROM account " + all.text, all.given);
        return page;
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
