// posting.hpp: which transfers each thing that happens to money becomes. The only place that pairs accounts.
//
// Pure functions; safe from any thread. Whether an account can afford a transfer is decided where the balances are
// (store/ledger_table.hpp), in the transaction that writes it.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "billing/transfer.hpp"

namespace offlist {

/// Money that a gateway says it has received, after the payment was read back from it.
struct receipt {
    std::string gateway;       ///< stripe, btcpay …
    std::string external_id;   ///< the payment's id there: with `gateway` the key that keeps a cent from entering twice
    std::int64_t account = 0;  ///< of the customer; 0: cannot be matched, so it goes to suspense
    money amount;              ///< without the surcharge; zero only where all of it is surcharge
    std::int64_t surcharge = 0;  ///< cents of the same currency, on top of `amount`; 0 or more
    std::chrono::sys_seconds at{};
};

/// gateway → funds and, with a surcharge, gateway → surcharge; all of it gateway → suspense when nobody can be matched.
[[nodiscard]] std::vector<transfer> settled(const receipt& r);

/// funds → held.
[[nodiscard]] transfer hold(std::int64_t account, std::int64_t delisting, const money& fee,
                            std::chrono::sys_seconds at);
/// held → revenue:PRODUCT. The last transfer of a delisting.
[[nodiscard]] transfer earned(std::int64_t account, std::int64_t delisting, std::string_view product, const money& fee,
                              std::chrono::sys_seconds at);
/// held → funds, with the reason in plain words. The last transfer of a delisting.
[[nodiscard]] transfer credit_back(std::int64_t account, std::int64_t delisting, const money& fee, std::string reason,
                                   std::chrono::sys_seconds at);

/// By staff: an amount above zero goes suspense → funds, one below zero funds → suspense. `key` makes it unique: the
/// same adjustment given twice is written once.
struct adjustment {
    std::int64_t account = 0;
    money amount;  ///< not zero
    std::string reason;
    std::string key;
    std::chrono::sys_seconds at{};
};
/// Problems: a zero or too large amount, no reason, no key.
[[nodiscard]] parsed<transfer> adjusted(const adjustment& a);

/// `delisting:7`: the reference of its transfers.
[[nodiscard]] std::string delisting_reference(std::int64_t delisting);

}  // namespace offlist
