// payment_schedule.hpp: when a payment is looked at again, in case a webhook was lost.
//
// Pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <optional>

#include "billing/payment.hpp"

namespace offlist {

/// [payments] of the configuration.
struct payment_policy {
    std::chrono::seconds look_first{60};   ///< after it was created; then twice as long each time …
    std::chrono::seconds look_most{3600};  ///< … up to this
    std::chrono::seconds unanswered = std::chrono::hours{1};  ///< the gateway never made it: it is given up
    std::chrono::seconds late_window = std::chrono::days{7};  ///< behind its end, money may still come
    int open_per_account = 20;  ///< payments that may be open at once: each costs questions to its gateway
    bool operator==(const payment_policy&) const = default;
};

/// `looks`: how often it was looked at since it last changed. None: never again by itself; its money is there, or too
/// late, or its gateway never made it. One that coins have settled is looked at ever less often until late_window ends,
/// because more may come or be confirmed. While a claim is open it is looked at every look_most, whatever its state.
[[nodiscard]] std::optional<std::chrono::sys_seconds> next_look(const payment& p, int looks, bool open_claim,
                                                                std::chrono::sys_seconds now,
                                                                const payment_policy& policy);

}  // namespace offlist
