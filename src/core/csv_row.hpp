// csv_row.hpp: one row of CSV (RFC 4180) as its fields.
//
// A pure function; safe from any thread.
#pragma once
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// The fields of one line, quotation marks undone. A row of one empty field is one field. Problems: a quotation mark
/// within an unquoted field, one that is never closed (a field over several lines is not taken), text behind a closing
/// one.
[[nodiscard]] parsed<std::vector<std::string>> csv_row(std::string_view line);

}  // namespace offlist
