// overview.hpp: what a first page tells of one account, or of all: counts, and nothing that grows with them.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Counts that end at most_counted, which means "more", are not exact.
struct account_overview {
    std::int64_t listings_open = 0;        ///< confirmed
    std::int64_t listings_suspected = 0;   ///< not confirmed, or kept back by a mass change; for staff
    std::int64_t listings_unverified = 0;  ///< open, and their list cannot say so at the moment
    subject_amount monitored;              ///< of one account; pending ones are not among them
    std::int64_t subjects_pending = 0;
    std::int64_t delistings_live = 0;     ///< under way
    std::int64_t delistings_waiting = 0;  ///< of these: for money
    bool exact = true;
};
[[nodiscard]] account_overview overview_of(soci::session& s, std::optional<std::int64_t> account);

/// How often each kind of event has happened since then, and whether that is all. Events are kept for events_kept.
struct counted_news {
    std::map<std::string, std::int64_t> kinds;
    bool exact = true;
};
[[nodiscard]] counted_news news_since(soci::session& s, std::optional<std::int64_t> account,
                                      std::chrono::sys_seconds since);

/// What waits for somebody of the host.
struct staff_overview {
    std::int64_t tasks_open = 0;
    std::int64_t tasks_claimed = 0;
    std::optional<std::chrono::sys_seconds> oldest_task_at;  ///< of those that are open
    std::int64_t mass_changes = 0;                           ///< not decided
    std::int64_t mass_ends = 0;                              ///< not decided
    std::int64_t adjustments = 0;                            ///< proposed
    std::int64_t payments_disputed = 0;
    std::int64_t webhooks_failing = 0;  ///< that are on, and take nothing
};
[[nodiscard]] staff_overview overview_of_staff(soci::session& s);

}  // namespace offlist::store
