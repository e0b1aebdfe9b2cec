// make_job.hpp: jobs and policies for tests.
//
// Values only; safe from any thread.
#pragma once
#include <delisting/transition.hpp>

namespace offlist {

inline constexpr currency usd{{'U', 'S', 'D'}};
inline constexpr money delisting_fee{3500, usd};
inline constexpr std::chrono::sys_seconds day_one{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

[[nodiscard]] inline job ordered_job()
{
    job j;
    j.id = 7;
    j.account = 12;
    j.subject = "192.0.2.7";
    j.blocklist = "example-ip";
    j.fee = delisting_fee;
    j.deadline = std::chrono::days{10};
    j.created_at = day_one;
    return j;
}

}  // namespace offlist
