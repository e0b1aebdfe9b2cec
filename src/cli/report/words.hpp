// words.hpp: verdicts, reasons and ways of removal as a person reads them.
//
// Pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <delisting/removal_advice.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/checker.hpp>
#include <string>
#include <string_view>
#include <sweep/summary.hpp>

#include "cli/report/paint.hpp"

namespace offlist::cli {

/// Why nothing is known, as a clause: "the resolver or the list did not answer in time".
[[nodiscard]] std::string_view in_words(unknown_reason r);

/// `1 question`, `2,000 questions`.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one, std::string_view many);

/// What one listing covers beyond the subject, as a clause; empty where it is the subject alone.
[[nodiscard]] std::string_view scope_in_words(listing_scope s);

/// How the health of a list looks.
[[nodiscard]] tone tone_of(list_state s);

/// `0.812`
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds d);

}  // namespace offlist::cli
