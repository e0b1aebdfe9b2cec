// terminate_account.hpp: use case: a customer leaves. Nothing of it is watched, told or charged any more; its history
// stays until destroy_account.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything. Whoever remembers tokens must forget them afterwards.
#pragma once
#include <accounts/account.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>

namespace offlist::services {

/// Revokes the account's tokens, removes its webhooks and subjects (whose open listings end) and cancels delistings for
/// which nothing was sent.
struct terminate_account {
    std::int64_t id = 0;
    store::actor by;

    /// The account as it is now; one that was terminated before stays as it is. None: no such account.
    [[nodiscard]] parsed<std::optional<account>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
