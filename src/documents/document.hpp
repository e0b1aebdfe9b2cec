// document.hpp: a document for people (a receipt, a report, a statement) as blocks, from which each form of it is
// written.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace offlist::documents {

struct heading {
    std::string text;
    bool operator==(const heading&) const = default;
};

/// Line ends are kept.
struct paragraph {
    std::string text;
    bool quoted = false;  ///< somebody else's words: set apart
    bool operator==(const paragraph&) const = default;
};

struct column {
    std::string title;    ///< empty in all columns: no head
    bool number = false;  ///< set to the right
    int share = 1;        ///< of the width
    bool operator==(const column&) const = default;
};

/// Each row has as many cells as there are columns.
struct table {
    std::vector<column> columns;
    std::vector<std::vector<std::string>> rows;
    bool total = false;  ///< the last row is the sum of the others
    bool operator==(const table&) const = default;
};

using block = std::variant<heading, paragraph, table>;

struct document {
    std::string title;
    std::string number;               ///< `R-000012`; empty: it has none
    std::chrono::sys_seconds date{};  ///< the day that stands on it
    std::string from;                 ///< who issues it: lines
    std::string to;                   ///< for whom: lines
    std::vector<block> blocks;
    bool operator==(const document&) const = default;
};

/// The same document is the same text.
[[nodiscard]] std::string to_json(const document& d);
/// What to_json() wrote. Problem: it is not.
[[nodiscard]] parsed<document> from_json(std::string_view text);

/// `2026-11-27`
[[nodiscard]] std::string day_text(std::chrono::sys_seconds at);

}  // namespace offlist::documents
