#include "store/people/person_rows.hpp"

#include <utility>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view people_list = "person";

std::vector<person> select_persons(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<person> found;
    sql::for_each<std::int64_t, std::string, std::string, sys_seconds>(
        s, "SELECT id, email, name, created_at FROM person " + rest, std::move(given),
        [&found](auto id, auto email, auto name, auto at) {
            found.push_back({.id = id, .email = std::move(email), .name = std::move(name), .created_at = at});
        });
    return found;
}

membership_role role_from(const std::string& text)
{
    return parse_membership_role(text).value_or(membership_role::viewer);
}

std::vector<membership> select_memberships(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<membership> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string>(
        s, "SELECT id, person, COALESCE(account, 0), role FROM membership " + rest, std::move(given),
        [&found](auto id, auto person, auto account, auto role) {
            found.push_back({.id = id, .person = person, .account = account, .role = role_from(role)});
        });
    return found;
}

template <class T>
std::optional<T> first(std::vector<T> found)
{
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace

std::optional<person> find_person(soci::session& s, std::int64_t id)
{
    return first(select_persons(s, "WHERE id = :id", {id}));
}

std::optional<person> find_person(soci::session& s, const std::string& email)
{
    return first(select_persons(s, "WHERE email = :email", {email}));
}

person keep_person(soci::session& s, const std::string& email, const std::string& name, sys_seconds at)
{
    sql::run(s,
             "INSERT INTO person (email, name, created_at) VALUES (:email, :name, :at) ON CONFLICT (email) DO NOTHING",
             {email, name, at});
    sql::run(s, "UPDATE person SET name = :name WHERE email = :email AND name = ''", {name, email});
    return find_person(s, email).value();
}

std::vector<membership> memberships_of(soci::session& s, std::int64_t person)
{
    return select_memberships(
        s, "WHERE person = :person ORDER BY CASE WHEN account IS NULL THEN 0 ELSE 1 END, id LIMIT 1000", {person});
}

std::optional<membership> find_membership(soci::session& s, std::int64_t person, std::int64_t account)
{
    return first(
        select_memberships(s, "WHERE person = :person AND COALESCE(account, 0) = :account", {person, account}));
}

std::optional<membership> find_membership(soci::session& s, std::int64_t id)
{
    return first(select_memberships(s, "WHERE id = :id", {id}));
}

int owners_of(soci::session& s, std::int64_t account)
{
    return sql::only<int>(s, "SELECT COUNT(*) FROM membership WHERE account = :account AND role = 'owner'", {account})
        .value_or(0);
}

membership keep_membership(soci::session& s, std::int64_t person, std::int64_t account, membership_role role,
                           sys_seconds at)
{
    const auto owner = account > 0 ? std::optional(account) : std::nullopt;
    sql::run(s,
             "INSERT INTO membership (person, account, role, created_at) VALUES (:person, :account, :role, :at) "
             "ON CONFLICT (person, COALESCE(account, 0)) DO UPDATE SET role = excluded.role",
             {person, owner, to_string(role), at});
    return find_membership(s, person, account).value();
}

void remove_membership(soci::session& s, const membership& which)
{
    sql::run(s, "DELETE FROM login_link WHERE membership = :membership", {which.id});
    sql::run(s, "DELETE FROM membership WHERE id = :id", {which.id});
    if (!memberships_of(s, which.person).empty()) return;
    sql::run(s, "DELETE FROM login_link WHERE person = :person", {which.person});
    sql::run(s, "DELETE FROM sign_in WHERE person = :person", {which.person});
    sql::run(s, "DELETE FROM idempotency WHERE token = 0 AND person = :person", {which.person});
    sql::run(s, "DELETE FROM person WHERE id = :person", {which.person});
}

void remove_memberships(soci::session& s, std::int64_t account)
{
    for (const membership& one : select_memberships(s, "WHERE account = :account", {account}))
        remove_membership(s, one);
}

parsed<page_of<listed_person>> page_of_people(soci::session& s, std::optional<std::int64_t> account,
                                              const page_request& which)
{
    const auto start = start_of(people_list, which, direction::oldest_first);
    if (!start) return start.error();
    sql::parameters given;
    std::string condition;
    if (account) {
        condition = *account == 0 ? "m.account IS NULL AND " : "m.account = :account AND ";
        if (*account != 0) given.emplace_back(*account);
    }
    given.emplace_back(start->id);
    given.emplace_back(rows_of(which) + 1);
    std::vector<listed_person> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::string, sys_seconds,
                  std::optional<sys_seconds>>(
        s,
        "SELECT m.id, m.person, COALESCE(m.account, 0), m.role, p.email, p.name, p.created_at, "
        "(SELECT MAX(i.seen_at) FROM sign_in i WHERE i.person = m.person AND i.membership = m.id) "
        "FROM membership m JOIN person p ON p.id = m.person WHERE " +
            condition + "m.id > :after ORDER BY m.id LIMIT :count",
        std::move(given),
        [&found](auto id, auto person, auto of, auto role, auto email, auto name, auto created, auto seen) {
            listed_person one;
            one.id = id;
            one.who = {.id = person, .email = std::move(email), .name = std::move(name), .created_at = created};
            one.as = {.id = id, .person = person, .account = of, .role = role_from(role)};
            one.seen_at = seen;
            found.push_back(std::move(one));
        });
    return cut(people_list, std::move(found), which,
               [](const listed_person& one) { return place{.at = 0, .id = one.id}; });
}

}  // namespace offlist::store
