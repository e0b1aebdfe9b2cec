// inventory_reader.hpp: an inventory from a file of one subject a line.
//
// Blocks while it reads; belongs to one thread. Memory grows with the number of different subjects only, whatever the
// file holds.
#pragma once
#include <cstddef>
#include <istream>
#include <offlist/problem.hpp>
#include <string>

#include "sweep/inventory_builder.hpp"

namespace offlist {

/// A line may hold a long comment; anything longer is not a list of subjects.
inline constexpr std::size_t longest_inventory_line = 4096;

/// Reads addresses, CIDR ranges and domains, one a line; `#` starts a comment, blank lines are skipped, CRLF and a
/// UTF-8 byte order mark are accepted. Problems, each with `file_name` and its line: every bad line (the first
/// most_messages, then how many more), unless they are skipped; too many subjects; a stream that cannot be read.
[[nodiscard]] loaded<inventory_report> read_inventory(std::istream& from, std::string file_name,
                                                      const inventory_options& options = {});

}  // namespace offlist
