// definition.hpp: reads list definitions and retired lists from the text of one TOML file (docs/LISTS.md).
//
// Pure; safe from any thread. Whatever the text is, the outcome is definitions, problems, or both; nothing throws but
// std::bad_alloc.
#pragma once
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "blocklists/removal_details.hpp"

namespace offlist {

/// A definition and where it stands.
template <class List>
struct located {
    List list;
    std::string file;
    int line = 0;
};

/// What the files said so far. With problems, lists may be incomplete: then they serve further checks only.
struct definitions {
    std::vector<located<blocklist>> lists;
    std::vector<located<retired_list>> retired;
    removal_catalog removals;  ///< by list
    problems wrong;
};

/// A definition file is written by hand; a larger one is something else.
inline constexpr std::size_t largest_definition_file = std::size_t{1} << 20;  // octets

/// Adds what `text`, read from `file`, defines. What concerns several definitions at once (the same id or zone twice, a
/// retired zone) is left to load_catalog.
void read_definitions(std::string_view text, const std::string& file, definitions& into);

}  // namespace offlist
