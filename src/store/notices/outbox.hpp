// outbox.hpp: what others are to be told, written in the transaction of what happened: the one writer of the outbox.
//
// A function for each thing that happens makes the event's words, its payload included. Payloads are what webhooks
// carry: their fields, and the order of these, do not change. A row counts as delivered once each webhook that wants it
// has a notification of it (notification_rows.hpp).
//
// For work of the database, on its thread; throws what SOCI throws. purge_events() from any thread, as the database.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <notify/event.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist {
struct health_change;
struct job;
struct listing_step;
struct payment;
}  // namespace offlist

namespace offlist::store {

class database;
struct reconciliation;

/// How long an event stays after it was delivered, for whoever asks what was sent.
inline constexpr std::chrono::hours delivered_events_kept{30 * 24};
/// How long it stays in any case: news that nobody wanted for a quarter of a year is none. The history has it for ever.
inline constexpr std::chrono::hours events_kept{90 * 24};

/// A step that was written.
struct listing_news {
    const listing_step* step = nullptr;
    std::int64_t listing = 0;
    std::int64_t account = 0;
    std::chrono::sys_seconds at{};
};
/// listing.opened and listing.closed, in the order of the steps: `{"at", "blocklist", "listing", "subject"}`, and of a
/// closed one `closed_reason`. Nothing for other steps, and nothing for one that a mass change keeps back.
void tell_of_listings(soci::session& s, std::span<const listing_news> news);
/// blocklist.unhealthy and blocklist.healthy, for staff: `{"at", "blocklist", "kind", "why"}`.
void tell_of_health(soci::session& s, const health_change& h);
/// `kind`, as job_step::notices has it: `{"delisting", "subject", "blocklist", "state"}`.
void tell_of_delisting(soci::session& s, const std::string& kind, const job& j, std::chrono::sys_seconds at);
/// `kind`, as payment_step::notices has it: `{"payment", "state", "received"}`.
void tell_of_payment(soci::session& s, const std::string& kind, const payment& p, std::chrono::sys_seconds at);
/// reconciliation.difference, for staff: `{"reconciliation", "gateway", "mended", "unexplained"}`.
void tell_of_reconciliation(soci::session& s, const reconciliation& r);
/// An event for this webhook alone, whether it is on or off: the test button. Its number, as in `evt_7`.
std::int64_t tell_of_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account,
                          std::chrono::sys_seconds at);

/// The INSERT behind all of these; `id` and `account_id` are not looked at. The event's id.
std::int64_t add_event(soci::session& s, const notify::event& e);
/// The same for many, numbered in their order.
void add_events(soci::session& s, std::span<const notify::event> events);

/// From the columns of its row.
[[nodiscard]] notify::event event_of(std::int64_t id, std::string kind, std::optional<std::int64_t> account,
                                     std::string object, std::string payload, std::chrono::sys_seconds at);
/// Those not delivered, oldest first, at most `limit`.
[[nodiscard]] std::vector<notify::event> undelivered_events(soci::session& s, int limit);
void mark_delivered(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);
/// Deletes events whose time is over by `now`, at most `most`; how many.
boost::asio::awaitable<parsed<int>> purge_events(database& db, std::chrono::sys_seconds now, int most);

}  // namespace offlist::store
