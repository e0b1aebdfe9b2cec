// notification_rows.hpp: events on their way to webhooks: one row an event and webhook, however often it is handed on.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <chrono>
#include <cstdint>
#include <notify/schedule.hpp>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

/// False: the webhook has one of this event already.
bool add_notification(soci::session& s, std::int64_t webhook, std::int64_t event, std::chrono::sys_seconds at);

/// Of each webhook whose turn has come by `now`, what has waited longest; by turn and webhook, behind `from` and
/// `webhook`, at most `limit`.
[[nodiscard]] std::vector<notify::notification> due_notifications(soci::session& s, std::chrono::sys_seconds now,
                                                                  std::chrono::sys_seconds from, std::int64_t webhook,
                                                                  int limit);

/// One whose webhook is gone changes nothing.
void write_try(soci::session& s, const notify::aftermath& a);

}  // namespace offlist::store
