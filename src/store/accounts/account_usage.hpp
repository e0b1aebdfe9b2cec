// account_usage.hpp: how much each account has, kept beside its subjects in the transactions that change them.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <cstdint>
#include <optional>

#include "store/engine/session.hpp"

namespace offlist::store {

/// What comes, or goes when it is negative.
struct usage_change {
    std::int64_t subjects = 0;
    std::int64_t asked = 0;    ///< subjects that they come to, pending ones included
    std::int64_t watched = 0;  ///< those of active ones alone
};
void count_subjects(soci::session& s, std::int64_t account, const usage_change& by);
/// The account has nothing any more.
void count_none(soci::session& s, std::int64_t account);

struct account_usage {
    subject_amount has;
    own_quota own;
};
/// None: there is no such active account. Others that change it wait until the transaction ends.
[[nodiscard]] std::optional<account_usage> usage_of(soci::session& s, std::int64_t account);
/// How many subjects of all accounts together are asked about.
[[nodiscard]] std::uint64_t watched_in_all(soci::session& s);

void set_quota(soci::session& s, std::int64_t account, const own_quota& own);

}  // namespace offlist::store
