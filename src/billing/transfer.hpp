// transfer.hpp: one movement of money between two accounts of the ledger. Never changed once it is written.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "billing/ledger_account.hpp"
#include "billing/money.hpp"

namespace offlist {

/// Why money moved. The names are stored and shown.
enum class transfer_code : std::uint8_t {
    topup,            ///< gateway → funds
    topup_surcharge,  ///< gateway → surcharge
    hold,             ///< funds → held: once a delisting
    earned,           ///< held → revenue: the delisting succeeded
    credit_back,      ///< held → funds: it failed, or was cancelled
    adjustment,       ///< suspense ↔ funds, by staff, with a reason
    unmatched,        ///< gateway → suspense: received, and nobody knows for whom
    dispute_lost,     ///< funds → chargeback: may leave funds below zero
    refunded,         ///< funds → refund: sent back in the gateway's own pages; may leave funds below zero
    claim_returned,   ///< chargeback or refund → funds: a lost dispute was won after all, a refund came to nothing
};
inline constexpr int transfer_codes = 10;
/// `topup`, `topup_surcharge` …
[[nodiscard]] std::string_view to_string(transfer_code c);
[[nodiscard]] std::optional<transfer_code> parse_transfer_code(std::string_view text);

struct transfer {
    std::int64_t id = 0;  ///< ascending; 0 until it is stored
    ledger_account debit;
    ledger_account credit;
    money amount;  ///< above zero
    transfer_code code = transfer_code::adjustment;
    std::string reference{};   ///< what it belongs to: delisting:7, receipt:stripe:pi_1, adjustment:KEY
    std::int64_t account = 0;  ///< the customer on whose statement it stands; 0: nobody's
    std::string reason{};      ///< in words, for adjustments and failed delistings; may be empty
    std::chrono::sys_seconds at{};
    bool operator==(const transfer&) const = default;
};

}  // namespace offlist
