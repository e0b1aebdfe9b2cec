#include "core/csv.hpp"

#include <utility>

namespace offlist {
namespace {

// One quoted field from behind its opening mark; what is left of the line stands behind the closing one.
parsed<std::string> quoted_field(std::string_view& rest)
{
    std::string field;
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c != '"') {
            field += c;
            continue;
        }
        if (rest.empty() || rest.front() != '"') return {boost::system::in_place_value, std::move(field)};
        field += '"';
        rest.remove_prefix(1);
    }
    return problem{.what = "a quotation mark is not closed on its line", .expected = "fields that stand on one line"};
}

// `-35.00`, `-1`
bool is_negative(std::string_view cell)
{
    if (!cell.starts_with('-') || cell.size() < 2) return false;
    const auto point = cell.find('.');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (point == std::string_view::npos) return digits(cell.substr(1));
    return digits(cell.substr(1, point - 1)) && digits(cell.substr(point + 1));
}

void add_cell(std::string& to, const std::string& cell)
{
    constexpr std::string_view formula = "=+-@\t\r\n";
    // a number is no formula, whatever its sign
    const bool guarded = !cell.empty() && formula.find(cell.front()) != std::string_view::npos && !is_negative(cell);
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

parsed<std::vector<std::string>> csv_row(std::string_view line, char separator)
{
    std::vector<std::string> fields;
    for (;;) {
        if (line.starts_with('"')) {
            line.remove_prefix(1);
            auto field = quoted_field(line);
            if (!field) return field.error();
            fields.push_back(std::move(*field));
            if (!line.empty() && line.front() != separator)
                return problem{.what = "text stands behind a closing quotation mark",
                               .expected = "columns separated by " + std::string(name_of_separator(separator))};
        } else {
            const std::string_view field = line.substr(0, line.find(separator));
            if (field.find('"') != std::string_view::npos)
                return problem{.what = "a quotation mark stands within a field",
                               .expected = R"(the whole field in quotation marks, and "" for one of its own)"};
            fields.emplace_back(field);
            line.remove_prefix(field.size());
        }
        if (line.empty()) return fields;
        line.remove_prefix(1);
    }
}

std::string_view name_of_separator(char separator)
{
    switch (separator) {
        case ';':
            return "semicolons";
        case '\t':
            return "tabs";
        default:
            return "commas";
    }
}

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
