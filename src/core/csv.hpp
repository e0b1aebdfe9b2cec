// csv.hpp: rows of CSV (RFC 4180), read from files of customers and written for spreadsheets.
//
// Pure functions; safe from any thread.
#pragma once
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// The fields of one line between separators, quotation marks undone. A row of one empty field is one field. Problems:
/// a quotation mark within an unquoted field, one that is never closed (a field over several lines is not taken), text
/// behind a closing one.
[[nodiscard]] parsed<std::vector<std::string>> csv_row(std::string_view line, char separator = ',');

/// What a separator is called: "commas", "semicolons", "tabs".
[[nodiscard]] std::string_view name_of_separator(char separator);

/// One record with its line end (CRLF). A cell with a comma, quote or line end is quoted. A cell that a spreadsheet
/// would take for a formula (it begins with = + - @, a tab or a line end, and is no
/// negative number) gets an apostrophe before it: such texts come
/// from the operators of lists and from customers, and a formula can send a whole sheet away.
[[nodiscard]] std::string csv_record(const std::vector<std::string>& cells);

}  // namespace offlist
