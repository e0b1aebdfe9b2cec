// event.hpp: what webhooks are told: which events there are, who may hear of one, and the body that is sent.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::notify {

/// Something that has happened: one row of the outbox.
struct event {
    std::int64_t id = 0;
    std::string kind;                     ///< listing.opened …
    std::optional<std::int64_t> account;  ///< whom it concerns; none: no account, staff alone
    std::string account_id;               ///< the same as the outside sees it, acc_12; empty for none
    std::string object;                   ///< public id or blocklist id
    std::string payload;                  ///< a JSON object
    std::chrono::sys_seconds at{};
    /// Of the restored store that numbered it; empty: of the store as it was made. A restored one gives numbers again.
    std::string life{};
};

struct event_kind {
    std::string_view name;
    bool staff_only = false;
};

/// What a webhook may ask for.
[[nodiscard]] std::span<const event_kind> event_kinds();
/// None but the webhook that is tested hears of it, so nobody asks for it.
inline constexpr std::string_view test_kind = "webhook.test";

/// What a webhook has asked for.
struct subscription {
    std::optional<std::int64_t> account;  ///< none: staff's, which hears of all accounts
    std::vector<std::string> kinds;
    std::int64_t after = 0;  ///< events up to this id were there before it
};

/// Whether the webhook is told: it has asked for the kind, and the event is its account's or it is staff's.
[[nodiscard]] bool wants(const subscription& s, const event& e);

/// `evt_7`, `evt_7.8c1f…` from a restored store: the webhook-id of every try, by which a receiver knows what it has got
/// before.
[[nodiscard]] std::string message_id(const event& e);
/// `{"type": …, "timestamp": …, "data": {…}}` (Standard Webhooks), the same octets each time.
[[nodiscard]] std::string body_of(const event& e);

}  // namespace offlist::notify
