// scenario.hpp: runs a text scenario (tests/scenarios/*.txt) against a sweep in virtual time.
//
//   resolver NAME                                      before the lists; by default there is one
//   list ID zone ZONE subjects ip4,ip6,domain [per_second N] [per_day N] [used N] [listed E] [unlisted E]
//   set probe_every|max_duration|end_within|test_patience|latency DURATION  ·  set confirm_buffer|negative_ttl N  · set
//   report_clean  ·  set count_unasked inventory SUBJECT-OR-RANGE [after DURATION] ID lists SUBJECT with
//   ADDRESS[,ADDRESS] [text "TEXT"] [after DURATION] ID answers
//   normally|everything|nothing|silence|REFUSED|SERVFAIL|ADDRESS [through N] [to TO] [after DURATION] resolver-N is
//   CONDUCT sweep  ·  sweep for DURATION  ·  stop  ·  sweep again        (again: new, with the same budgets) expect …
//   see expectation.cpp
//
// TO: subjects, or entry: what is listed for tests. CONDUCT: one of resolver_conduct (world.hpp), with hyphens.
// Resolvers are counted from 1. `after` counts from the start of the world.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace offlist::test {

/// Runs the scenario. What was not as expected, each `file:line: …`; empty when all was. A line that cannot be
/// understood ends the scenario and is told likewise.
[[nodiscard]] std::vector<std::string> run_scenario(const std::filesystem::path& file);

}  // namespace offlist::test
