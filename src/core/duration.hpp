// duration.hpp: durations as people write them in configurations and on the command line: 500ms 30s 10m 6h 7d.
//
// Pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist {

/// Far beyond any sensible setting, and small enough to be added to a clock in nanoseconds without overflow.
inline constexpr std::chrono::milliseconds longest_duration = std::chrono::days{36'500};

/// One whole number and one unit. Problems: no unit, an unknown unit, a sign, a fraction, longer than
/// `longest_duration`.
[[nodiscard]] parsed<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads back as `d`, in one unit: `90s`, `6h`. Zero is `0s`.
[[nodiscard]] std::string to_string(std::chrono::milliseconds d);

}  // namespace offlist
