// payment_transition.hpp: what becomes of a payment when its gateway was asked. The whole of it, and pure.
//
// Pure functions; safe from any thread. The store writes a step in one transaction (store/money/payment_table.hpp).
//
//   created ─► pending ─► expired ─► invalid ─► partial ─► late ─► settled ─► disputed ◄─┬─► won
//                                                                                        └─► lost
//
// A step goes to any state further right, over as many as it must, and never back, but for the last three:
//
//   settled   all of it came, in time as the gateway says
//   late      all of it came, and the gateway had closed the payment
//   partial   some of it came, and the gateway has closed the payment
//   invalid   the gateway says so; or it says that all is paid, and nothing came; or given_up()
//   expired   the gateway says so, and nothing came; or given_up()
//   pending   the gateway knows it, and what came is not all of it yet
//   disputed  any dispute is open
//   lost      none is, and one was lost
//   won       none is and none was lost, and one was won
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "billing/payment.hpp"
#include "billing/payment_gateway.hpp"
#include "billing/posting.hpp"

namespace offlist {

struct payment_step {
    payment next;
    bool changed = false;                 ///< false: nothing to write
    std::optional<receipt> credit{};      ///< the money that came since the last look
    std::vector<changed_claim> claims{};  ///< with what they move; written also when the payment has not changed
    std::vector<std::string> notices{};   ///< payment.settled, payment.refunded …
};

/// What the ledger has of a payment, and the payment itself has not.
struct payment_past {
    std::int64_t received_otherwise = 0;  ///< cents in the report's currency, where that is not the payment's
    std::vector<claim> claims{};          ///< all that are known of it
    std::int64_t charged_earlier = 0;     ///< of what was charged back, by claims that are not among these
};

/// The rules:
/// - Every cent that came is credited, in whatever state the payment is, once: what is credited is the difference
///   between what has come and `received`. A report with less than that is an old one and credits nothing.
/// - Funds come first, up to the amount; then the surcharge; what is over goes to the funds.
/// - The state is decided by the amount that came and not by the gateway's word for it, and its rank only rises.
/// - Money in another currency goes to suspense, under the gateway's id, and moves no state.
/// - Each lost dispute and each refund takes its amount, once, in whatever state the payment is; all of them together
/// no
///   more than came; one that is won after it was lost, or came to nothing, gives it back (claim.hpp).
/// - A dispute in another currency takes nothing; its reason says that staff must look at it.
[[nodiscard]] payment_step next(const payment& p, const payment_report& r, std::chrono::sys_seconds at,
                                const payment_past& past = {});

/// Nobody at the gateway knows it any more, or it was never finished there: no money can come for it. Changes only
/// payments in `created` and `pending`.
[[nodiscard]] payment_step given_up(const payment& p, payment_state to, std::string reason,
                                    std::chrono::sys_seconds at);

/// Money that came for a payment that is none of ours, or a second one for the same order. `account`: 0 for nobody's.
/// None: nothing has come beyond `received`, what the ledger has of this one.
[[nodiscard]] std::optional<receipt> stray(const payment_report& r, std::string_view gateway, std::int64_t account,
                                           std::int64_t received, std::chrono::sys_seconds at);

/// The id of the receipt of what came beyond `received`: the gateway's own, for what comes later with that in it.
[[nodiscard]] std::string receipt_id(std::string_view external_id, std::int64_t received);

}  // namespace offlist
