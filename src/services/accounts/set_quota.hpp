// set_quota.hpp: use case: staff sets how much one account may have, or gives it the usual quota again.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <accounts/account.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>

namespace offlist::services {

struct set_quota {
    std::int64_t id = 0;
    own_quota own;
    store::actor by;

    /// The account afterwards. What it has beyond a smaller quota stays. None: there is no such account.
    [[nodiscard]] parsed<std::optional<account>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
