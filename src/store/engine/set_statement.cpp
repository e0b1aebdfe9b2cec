#include "store/engine/set_statement.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <iterator>

namespace offlist::store::sql {
namespace {

// WITH whole (a, b) AS (VALUES (CAST(:p0 AS BIGINT), CAST(:p1 AS TEXT)), (:p2, :p3)), given AS (…) STATEMENT
std::string text_over(const std::vector<set_statement::column>& columns, std::size_t rows, std::string_view statement)
{
    std::string names;
    for (const auto& c : columns) names += (names.empty() ? "" : ", ") + std::string(c.name);
    std::string text = "WITH whole (" + names + ") AS (VALUES ";
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        text += row == 0 ? "(" : ", (";
        for (std::size_t place = 0; place < columns.size(); ++place) {
            if (place > 0) text += ", ";
            const std::string name = ":p" + std::to_string(number++);
            // PostgreSQL takes the types of a column from the first row that says them
            const bool number_column = columns[place].kind == value_kind::integer;
            text += row > 0 ? name : "CAST(" + name + (number_column ? " AS BIGINT)" : " AS TEXT)");
        }
        text += ')';
    }
    text +=
        "), given AS (SELECT " + names + " FROM whole WHERE " + std::string(columns.front().name) + " IS NOT NULL) ";
    return text.append(statement);
}

}  // namespace

set_statement::set_statement(std::vector<column> columns, std::string_view statement) : columns_(std::move(columns))
{
    for (std::size_t n = 0; n < sizes.size(); ++n) texts_[n] = text_over(columns_, sizes[n], statement);
}

void set_statement::run(soci::session& s, std::vector<parameters> rows) const
{
    for (std::span<parameters> rest = rows; !rest.empty();) {
        part now = next(rest);
        (void)sql::run(s, *now.text, std::move(now.given));
    }
}

set_statement::part set_statement::next(std::span<parameters>& rows) const
{
    const std::size_t taken = std::min(rows.size(), most_rows);
    const auto size = std::ranges::lower_bound(sizes, taken);
    part p;
    p.text = &texts_[static_cast<std::size_t>(size - sizes.begin())];
    p.given.reserve(*size * columns_.size());
    for (parameters& one : rows.first(taken)) {
        BOOST_ASSERT(one.size() == columns_.size() && !one.front().null);
        p.given.insert(p.given.end(), std::make_move_iterator(one.begin()), std::make_move_iterator(one.end()));
    }
    value nothing;
    for (std::size_t n = taken; n < *size; ++n)
        for (const column& c : columns_) {
            nothing.kind = c.kind;
            p.given.push_back(nothing);
        }
    rows = rows.subspan(taken);
    return p;
}

}  // namespace offlist::store::sql
