// definition_version.hpp: which state of a list's definition a finding was judged by.
//
// Pure; safe from any thread.
#pragma once
#include <offlist/blocklist.hpp>
#include <string>
#include <vector>

#include "monitor/monitor_options.hpp"

namespace offlist {

/// 16 hexadecimal digits of the SHA-256 of everything that decides what an answer means: zone (never the key), kinds of
/// subjects, answers, scope, form, test entries. Names, notes and limits do not change it.
[[nodiscard]] std::string definition_version(const blocklist& list);

/// The lists with their versions, as the monitor takes them.
[[nodiscard]] std::vector<monitored_list> with_versions(const std::vector<blocklist>& lists);

}  // namespace offlist
