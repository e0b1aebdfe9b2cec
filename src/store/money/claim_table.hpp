// claim_table.hpp: refunds and disputes of payments, and what they have moved.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/claim.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

/// The payment at its gateway, and ours, if it is one.
struct claim_place {
    std::string gateway;
    std::string external_payment;
    std::optional<std::int64_t> payment;
    std::int64_t account = 0;  ///< 0: nobody's
};

/// All that are known of this payment, and those of the `said` ones that were written before anybody knew whose they
/// are (schema 18): these are its own from now on.
[[nodiscard]] std::vector<claim> claims_of(soci::session& s, const claim_place& where,
                                           std::span<const claim_report> said);
/// Cents that claims took from a payment before schema 18, and that no claim here is known for.
[[nodiscard]] std::int64_t charged_earlier(soci::session& s, std::int64_t payment);

/// What writing claims has come to.
struct written_claims {
    std::int64_t taken = 0;  ///< cents more, or less when below zero
    bool thawed = false;     ///< the account can spend more than before: jobs that wait may start
};
/// Writes them: rows, transfers, and what is frozen of the account's funds.
[[nodiscard]] written_claims write_claims(soci::session& s, const claim_place& where,
                                          const std::vector<changed_claim>& changed, std::chrono::sys_seconds at);

/// Whether any claim on a payment is open.
[[nodiscard]] bool has_open_claim(soci::session& s, std::int64_t payment);
/// Of a payment of ours, by their ids.
[[nodiscard]] std::vector<claim> claims_of_payment(soci::session& s, std::int64_t payment);

}  // namespace offlist::store
