// import_file.hpp: the subjects of a file that somebody brings along: lines, CSV, or the INI of other checkers.
//
// Pure functions over text; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::cli {

struct import_line {
    std::string text;   ///< canonical: an address, a CIDR range or a domain
    std::string label;  ///< may be empty
    int line = 0;
};

struct import_content {
    std::vector<import_line> subjects;  ///< each once, in the order of the file
    std::uint64_t duplicates = 0;       ///< lines that name one of them again
    std::vector<std::string> notes;     ///< what a person should know
};

/// The form is seen from the first line that is neither blank nor a comment:
///  - `[targets]` or `[rbl]`: the INI of check_rbl and dnsbl_exporter. `server = X` under [targets] is a subject; the
///    zones under [rbl] are passed over and named in a note, because lists have definitions here.
///  - a row with the field `subject`: CSV (RFC 4180) with a header; `label` is the other column that is known.
///  - anything else: one subject a line, comments after `#`.
/// Problems: every bad line (the first hundred), by `file` and line; no subject at all.
[[nodiscard]] loaded<import_content> parse_import(std::string_view text, const std::string& file,
                                                  special_addresses special = special_addresses::refuse);

}  // namespace offlist::cli
