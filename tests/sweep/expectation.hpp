// expectation.hpp: the `expect` lines of scenarios.
#pragma once
#include <string>
#include <sweep/world.hpp>
#include <vector>

namespace offlist::test {

/// What a line of words after `expect` says about the world:
///
///   [ID] listed|informational|clean|unknown [REASON]|open|sent|questions N      counts; `no listed` is `listed 0`
///   [ID] sent at most N
///   ID healthy|unhealthy|unverified|untested|unused [because "TEXT"]                     in the summary
///   finding SUBJECT ID listed|informational|clean|unknown [REASON] [code ADDRESS] [text "TEXT"] [resolver NAME]
///     [ttl SECONDS]
///   no finding SUBJECT ID
///   note "TEXT"  ·  blame "TEXT"  ·  no blame  ·  failure "TEXT"  ·  forecast "TEXT"  ·  stopped  ·  finished
///   resolver-N trusted|untrusted [because "TEXT"]
///   question NAME N                                                             how often the name was asked
///   took at least|at most DURATION
///
/// Returns what is wrong, or nothing. Throws std::runtime_error for words that mean nothing.
[[nodiscard]] std::string unmet(world& w, const std::vector<std::string>& words);

}  // namespace offlist::test
