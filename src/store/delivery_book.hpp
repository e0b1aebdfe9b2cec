// delivery_book.hpp: webhooks of gateways that were really theirs, so that one which comes twice is acted on once and
// none is forgotten when we fail while we act on it.
//
// For jobs of the database, on the thread of the job.
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace offlist::store {

/// How long a delivery is remembered. No gateway repeats one as late as this, and acting on one again does no harm.
inline constexpr std::chrono::days deliveries_kept{30};

/// Writes it down. True: it has to be acted on; false: that was done before.
[[nodiscard]] bool remember_delivery(soci::session& s, const std::string& gateway, const webhook_hint& hint,
                                     std::chrono::sys_seconds at);
void delivery_handled(soci::session& s, const std::string& gateway, const std::string& delivery,
                      std::chrono::sys_seconds at);

struct open_delivery {
    std::string gateway;
    webhook_hint hint;
    std::int64_t tries = 0;
};
/// Those not acted on, received before `until` and tried less than `most_tries` times, oldest first; each counts as
/// tried once more.
[[nodiscard]] std::vector<open_delivery> take_open_deliveries(soci::session& s, std::chrono::sys_seconds until,
                                                              int most_tries, int limit);
/// Forgets those older than deliveries_kept that were acted on; how many.
std::int64_t purge_deliveries(soci::session& s, std::chrono::sys_seconds now);

}  // namespace offlist::store
