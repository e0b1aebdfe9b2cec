// import_file.hpp: the subjects of a file that somebody brings along, in the forms that sweeps read too
// (sweep/inventory_reader.hpp).
//
// Blocks while it reads; safe from any thread.
#pragma once
#include <cstdint>
#include <istream>
#include <offlist/problem.hpp>
#include <string>
#include <sweep/inventory_builder.hpp>
#include <vector>

namespace offlist::cli {

struct import_line {
    std::string text;   ///< canonical: an address, a CIDR range or a domain
    std::string label;  ///< may be empty
    int line = 0;
    bool operator==(const import_line&) const = default;  ///< by all fields
};

struct import_content {
    std::vector<import_line> subjects;  ///< each once, in the order of the file
    std::uint64_t duplicates = 0;       ///< lines that name one of them again
    std::vector<std::string> notes;     ///< what a person should know
};

/// Problems: every bad line (the first hundred), by `file` and line; no subject at all; those of read_lines, which
/// looks at `how` too.
[[nodiscard]] loaded<import_content> parse_import(std::istream& from, const std::string& file,
                                                  const inventory_options& how = {});

}  // namespace offlist::cli
