// text_table.hpp: rows of cells under one another, as wide as their widest cell.
//
// Values; safe from any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/report/paint.hpp"

namespace offlist::cli {

class console;

struct cell {
    std::string text;
    tone how = tone::plain;
};

enum class align : bool { left, right };

class text_table {
public:
    struct column {
        std::string heading;
        align side = align::left;
    };
    explicit text_table(std::vector<column> columns);

    /// Requires as many cells as there are columns.
    void add(std::vector<cell> row);
    /// The heading and the rows, a line each, without blanks at their ends.
    [[nodiscard]] std::vector<std::string> lines(const paint& colors) const;

private:
    std::vector<column> columns_;
    std::vector<std::vector<cell>> rows_;
};

/// Prints its lines.
void print(const text_table& table, console& out);

/// How many characters a terminal shows, by the code points of UTF-8.
[[nodiscard]] std::size_t shown_width(std::string_view text);

/// `text` with blanks behind it up to `width` characters.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

}  // namespace offlist::cli
