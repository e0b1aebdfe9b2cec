#include "core/csv_record.hpp"

#include <string_view>

namespace offlist {

namespace {

void add_cell(std::string& to, const std::string& cell)
{
    constexpr std::string_view formula = "=+-@\t\r\n";
    const bool guarded = !cell.empty() && formula.find(cell.front()) != std::string_view::npos;
    const bool quoted = cell.find_first_of(",\"\r\n") != std::string::npos;
    if (quoted) to += '"';
    if (guarded) to += '\'';
    for (const char c : cell) {
        if (c == '"') to += '"';
        to += c;
    }
    if (quoted) to += '"';
}

}  // namespace

std::string csv_record(const std::vector<std::string>& cells)
{
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text += ',';
        add_cell(text, cells[i]);
    }
    return text + "\r\n";
}

}  // namespace offlist
