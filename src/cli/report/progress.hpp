// progress.hpp: how far a sweep is, on one line.
//
// Pure; safe from any thread.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <sweep/summary.hpp>

namespace offlist::cli {

/// Questions asked or decided, whichever is known to be more: verdicts are told only after a list's next good test.
[[nodiscard]] std::uint64_t questions_done(const sweep_summary& s);

/// How long the slowest list needs for the rest at the pace it had so far; none while there is no pace.
[[nodiscard]] std::optional<std::chrono::seconds> time_left(const sweep_summary& s);

/// ` 43 %  17,000 of 39,000 questions  31,002 q/s  listed 12  unknown 3  1 min 5 s left`, at most `width` characters.
[[nodiscard]] std::string progress_text(const sweep_summary& s, std::size_t width);

}  // namespace offlist::cli
