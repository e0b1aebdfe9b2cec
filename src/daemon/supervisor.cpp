#include "daemon/supervisor.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>

namespace offlist::daemon {

void tell_ready()
{
    ::sd_notify(0, "READY=1");
}

void tell_reloading()
{
    // systemd wants the moment by the same clock that it reads itself (sd_notify(3), MONOTONIC_USEC).
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto usec =
        static_cast<std::uint64_t>(now.tv_sec) * 1'000'000U + static_cast<std::uint64_t>(now.tv_nsec) / 1000U;
    const std::string text = "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec);
    ::sd_notify(0, text.c_str());
}

void tell_stopping()
{
    ::sd_notify(0, "STOPPING=1");
}

void tell_status(const std::string& text)
{
    const std::string line = "STATUS=" + text.substr(0, text.find('\n'));
    ::sd_notify(0, line.c_str());
}

void tell_alive()
{
    ::sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval()
{
    std::uint64_t usec = 0;
    if (::sd_watchdog_enabled(0, &usec) <= 0) return std::nullopt;
    return std::chrono::microseconds(usec);
}

}  // namespace offlist::daemon
