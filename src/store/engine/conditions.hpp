// conditions.hpp: the WHERE of a filtered list, and counting what it finds.
//
// Values and pure functions but for counted(), which is for work of the database, on its thread, and throws what SOCI
// throws.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/sql.hpp"

namespace offlist::store::sql {

/// Conditions joined by AND, with their parameters in the order of the text.
struct conditions {
    std::string text;
    parameters given;

    void add(std::string_view condition, std::initializer_list<value> values = {})
    {
        text += text.empty() ? "WHERE " : " AND ";
        text += condition;
        given.insert(given.end(), values.begin(), values.end());
    }
    /// `column` is one of `values`; all rows where there are none. `name` is that of its parameters.
    template <class T>
    void among(std::string_view column, std::string_view name, const std::vector<T>& values)
    {
        if (values.empty()) return;
        if (values.size() == 1) {
            add(std::string(column) + " = :" + std::string(name), {value(values.front())});
            return;
        }
        std::string list;
        for (std::size_t n = 0; n < values.size(); ++n)
            list += (n == 0 ? ":" : ", :") + std::string(name) + std::to_string(n);
        add(std::string(column) + " IN (" + list + ')');
        for (const T& one : values) given.emplace_back(one);
    }
};

/// What LIKE takes, with ESCAPE '!', for texts that hold this one: what stands for anything stands for itself.
[[nodiscard]] inline std::string holding(std::string_view text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + '%';
}

/// How many rows `from` has ("FROM account WHERE …"), one more than `most` at most.
[[nodiscard]] inline std::int64_t counted(soci::session& s, const std::string& from, parameters given,
                                          std::int64_t most)
{
    given.emplace_back(most + 1);
    return only<std::int64_t>(s, "SELECT COUNT(*) FROM (SELECT 1 AS one " + from + " LIMIT :most_counted) AS counted",
                              std::move(given))
        .value_or(0);
}

}  // namespace offlist::store::sql
