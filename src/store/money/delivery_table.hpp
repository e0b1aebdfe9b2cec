// delivery_table.hpp: webhooks of gateways that were really theirs, so that one which comes twice is acted on once and
// none is forgotten when we fail while we act on it.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

/// How long a delivery is remembered. No gateway repeats one as late as this, and acting on one again does no harm.
inline constexpr std::chrono::days deliveries_kept{30};

/// Its own request may still be acting on a younger one.
inline constexpr std::chrono::seconds delivery_first_try{60};
inline constexpr std::chrono::hours delivery_longest_wait{1};
/// Behind it a person must look: what it told of is not known otherwise, if it was a dispute.
inline constexpr std::chrono::days deliveries_tried{4};

/// Writes it down. True: it has to be acted on; false: that was done before.
[[nodiscard]] bool remember_delivery(soci::session& s, const std::string& gateway, const webhook_hint& hint,
                                     std::chrono::sys_seconds at);
void delivery_handled(soci::session& s, const std::string& gateway, const std::string& delivery,
                      std::chrono::sys_seconds at);

/// It is not tried again by itself.
void delivery_given_up(soci::session& s, const std::string& gateway, const std::string& delivery);

struct open_delivery {
    std::string gateway;
    webhook_hint hint;
    std::int64_t tries = 0;
    bool last = false;  ///< deliveries_tried has passed: whoever tries it in vain gives it up
};
/// Those not acted on whose time has come, the longest due first. Each counts as tried once more, and is due again
/// after a wait that doubles, up to delivery_longest_wait.
[[nodiscard]] std::vector<open_delivery> take_open_deliveries(soci::session& s, std::chrono::sys_seconds now,
                                                              int limit);
/// Forgets those older than deliveries_kept that were acted on or given up; how many.
std::int64_t purge_deliveries(soci::session& s, std::chrono::sys_seconds now);

}  // namespace offlist::store
