// ledger_reports.hpp: what staff reads of the ledger and of payments: the trial balance of a month, money that nobody
// can be matched to, what happened to one payment, what delistings have come to.
//
// For work of the database that only reads, on its thread; throws what SOCI throws.
#pragma once
#include <billing/money.hpp>
#include <billing/transfer.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <string>
#include <vector>

#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

/// One ledger account; those of customers and delistings are added up as `funds` and `held`.
struct trial_line {
    std::string account;  ///< funds, held, gateway:stripe, suspense …
    currency in;
    std::int64_t opening = 0;  ///< cents; credits less debits before the period
    std::int64_t debits = 0;   ///< in the period
    std::int64_t credits = 0;
    [[nodiscard]] std::int64_t closing() const { return opening - debits + credits; }
};
/// By account, then currency. Of each currency all openings add up to zero, and all closings, and debits are credits.
[[nodiscard]] std::vector<trial_line> trial_balance(soci::session& s, std::chrono::sys_seconds from,
                                                    std::chrono::sys_seconds until);

/// What came into suspense and left it, newest first. Problem: the cursor.
[[nodiscard]] parsed<page_of<transfer>> suspense_page(soci::session& s, const page_request& which);
/// What is in it now: a currency each.
[[nodiscard]] std::vector<money> suspense_balances(soci::session& s);

/// One change of a payment's state, or of what has come.
struct payment_change {
    std::chrono::sys_seconds at{};
    std::string from;  ///< empty: it was made
    std::string to;
    std::int64_t received = 0;  ///< cents, so far
    std::string actor;
    std::string note;
};
/// Oldest first; none: there is no such payment.
[[nodiscard]] std::vector<payment_change> payment_history(soci::session& s, std::int64_t payment);

/// What the delistings of one list have come to that were ordered in a period.
struct list_result {
    std::string blocklist;
    std::int64_t ordered = 0;
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
    std::int64_t cancelled = 0;
    std::int64_t again = 0;     ///< of `ordered`: worked once more for free
    std::int64_t relisted = 0;  ///< of `succeeded`: listed there again afterwards
    [[nodiscard]] std::int64_t live() const { return ordered - succeeded - failed - cancelled; }
};
/// In the order of their ids.
[[nodiscard]] std::vector<list_result> results_by_list(soci::session& s, std::chrono::sys_seconds from,
                                                       std::chrono::sys_seconds until);

}  // namespace offlist::store
