// adjust_funds.hpp: use case: staff puts an account's funds right. Above zero for the customer, which starts what waits
// for money, oldest first; below zero against.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <billing/posting.hpp>
#include <billing/transfer.hpp>
#include <cstdint>
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <store/accounts/audit_log.hpp>
#include <store/money/ledger_table.hpp>

namespace offlist::services {

enum class adjusting : std::uint8_t {
    done,
    not_covered,  ///< only a lost dispute takes funds below zero
    no_amount,    ///< zero, or too large
};

struct adjusted_funds {
    adjusting what = adjusting::done;
    problem why;               ///< with no_amount
    transfer written;          ///< when done
    store::account_funds now;  ///< when done
};

struct adjust_funds {
    adjustment wanted;
    store::actor by;
    delisting_policy policy;

    [[nodiscard]] parsed<adjusted_funds> operator()(soci::session& s) const;
};

}  // namespace offlist::services
