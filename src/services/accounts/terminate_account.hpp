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
#include <store/money/ledger_table.hpp>
#include <vector>

namespace offlist::services {

struct terminated_account {
    std::optional<account> is;  ///< as it is now; none: no such account
    /// What the account still has, by currency: its money all the same, which somebody must send back.
    std::vector<store::account_funds> left;
    std::int64_t open_payments = 0;  ///< that were open, and are closed at their gateways within a minute
};

/// Revokes the account's tokens, removes its webhooks and subjects (whose open listings end) and cancels delistings for
/// which nothing was sent. Money that comes all the same goes to its funds: whose it is remains known, so that refunds
/// and disputes find it, and `left` tells of it.
struct terminate_account {
    std::int64_t id = 0;
    store::actor by;

    /// One that was terminated before stays as it is.
    [[nodiscard]] parsed<terminated_account> operator()(soci::session& s) const;
};

}  // namespace offlist::services
