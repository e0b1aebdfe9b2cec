// timestamp.hpp: moments as text, RFC 3339 in UTC, to the second: 2026-11-23T08:00:00Z.
//
// Pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist {

/// `2026-11-23T08:00:00Z`. Requires a year from 0 to 9999 (RFC 3339 section 1).
[[nodiscard]] std::string timestamp(std::chrono::sys_seconds moment);

/// Reads what timestamp() writes, and no other offset than Z: what this program stored or was given by its interface.
/// Problems: another form, a date or time that does not exist (a leap second included).
[[nodiscard]] parsed<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

}  // namespace offlist
