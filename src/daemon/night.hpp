// night.hpp: when the daemon does what reads the whole store.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>

namespace offlist::daemon {

/// From `now` to 3 o'clock UTC, when most customers sleep and most sweeps are far from their daily limits; never zero.
[[nodiscard]] inline std::chrono::seconds until_night(std::chrono::sys_seconds now)
{
    constexpr std::chrono::hours night{3};
    const auto today = std::chrono::floor<std::chrono::days>(now) + std::chrono::seconds(night);
    const auto next = now < today ? today : today + std::chrono::days(1);
    return next - now;
}

}  // namespace offlist::daemon
