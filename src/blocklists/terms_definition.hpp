// terms_definition.hpp: reads a table `terms` of a definition: who may ask a list for nothing, and how much.
//
// Used on one thread while a file is read.
#pragma once
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <string>

namespace offlist {

class toml_section;

/// Replaces `into` by the table `terms` of `in`; leaves it alone without one. `of` is what `in` is called in problems.
/// Notes: an unknown word, a volume that is none, a table that says nothing, a paid use without the way to it.
void read_terms(toml_section& in, const std::string& of, const std::string& file, problems& wrong, terms_of_use& into);

}  // namespace offlist
