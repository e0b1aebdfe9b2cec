// removal_advice.hpp: how somebody gets off a list without paying anybody, in words and with a link.
//
// Pure functions; safe from any thread.
#pragma once
#include <offlist/blocklist.hpp>
#include <string>

namespace offlist {

/// `text` with every {subject} replaced.
[[nodiscard]] std::string filled(std::string text, const std::string& about);

/// The way, where, what must be in order first, when entries lapse. Empty where nothing is known.
[[nodiscard]] std::string removal_advice(const blocklist& list, const std::string& about);

/// Where to go: the operator's form or address (as mailto:), else where the subject is looked up, else the operator's
/// site. Empty where the definition names none.
[[nodiscard]] std::string removal_link(const blocklist& list, const std::string& about);

}  // namespace offlist
