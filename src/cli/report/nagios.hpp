// nagios.hpp: the first line of `check`: status, words and perfdata, as monitoring systems read them.
//
// Pure; safe from any thread.
#pragma once
#include <offlist/checker.hpp>
#include <span>
#include <string>
#include <string_view>
#include <sweep/summary.hpp>

namespace offlist::cli {

/// `OFFLIST CRITICAL - 192.0.2.7 is listed on example-ip (spam source) | questions=24 listed=1;;0 …`; `listed` holds
/// the findings with that verdict, those of one subject one after another.
[[nodiscard]] std::string nagios_line(const sweep_summary& all, std::span<const finding> listed);

/// `OFFLIST UNKNOWN - why`, when there was no sweep.
[[nodiscard]] std::string nagios_line(std::string_view why);

/// Without the bar that begins perfdata.
[[nodiscard]] std::string without_bars(std::string text);

/// The reason of most unknown questions; none when there are no such questions.
[[nodiscard]] unknown_reason main_reason(const tally& counts);

}  // namespace offlist::cli
