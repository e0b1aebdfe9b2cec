// outbox.hpp: what others are to be told, written in the transaction of what happened. A row with no delivery is to be
// delivered.
//
// For jobs of the database; on the thread of the job.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace offlist::store {

struct outbox_event {
    std::int64_t id = 0;
    std::string kind;                     ///< listing.opened, listing.closed, blocklist.unhealthy …
    std::optional<std::int64_t> account;  ///< whom it concerns; none: staff
    std::string object;                   ///< public id or blocklist id
    std::string payload;                  ///< JSON
    std::chrono::sys_seconds at{};
};

/// Adds an event (its `id` is not looked at); its id.
std::int64_t add_event(soci::session& s, const outbox_event& e);
/// Those not delivered, oldest first, at most `limit`.
[[nodiscard]] std::vector<outbox_event> undelivered_events(soci::session& s, int limit);
void mark_delivered(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);

}  // namespace offlist::store
