#include <sys/timex.h>

#include <core/timestamp.hpp>

#include "cli/doctor/diagnosis.hpp"

namespace offlist::cli {
namespace {

// This program is younger than that, so a clock that stands before it was never set.
constexpr std::chrono::sys_days before_this_program = std::chrono::year{2026} / std::chrono::January / 1;
constexpr long worst_error_us = 5'000'000;  // evidence is kept to the second, so some seconds do no harm

}  // namespace

diagnoses examine_clock(std::chrono::sys_seconds now)
{
    const std::string about = "clock";
    if (now < before_this_program)
        return {{gravity::broken, about, "it says " + timestamp(now),
                 "set it (timedatectl set-time, or start an NTP client): evidence would carry that date"}};
    timex state{};  // modes 0: reads only
    const int kept = ::adjtimex(&state);
    if (kept < 0) return {{gravity::fine, about, "it says " + timestamp(now), ""}};
    if (kept == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
        return {{gravity::doubtful, about, "it says " + timestamp(now) + ", and nobody keeps it right",
                 "start an NTP client, such as systemd-timesyncd or chrony (in a container: on its machine)"}};
    if (state.maxerror > worst_error_us)
        return {{gravity::doubtful, about, "it may be wrong by " + std::to_string(state.maxerror / 1'000'000) + " s",
                 "see what the NTP client says"}};
    return {{gravity::fine, about, "it says " + timestamp(now) + " and is kept right", ""}};
}

}  // namespace offlist::cli
