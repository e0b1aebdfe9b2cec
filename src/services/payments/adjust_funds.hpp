// adjust_funds.hpp: use cases: staff puts an account's funds right. Above zero for the customer, which starts what
// waits for money, oldest first; below zero against. Above what one person may move alone, a second one decides.
//
// Transactions, as database::write() takes them; on the thread of the job. Refusals are values; the store's own
// failures are thrown, and undo everything.
#pragma once
#include <billing/posting.hpp>
#include <billing/transfer.hpp>
#include <cstdint>
#include <delisting/policy.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/money/adjustment_table.hpp>
#include <store/money/ledger_table.hpp>

namespace offlist::services {

enum class adjusting : std::uint8_t {
    done,
    proposed,        ///< it waits for a second person
    rejected,        ///< as was asked
    not_covered,     ///< only a lost dispute takes funds below zero
    no_amount,       ///< zero, or too large
    no_payment,      ///< the payment is not the account's
    not_there,       ///< no such adjustment
    decided_before,  ///< the first decision stands
    same_person,     ///< who proposed it cannot be the second
    other_currency,  ///< nothing is sold in its currency any more
};

struct adjusted_funds {
    adjusting what = adjusting::done;
    problem why;                                   ///< with no_amount
    std::optional<store::adjustment_record> is{};  ///< its row; none where there is none
    transfer written;                              ///< when done
    store::account_funds now;                      ///< when done
    money suspense;                                ///< when done: what is left there; below zero, too
};

/// `alone`: cents that this caller may move by itself, either way; none: any amount.
struct adjust_funds {
    adjustment wanted;
    store::actor by;
    delisting_policy policy;
    std::optional<std::int64_t> alone{};
    std::optional<std::int64_t> payment{};  ///< that it is about: one of this account

    [[nodiscard]] parsed<adjusted_funds> operator()(soci::session& s) const;
};

/// Somebody else than who proposed it says yes, or anybody of staff no.
struct decide_adjustment {
    std::int64_t id = 0;
    bool approve = false;
    store::actor by;  ///< with the reason
    delisting_policy policy;
    currency in;  ///< what is sold in

    [[nodiscard]] parsed<adjusted_funds> operator()(soci::session& s) const;
};

}  // namespace offlist::services
