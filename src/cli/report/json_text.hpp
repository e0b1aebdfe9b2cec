// json_text.hpp: findings, summaries and definitions as JSON, each on one line. The names are part of the outer
// interface.
//
// Pure functions; safe from any thread. No key of a list is ever in them.
#pragma once
#include <cstdint>
#include <offlist/catalog.hpp>
#include <offlist/checker.hpp>
#include <offlist/verdict.hpp>
#include <string>
#include <sweep/summary.hpp>

namespace offlist::cli {

/// {"subject","blocklist","verdict","reason"?,"codes","meanings","text"?,"ttl"?,"resolver"?,"asked_at"?}
[[nodiscard]] std::string json_of(const finding& f);

/// {"summary": {...}}, with the number of bad lines that were passed over.
[[nodiscard]] std::string json_of(const sweep_summary& s, std::uint64_t skipped);

/// {"problem": {"what","expected"?,"file"?,"line"?}}
[[nodiscard]] std::string json_of(const problem& p);

/// {"blocklist","answer","verdict","reason"?,"meanings"}
[[nodiscard]] std::string json_of_answer(const blocklist& list, const std::string& answer, const judgement& judged);

/// Everything that the definition says.
[[nodiscard]] std::string json_of(const blocklist& list);
[[nodiscard]] std::string json_of(const retired_list& list);

/// {"blocklist","kind","health","healthy","tested","why"?}; not `tested` when the list has no test entries.
[[nodiscard]] std::string json_of_health(const std::string& list, subject_kind kind, list_state now,
                                         const std::string& why);

}  // namespace offlist::cli
