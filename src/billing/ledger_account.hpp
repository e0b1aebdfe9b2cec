// ledger_account.hpp: the names of the accounts between which money moves.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist {

enum class ledger_kind : std::uint8_t {
    funds,       ///< funds:12: what the customer with this account can spend
    held,        ///< held:7: the fee of delisting 7 while nobody knows how it ends
    revenue,     ///< revenue:delisting: earned, by product
    surcharge,   ///< what card payments cost their customers on top
    gateway,     ///< gateway:stripe: money that a gateway took in; its balance is negative, for the money is there
    suspense,    ///< received, and nobody knows for whom
    chargeback,  ///< taken back by a lost dispute
    refund,      ///< sent back in the gateway's own pages
};

/// One account of the ledger. Its balance is what was credited less what was debited.
struct ledger_account {
    ledger_kind kind = ledger_kind::suspense;
    std::string of{};  ///< the number, product or gateway; empty for surcharge, suspense, chargeback and refund
    bool operator==(const ledger_account&) const = default;
};

[[nodiscard]] ledger_account funds_of(std::int64_t account);
[[nodiscard]] ledger_account held_for(std::int64_t delisting);
[[nodiscard]] ledger_account revenue_of(std::string_view product);
[[nodiscard]] ledger_account gateway_account(std::string_view gateway);

/// `funds:12`, `suspense` …
[[nodiscard]] std::string to_string(const ledger_account& a);
/// Reads what to_string() writes. Problems: an unknown kind, a part that is missing or too much, a number that is none.
[[nodiscard]] parsed<ledger_account> parse_ledger_account(std::string_view text);

}  // namespace offlist
