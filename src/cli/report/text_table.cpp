#include "cli/report/text_table.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <utility>

#include "cli/console.hpp"

namespace offlist::cli {

std::size_t shown_width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t width)
{
    const std::size_t shown = shown_width(text);
    return std::string(text) + std::string(width > shown ? width - shown : 0, ' ');
}

text_table::text_table(std::vector<column> columns) : columns_(std::move(columns))
{
    std::vector<cell> headings;
    headings.reserve(columns_.size());
    for (const column& c : columns_) headings.push_back({c.heading, tone::strong});
    rows_.push_back(std::move(headings));
}

void text_table::add(std::vector<cell> row)
{
    BOOST_ASSERT(row.size() == columns_.size());
    rows_.push_back(std::move(row));
}

std::vector<std::string> text_table::lines(const paint& colors) const
{
    std::vector<std::size_t> widths(columns_.size(), 0);
    for (const auto& row : rows_)
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], shown_width(row[c].text));

    std::vector<std::string> all;
    all.reserve(rows_.size());
    for (const auto& row : rows_) {
        std::string line;
        std::string gap;  // told with the next cell that shows something
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string blanks(widths[c] - shown_width(row[c].text), ' ');
            if (columns_[c].side == align::right) gap += blanks;
            if (!row[c].text.empty()) line += std::exchange(gap, {}) + colors(row[c].how, row[c].text);
            if (columns_[c].side == align::left) gap += blanks;
            gap += "  ";
        }
        all.push_back(std::move(line));
    }
    return all;
}

void print(const text_table& table, console& out)
{
    for (const std::string& line : table.lines(out.colors())) out.print(line);
}

}  // namespace offlist::cli
