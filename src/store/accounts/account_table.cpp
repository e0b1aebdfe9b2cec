#include "store/accounts/account_table.hpp"
#include "store/delistings/delisting_end.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/listing_end.hpp"
#include "store/notices/webhook_table.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view account_list = "account";
const std::string account_columns = "SELECT id, name, email, state, created_at, terminated_at FROM account ";

std::vector<account> select_accounts(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<account> found;
    sql::for_each<std::int64_t, std::string, std::string, std::string, sys_seconds, std::optional<sys_seconds>>(
        s, account_columns + rest, std::move(given),
        [&found](auto id, auto name, auto email, auto state, auto created, auto terminated) {
            found.push_back({.id = id,
                             .name = std::move(name),
                             .email = std::move(email),
                             .state = state == "active" ? account_state::active : account_state::terminated,
                             .created_at = created,
                             .terminated_at = terminated});
        });
    return found;
}

parsed<destruction_report> destroy(soci::session& s, std::int64_t id, const actor& by)
{
    const auto found = account_table::find(s, id);
    if (!found)
        return problem{.what = "there is no account " + public_id("acc", id), .expected = "the id of an account"};
    if (found->state == account_state::active)
        return problem{.what = "the account " + public_id("acc", id) + " is active; nothing was destroyed",
                       .expected = "an account that was terminated before"};
    destruction_report gone;
    cancel_unsent(s, id, by);  // what was put back since it was terminated
    sql::run(s, "INSERT INTO destruction (account) VALUES (:account)", {id});
    gone.changes = sql::run(
        s, "DELETE FROM listing_change WHERE listing IN (SELECT id FROM listing WHERE account = :account)", {id});
    gone.listings = sql::run(s, "DELETE FROM listing WHERE account = :account", {id});
    gone.subjects = sql::run(s, "DELETE FROM subject WHERE account = :account", {id});
    sql::run(s, "DELETE FROM idempotency WHERE token IN (SELECT id FROM token WHERE account = :account)", {id});
    gone.tokens = sql::run(s, "DELETE FROM token WHERE account = :account", {id});
    sql::run(s, "DELETE FROM outbox WHERE account = :account", {id});
    sql::run(s, "UPDATE account SET name = '', email = '', destroyed_at = :at WHERE id = :id", {by.at, id});
    sql::run(s, "DELETE FROM destruction WHERE account = :account", {id});
    forget_ended(s, id);
    audit_log::note(s, by, "account.destroy", public_id("acc", id),
                    std::to_string(gone.subjects) + " subjects, " + std::to_string(gone.listings) + " listings");
    return gone;
}

}  // namespace

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
            .terminated_at = {}};
}

std::optional<account> account_table::find(soci::session& s, std::int64_t id)
{
    auto found = select_accounts(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<account> account_table::terminate(soci::session& s, std::int64_t id, const actor& by)
{
    auto found = find(s, id);
    if (!found || found->state == account_state::terminated) return found;
    sql::run(s, "UPDATE account SET state = 'terminated', terminated_at = :at WHERE id = :id", {by.at, id});
    sql::run(s, "UPDATE token SET revoked_at = :at WHERE account = :account AND revoked_at IS NULL", {by.at, id});
    sql::run(s, "UPDATE subject SET removed_at = :at WHERE account = :account AND removed_at IS NULL", {by.at, id});
    webhook_table::remove_all(s, id);
    // every key begins with a digit, so this is all of them
    end_listings(s, id, "0", ":", by.at);
    cancel_unsent(s, id, by);
    audit_log::note(s, by, "account.terminate", public_id("acc", id));
    found->state = account_state::terminated;
    found->terminated_at = by.at;
    return found;
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

boost::asio::awaitable<parsed<page_of<account>>> account_table::page(page_request which)
{
    auto work = [which](soci::session& s) -> parsed<page_of<account>> {
        const auto start = start_of(account_list, which, direction::ascending);
        if (!start) return start.error();
        auto found = select_accounts(s, "WHERE id > :after ORDER BY id LIMIT :count", {start->id, rows_of(which) + 1});
        return cut(account_list, std::move(found), which, [](const account& a) { return place{.at = 0, .id = a.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<account>>> account_table::terminate(std::int64_t id, actor by)
{
    auto work = [id, by = std::move(by)](soci::session& s) -> parsed<std::optional<account>> {
        return terminate(s, id, by);
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<destruction_report>> account_table::destroy_data(std::int64_t id, actor by)
{
    auto work = [id, by = std::move(by)](soci::session& s) { return destroy(s, id, by); };
    auto gone = co_await db_.write(std::move(work));
    if (!gone) co_return gone;
    const auto emptied = co_await db_.checkpoint();
    if (!emptied) co_return emptied.error();
    co_return gone;
}

}  // namespace offlist::store
