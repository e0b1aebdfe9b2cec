// schedule.hpp: what follows from one try: when the next begins, when it is given up, when a webhook is switched off.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <outbound/http_message.hpp>
#include <string>

#include "notify/event.hpp"

namespace offlist::notify {

/// An event on its way to a webhook, with what is known of both.
struct notification {
    std::int64_t id = 0;
    std::int64_t webhook = 0;
    int tries = 0;  ///< that failed
    event what;
    std::string url;                                        ///< a secret: its query may hold one
    std::string secret;                                     ///< of the signature
    int failures = 0;                                       ///< of the webhook since anything was taken
    std::optional<std::chrono::sys_seconds> failing_since;  ///< the first of these
    std::chrono::sys_seconds due_at{};                      ///< when the webhook's turn came
};

/// How long after failed try number `tries` (from 1) the next begins: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h, so
/// that a receiver has three days to come back. `spread` (0 to 1) adds up to a tenth, so that what failed together does
/// not come back together. None: given up.
[[nodiscard]] std::optional<std::chrono::seconds> wait_after(int tries, double spread);

/// How long a webhook is left alone after so many failures in a row, whatever else there is for it: 5 s, twice as long
/// each time, at most a quarter of an hour. So a receiver that is dead costs little, however much it has missed.
[[nodiscard]] std::chrono::seconds rest_after(int failures);

/// A webhook that has taken nothing for so long is switched off with the next failure.
inline constexpr std::chrono::days switched_off_after{5};

enum class fate : std::uint8_t {
    taken,
    failed,  ///< to be tried again
    given_up,
};
[[nodiscard]] std::string_view to_string(fate f);

/// What one try has changed. Written as a whole.
struct aftermath {
    std::int64_t notification = 0;
    std::int64_t webhook = 0;
    std::chrono::sys_seconds at{};
    fate what = fate::failed;
    std::string said;      ///< for the webhook's owner: nothing that the receiver wrote, no name, address or port
    std::string detail{};  ///< for the log; empty when `said` is all
    int tries = 0;
    std::optional<std::chrono::sys_seconds> next_try;  ///< none: it has ended
    int failures = 0;
    std::optional<std::chrono::sys_seconds> failing_since;
    std::chrono::sys_seconds rest_until{};
    std::optional<std::string> switch_off{};  ///< why; with `taken`, a webhook that was off is on again
};

/// A `Retry-After` in seconds with 429 or 503 makes the wait and the rest longer, to an hour at most, never shorter.
/// 2xx is taken; 410 says that the webhook is no more (Standard Webhooks), and switches it off. A test is tried once
/// and speaks for itself alone: its failure says nothing of the webhook.
[[nodiscard]] aftermath after(const notification& n, const outbound::http_result& r, std::chrono::sys_seconds now);

}  // namespace offlist::notify
