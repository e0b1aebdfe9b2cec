// removal_definition.hpp: reads [blocklist.removal] of a definition: how an operator is asked to remove a subject.
//
// Used on one thread while a file is read.
#pragma once
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <string>

#include "blocklists/removal_details.hpp"

namespace offlist {

class toml_section;

/// Reads the table `removal` of `in`, with its `form` and `message`; leaves the rest alone without one. `list` is what
/// the list is called in problems. Notes: an unknown method or word in braces, a form that names no subject, cannot
/// tell success, or does not belong to the method.
void read_removal(toml_section& in, const std::string& list, const std::string& file, problems& wrong, removal& into,
                  removal_details& details);

}  // namespace offlist
