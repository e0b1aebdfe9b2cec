// csv_record.hpp: tables as text for spreadsheets (RFC 4180).
//
// Pure; safe from any thread.
#pragma once
#include <string>
#include <vector>

namespace offlist {

/// One record with its line end (CRLF). A cell with a comma, quote or line end is quoted. A cell that a spreadsheet
/// would take for a formula (it begins with = + - @, a tab or a line end) gets an apostrophe before it: such texts come
/// from the operators of lists and from customers, and a formula can send a whole sheet away.
[[nodiscard]] std::string csv_record(const std::vector<std::string>& cells);

}  // namespace offlist
