#include "store/accounts/token_table.hpp"

#include <core/hex.hpp>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view token_list = "token";
constexpr std::chrono::minutes use_is_written_every{1};

const std::string token_columns =
    "SELECT id, prefix, role, COALESCE(account, 0), name, read_only, created_at, expires_at, last_used_at, revoked_at "
    "FROM token ";

std::vector<token_record> select_tokens(soci::session& s, const std::string& rest, sql::parameters given)
{
    using moment = std::optional<sys_seconds>;
    std::vector<token_record> found;
    sql::for_each<std::int64_t, std::string, std::string, std::int64_t, std::string, bool, sys_seconds, moment, moment,
                  moment>(s, token_columns + rest, std::move(given),
                          [&found](auto id, auto prefix, auto role, auto account, auto name, auto read_only,
                                   auto created, auto expires, auto used, auto revoked) {
                              found.push_back({.id = id,
                                               .prefix = std::move(prefix),
                                               .role = parse_role(role).value_or(offlist::role::customer),
                                               .account = account,
                                               .name = std::move(name),
                                               .read_only = read_only,
                                               .created_at = created,
                                               .expires_at = expires,
                                               .last_used_at = used,
                                               .revoked_at = revoked});
                          });
    return found;
}

}  // namespace

std::optional<issued_token> token_table::issue(soci::session& s, const token_order& order, const actor& by)
{
    const bool customer = order.role == role::customer;
    if (customer &&
        !sql::only<int>(s, "SELECT 1 FROM account WHERE id = :id AND state = 'active'", {order.account}).has_value())
        return std::nullopt;
    auto made = make_token();
    const auto owner = customer ? std::optional(order.account) : std::nullopt;
    const auto id = sql::only<std::int64_t>(
                        s,
                        "INSERT INTO token (hash, prefix, role, account, name, read_only, created_at, expires_at) "
                        "VALUES (:hash, :prefix, :role, :account, :name, :read_only, :at, :expires) RETURNING id",
                        {hexadecimal(made.hash), made.prefix, to_string(order.role), owner, order.name, order.read_only,
                         by.at, order.expires_at})
                        .value();
    audit_log::note(s, by, "token.create", public_id("tok", id),
                    std::string(to_string(order.role)) + (customer ? " of " + public_id("acc", order.account) : ""));
    issued_token issued;
    issued.record = {.id = id,
                     .prefix = made.prefix,
                     .role = order.role,
                     .account = customer ? order.account : 0,
                     .name = order.name,
                     .read_only = order.read_only,
                     .created_at = by.at,
                     .expires_at = order.expires_at,
                     .last_used_at = {},
                     .revoked_at = {}};
    issued.text = std::move(made.text);
    return issued;
}

std::optional<token_record> token_table::find(soci::session& s, const token_hash& hash)
{
    auto found = select_tokens(s, "WHERE hash = :hash", {hexadecimal(hash)});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

bool token_table::revoke(soci::session& s, std::int64_t id, std::optional<std::int64_t> only_of, const actor& by)
{
    const auto found = select_tokens(s, "WHERE id = :id", {id});
    if (found.empty() || (only_of && *only_of != found.front().account)) return false;
    if (found.front().revoked_at) return true;
    sql::run(s, "UPDATE token SET revoked_at = :at WHERE id = :id", {by.at, id});
    audit_log::note(s, by, "token.revoke", public_id("tok", id));
    return true;
}

boost::asio::awaitable<parsed<std::optional<issued_token>>> token_table::issue(token_order order, actor by)
{
    auto work = [order = std::move(order), by = std::move(by)](
                    soci::session& s) -> parsed<std::optional<issued_token>> { return issue(s, order, by); };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<token_record>>> token_table::find(token_hash hash)
{
    auto work = [hash](soci::session& s) -> parsed<std::optional<token_record>> { return find(s, hash); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<token_record>>> token_table::page(std::optional<std::int64_t> account,
                                                                        page_request which)
{
    auto work = [account, which](soci::session& s) -> parsed<page_of<token_record>> {
        const auto read = [&s](const std::string& rest, sql::parameters given) {
            return select_tokens(s, rest, std::move(given));
        };
        return page_by_id(token_list, account, which, read);
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<bool>> token_table::revoke(std::int64_t id, std::optional<std::int64_t> only_of, actor by)
{
    auto work = [id, only_of, by = std::move(by)](soci::session& s) -> parsed<bool> {
        return revoke(s, id, only_of, by);
    };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<void>> token_table::used(std::int64_t id, sys_seconds at)
{
    {
        const std::scoped_lock lock(mutex_);
        auto [last, first_use] = written_.try_emplace(id, at);
        if (!first_use && at < last->second + use_is_written_every) co_return parsed<void>();
        last->second = at;
    }
    auto work = [id, at](soci::session& s) -> parsed<void> {
        sql::run(s, "UPDATE token SET last_used_at = :at WHERE id = :id", {at, id});
        return {};
    };
    co_return co_await db_.write(std::move(work));
}

}  // namespace offlist::store
