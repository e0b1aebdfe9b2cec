// notification_rows.hpp: events on their way to webhooks: one row an event and webhook, however often it is handed on.
//
// For jobs of the database, on the thread of the job.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>
#include "store/notices/outbox.hpp"

namespace soci {
class session;
}

namespace offlist::store {

/// False: the webhook has one of this event already.
bool add_notification(soci::session& s, std::int64_t webhook, std::int64_t event, std::chrono::sys_seconds at);

struct due_notification {
    std::int64_t id = 0;
    std::int64_t webhook = 0;
    int tries = 0;
    std::string url;
    std::string secret;
    int failures = 0;
    std::optional<std::chrono::sys_seconds> failing_since;
    std::chrono::sys_seconds due_at{};  ///< when the webhook's turn came
    outbox_event what;
};
/// Of each webhook whose turn has come by `now`, what has waited longest; by turn and webhook, behind `from` and
/// `webhook`, at most `limit`.
[[nodiscard]] std::vector<due_notification> due_notifications(soci::session& s, std::chrono::sys_seconds now,
                                                              std::chrono::sys_seconds from, std::int64_t webhook,
                                                              int limit);

/// What one try has changed.
struct tried_notification {
    std::int64_t id = 0;
    std::int64_t webhook = 0;
    std::chrono::sys_seconds at{};
    std::string fate;  ///< taken, failed, given_up
    std::string said;
    int tries = 0;
    std::optional<std::chrono::sys_seconds> next_try;  ///< none: it has ended
    bool taken = false;                                ///< a webhook that was off is on again
    int failures = 0;
    std::optional<std::chrono::sys_seconds> failing_since;
    std::chrono::sys_seconds rest_until{};
    std::optional<std::string> switch_off;  ///< why; all that waits for the webhook is given up
};
/// One whose webhook is gone changes nothing.
void write_try(soci::session& s, const tried_notification& t);

}  // namespace offlist::store
