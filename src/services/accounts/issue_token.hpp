// issue_token.hpp: use case: somebody gets a token for the REST interface.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/accounts/token_table.hpp>

namespace offlist::services {

struct issue_token {
    store::token_order order;
    store::actor by;

    /// None: the order names an account that does not exist or is terminated.
    [[nodiscard]] parsed<std::optional<store::issued_token>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
