#include "store/people/sign_ins.hpp"

#include <algorithm>
#include <core/hex.hpp>
#include <utility>
#include <vector>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view sign_in_list = "sign-in";

std::vector<sign_in> select_sign_ins(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<sign_in> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::string,
                  std::string, std::string, std::string, sys_seconds, sys_seconds, std::optional<sys_seconds>>(
        s,
        "SELECT i.id, i.person, i.membership, COALESCE(m.account, 0), COALESCE(m.role, ''), p.email, p.name, i.way, "
        "i.address, i.browser, i.created_at, i.seen_at, i.ended_at FROM sign_in i JOIN person p ON p.id = i.person "
        "LEFT JOIN membership m ON m.id = i.membership " +
            rest,
        std::move(given),
        [&found](auto id, auto person, auto membership, auto account, auto role, auto email, auto name, auto way,
                 auto address, auto browser, auto created, auto seen, auto ended) {
            found.push_back({.id = id,
                             .person = person,
                             .membership = membership,
                             .account = account,
                             .role = parse_membership_role(role),
                             .email = std::move(email),
                             .name = std::move(name),
                             .way = parse_link_way(way).value_or(link_way::mail),
                             .address = std::move(address),
                             .browser = std::move(browser),
                             .created_at = created,
                             .seen_at = seen,
                             .ended_at = ended});
        });
    return found;
}

std::int64_t end_all(soci::session& s, const std::string& which, sys_seconds at, const std::string& by,
                     sql::parameters more)
{
    sql::parameters given{at, by};
    given.insert(given.end(), more.begin(), more.end());
    return sql::run(s, "UPDATE sign_in SET ended_at = :at, ended_by = :by WHERE ended_at IS NULL AND " + which,
                    std::move(given));
}

}  // namespace

bool sign_in::usable(sys_seconds now) const
{
    if (ended_at || !role) return false;
    const sign_in_terms terms = terms_of_sign_in(role_of(*role));
    return now < created_at + terms.most && now < seen_at + terms.idle;
}

std::int64_t add_sign_in(soci::session& s, const new_sign_in& what)
{
    end_all(s,
            "person = :person AND id NOT IN (SELECT id FROM sign_in WHERE person = :same AND ended_at IS NULL "
            "ORDER BY id DESC LIMIT :most)",
            what.at, "too many", {what.person, what.person, most_sign_ins - 1});
    return sql::only<std::int64_t>(
               s,
               "INSERT INTO sign_in (hash, person, membership, way, address, browser, created_at, seen_at) "
               "VALUES (:hash, :person, :membership, :way, :address, :browser, :at, :seen) RETURNING id",
               {hexadecimal(what.hash), what.person, what.membership, to_string(what.way), what.address, what.browser,
                what.at, what.at})
        .value();
}

std::optional<sign_in> find_sign_in(soci::session& s, const crypto::sha256_digest& hash)
{
    auto found = select_sign_ins(s, "WHERE i.hash = :hash", {hexadecimal(hash)});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void sign_in_seen(soci::session& s, std::int64_t id, sys_seconds at)
{
    sql::run(s, "UPDATE sign_in SET seen_at = :at WHERE id = :id AND seen_at < :now", {at, id, at});
}

void switch_membership(soci::session& s, std::int64_t id, std::int64_t membership)
{
    sql::run(s, "UPDATE sign_in SET membership = :membership WHERE id = :id", {membership, id});
}

bool end_sign_in(soci::session& s, std::int64_t id, std::int64_t person, sys_seconds at, const std::string& by)
{
    return end_all(s, "id = :id AND person = :person", at, by, {id, person}) > 0;
}

std::int64_t end_sign_ins(soci::session& s, std::int64_t person, std::int64_t except, sys_seconds at,
                          const std::string& by)
{
    return end_all(s, "person = :person AND id <> :except", at, by, {person, except});
}

std::int64_t end_sign_ins_with(soci::session& s, std::int64_t membership, sys_seconds at, const std::string& by)
{
    return end_all(s, "membership = :membership", at, by, {membership});
}

std::int64_t end_sign_ins_of_account(soci::session& s, std::int64_t account, sys_seconds at, const std::string& by)
{
    return end_all(s, "membership IN (SELECT id FROM membership WHERE account = :account)", at, by, {account});
}

parsed<page_of<sign_in>> page_of_sign_ins(soci::session& s, std::int64_t person, sys_seconds now,
                                          const page_request& which)
{
    const auto start = start_of(sign_in_list, which, direction::newest_first);
    if (!start) return start.error();
    // no person has more than most_sign_ins that have not ended
    auto found = select_sign_ins(
        s, "WHERE i.person = :person AND i.ended_at IS NULL AND i.id < :before ORDER BY i.id DESC LIMIT :count",
        {person, start->id, rows_of(which) + 1});
    auto page =
        cut(sign_in_list, std::move(found), which, [](const sign_in& one) { return place{.at = 0, .id = one.id}; });
    std::erase_if(page.items, [now](const sign_in& one) { return !one.usable(now); });
    return page;
}

}  // namespace offlist::store
