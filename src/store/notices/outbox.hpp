// outbox.hpp: what others are to be told, written in the transaction of what happened. A row counts as delivered once
// each webhook that wants it has a notification of it (notification_rows.hpp).
//
// For jobs of the database; on the thread of the job.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace offlist::store {

class database;

/// How long an event stays after it was delivered, for whoever asks what was sent.
inline constexpr std::chrono::hours delivered_events_kept{30 * 24};
/// How long it stays in any case: news that nobody wanted for a quarter of a year is none. The history has it for ever.
inline constexpr std::chrono::hours events_kept{90 * 24};

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
/// Deletes events whose time is over by `now`, at most `most`; how many. From any thread, as the database.
boost::asio::awaitable<parsed<int>> purge_events(database& db, std::chrono::sys_seconds now, int most);

}  // namespace offlist::store
