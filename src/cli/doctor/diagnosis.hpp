// diagnosis.hpp: what the doctor looked at, what it found, and what a person should do about it.
//
// The examinations block for the network and the file system; each is for one thread.
#pragma once
#include <chrono>
#include <config/configuration.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/resolver.hpp>
#include <string>
#include <vector>

#include "cli/time_limit.hpp"

namespace offlist::cli {

enum class gravity : std::uint8_t { fine, doubtful, broken };

struct diagnosis {
    gravity how_bad = gravity::fine;
    std::string about;     ///< what was looked at: "resolver 127.0.0.1:53"
    std::string what;      ///< what was found
    std::string advice;    ///< what to do; empty when all is well
    std::string one_of{};  ///< "list": of several such with the same `what` a person is told once; else empty
};
using diagnoses = std::vector<diagnosis>;

/// Whether the calendar clock is set, and kept right by somebody. `now` as the clock port tells it.
[[nodiscard]] diagnoses examine_clock(std::chrono::sys_seconds now);
/// As a person is told them: the broken first, each resolver once, lists that fail alike together.
[[nodiscard]] diagnoses for_a_person(diagnoses all);

/// Whether each resolver answers, and tells the truth about a name that does not exist. Public ones are doubtful.
[[nodiscard]] diagnoses examine_resolvers(const resolver_options& resolvers, const time_limit& limit);
/// The test entries of each list, all at once. Lists whose state is fine share one line.
[[nodiscard]] diagnoses examine_lists(const std::vector<blocklist>& lists, const resolver_options& resolvers,
                                      const time_limit& limit);
/// Whether the store opens with a schema that is known, can be written, is sound, and has room. A SQLite file that is
/// not there yet is fine: the daemon makes it.
[[nodiscard]] diagnoses examine_store(const config::store_config& store);
/// What the daemon says at /readyz. That it does not run is doubtful, or `broken` when it is all that was asked.
[[nodiscard]] diagnosis examine_daemon(const config::http_config& http, gravity not_running, const time_limit& limit);

}  // namespace offlist::cli
