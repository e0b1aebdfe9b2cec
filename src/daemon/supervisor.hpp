// supervisor.hpp: tells systemd (sd_notify(3)) how the daemon does; without systemd, nobody.
//
// For one thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace offlist::daemon {

/// Listening, with the store open: units ordered after this one may start.
void tell_ready();
void tell_reloading();
void tell_stopping();
/// One line for `systemctl status`.
void tell_status(const std::string& text);
/// Still alive.
void tell_alive();
/// How often tell_alive() must be called, at least; none when nobody watches.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace offlist::daemon
