#include "store/accounts/account_usage.hpp"

#include "store/engine/sql.hpp"

namespace offlist::store {

void count_subjects(soci::session& s, std::int64_t account, const usage_change& by)
{
    sql::run(s,
             "UPDATE account SET subjects = subjects + :subjects, asked = asked + :asked, watched = watched + :watched "
             "WHERE id = :id",
             {by.subjects, by.asked, by.watched, account});
}

void count_none(soci::session& s, std::int64_t account)
{
    sql::run(s, "UPDATE account SET subjects = 0, asked = 0, watched = 0 WHERE id = :id", {account});
}

std::optional<account_usage> usage_of(soci::session& s, std::int64_t account)
{
    using number = std::optional<std::uint64_t>;
    // a write that changes nothing: on PostgreSQL two daemons that admit at once wait for each other
    sql::run(s, "UPDATE account SET subjects = subjects WHERE id = :id", {account});
    const auto found = sql::one<std::uint64_t, std::uint64_t, number, number>(
        s, "SELECT subjects, asked, most_subjects, most_asked FROM account WHERE id = :id AND state = 'active'",
        {account});
    if (!found) return std::nullopt;
    const auto& [subjects, asked, most_subjects, most_asked] = *found;
    return account_usage{.has = {.subjects = subjects, .addresses = asked},
                         .own = {.subjects = most_subjects, .addresses = most_asked}};
}

std::uint64_t watched_in_all(soci::session& s)
{
    return sql::only<std::uint64_t>(s, "SELECT CAST(COALESCE(SUM(watched), 0) AS BIGINT) FROM account").value_or(0);
}

void set_quota(soci::session& s, std::int64_t account, const own_quota& own)
{
    sql::run(s, "UPDATE account SET most_subjects = :subjects, most_asked = :asked WHERE id = :id",
             {own.subjects, own.addresses, account});
}

}  // namespace offlist::store
