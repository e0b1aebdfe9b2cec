#include "store/people/login_links.hpp"

#include <core/hex.hpp>
#include <utility>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

std::optional<login_link> select_link(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<login_link> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::string, int, std::string,
                  sys_seconds, sys_seconds, std::optional<sys_seconds>>(
        s,
        "SELECT id, person, COALESCE(membership, 0), way, COALESCE(asked_by, ''), COALESCE(code_hash, ''), tries, "
        "return_to, created_at, expires_at, used_at FROM login_link " +
            rest,
        std::move(given),
        [&found](auto id, auto person, auto membership, auto way, auto asked_by, auto code_hash, auto tries,
                 auto return_to, auto created, auto expires, auto used) {
            found.push_back({.id = id,
                             .person = person,
                             .membership = membership,
                             .way = parse_link_way(way).value_or(link_way::mail),
                             .asked_by = std::move(asked_by),
                             .code_hash = std::move(code_hash),
                             .tries = tries,
                             .return_to = std::move(return_to),
                             .created_at = created,
                             .expires_at = expires,
                             .used_at = used});
        });
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<std::string> or_null(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

void add_login_link(soci::session& s, const crypto::sha256_digest& hash, const login_link& what)
{
    const auto membership = what.membership > 0 ? std::optional(what.membership) : std::nullopt;
    sql::run(s,
             "INSERT INTO login_link (hash, person, membership, way, asked_by, code_hash, return_to, created_at, "
             "expires_at) VALUES (:hash, :person, :membership, :way, :asked_by, :code_hash, :return_to, :at, :expires)",
             {hexadecimal(hash), what.person, membership, to_string(what.way), or_null(what.asked_by),
              or_null(what.code_hash), what.return_to, what.created_at, what.expires_at});
}

std::optional<login_link> find_login_link(soci::session& s, const crypto::sha256_digest& hash)
{
    return select_link(s, "WHERE hash = :hash", {hexadecimal(hash)});
}

std::optional<login_link> find_asked_link(soci::session& s, const std::string& asked_by)
{
    return select_link(s, "WHERE asked_by = :asked_by ORDER BY id DESC LIMIT 1", {asked_by});
}

bool use_login_link(soci::session& s, std::int64_t id, sys_seconds at)
{
    return sql::run(s, "UPDATE login_link SET used_at = :at WHERE id = :id AND used_at IS NULL", {at, id}) == 1;
}

void count_wrong_code(soci::session& s, std::int64_t id)
{
    sql::run(s, "UPDATE login_link SET tries = tries + 1 WHERE id = :id", {id});
}

int links_since(soci::session& s, std::int64_t person, link_way way, sys_seconds since)
{
    return sql::only<int>(
               s, "SELECT COUNT(*) FROM login_link WHERE person = :person AND way = :way AND created_at > :since",
               {person, to_string(way), since})
        .value_or(0);
}

std::int64_t purge_login_links(soci::session& s, sys_seconds before)
{
    return sql::run(s, "DELETE FROM login_link WHERE expires_at <= :before", {before});
}

}  // namespace offlist::store
