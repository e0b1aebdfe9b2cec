// list_card.hpp: everything about one list, for a person.
//
// For one thread. The key of a list is never shown.
#pragma once
#include <offlist/catalog.hpp>
#include <string>

#include "cli/console.hpp"

namespace offlist::cli {

/// `state` says whether it is on, and why not.
void print_card(const blocklist& list, const std::string& state, console& out);
void print_card(const retired_list& list, console& out);

/// `ip4 ip6 domain`: what the list may be asked about.
[[nodiscard]] std::string subjects_text(const blocklist& list);

}  // namespace offlist::cli
