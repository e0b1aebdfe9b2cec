// sql.hpp: statements with their parameters and rows, for work of the database.
//
// One text for both backends. Parameters are `:name`, each once, given in the order of the text; columns are read in
// the order of the select list. Statements stay prepared in their session, by text. Only for sessions that a database
// gave to a unit of work, on the thread that it gave it to. Everything here throws what SOCI throws; the database's
// threads catch it and undo the work.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

enum class value_kind : std::uint8_t { integer, text };

namespace sql {

/// A parameter or a column of one row.
struct value {
    value_kind kind = value_kind::integer;
    bool null = true;
    long long number = 0;
    std::string text;

    value() = default;
    template <class T>
    requires(std::is_integral_v<T>) value(T v)
        : null(false), number(static_cast<long long>(v))  // NOLINT(google-explicit-constructor): as SQL does
    {
    }
    value(std::string v) : kind(value_kind::text), null(false), text(std::move(v)) {}
    value(std::string_view v) : kind(value_kind::text), null(false), text(v) {}
    value(const char* v) : kind(value_kind::text), null(false), text(v) {}
    value(std::chrono::sys_seconds v) : null(false), number(v.time_since_epoch().count()) {}
    template <class T>
    value(const std::optional<T>& v)
    {
        if (v) *this = value(*v);
        if constexpr (std::is_convertible_v<T, std::string_view>) kind = value_kind::text;
    }
};
using parameters = std::vector<value>;
using row = std::span<const value>;

/// Runs a statement without rows; how many rows it changed.
std::int64_t run(soci::session& s, const std::string& text, parameters given = {});

/// Runs a statement whose rows have columns of these kinds; calls `each` for every row.
void query(soci::session& s, const std::string& text, std::span<const value_kind> columns, parameters given,
           const std::function<void(row)>& each);

/// From a column to the C++ type: integers, bool, std::string, sys_seconds, and std::optional of them for NULL.
template <class T>
struct column_as {
    static_assert(std::is_integral_v<T>, "no such column type");
    static constexpr value_kind as = value_kind::integer;
    static T from(const value& v) { return static_cast<T>(v.number); }
};
template <>
struct column_as<bool> {
    static constexpr value_kind as = value_kind::integer;
    static bool from(const value& v) { return v.number != 0; }
};
template <>
struct column_as<std::string> {
    static constexpr value_kind as = value_kind::text;
    static std::string from(const value& v) { return v.text; }
};
template <>
struct column_as<std::chrono::sys_seconds> {
    static constexpr value_kind as = value_kind::integer;
    static std::chrono::sys_seconds from(const value& v)
    {
        return std::chrono::sys_seconds{std::chrono::seconds{v.number}};
    }
};
template <class T>
struct column_as<std::optional<T>> {
    static constexpr value_kind as = column_as<T>::as;
    static std::optional<T> from(const value& v)
    {
        if (v.null) return std::nullopt;
        return column_as<T>::from(v);
    }
};

/// Calls `each(columns…)` for every row.
template <class... Columns, class Each>
void for_each(soci::session& s, const std::string& text, parameters given, Each&& each)
{
    static constexpr value_kind kinds[] = {column_as<Columns>::as...};
    query(s, text, kinds, std::move(given), [&each](row r) {
        [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            each(column_as<Columns>::from(r[I])...);
        }
        (std::index_sequence_for<Columns...>{});
    });
}

/// All rows. For results that are bounded by the statement.
template <class... Columns>
[[nodiscard]] std::vector<std::tuple<Columns...>> rows(soci::session& s, const std::string& text, parameters given = {})
{
    std::vector<std::tuple<Columns...>> all;
    for_each<Columns...>(s, text, std::move(given), [&all](Columns... c) { all.emplace_back(std::move(c)...); });
    return all;
}

/// The only row, or none.
template <class... Columns>
[[nodiscard]] std::optional<std::tuple<Columns...>> one(soci::session& s, const std::string& text,
                                                        parameters given = {})
{
    std::optional<std::tuple<Columns...>> found;
    for_each<Columns...>(s, text, std::move(given), [&found](Columns... c) { found.emplace(std::move(c)...); });
    return found;
}

/// The one column of the only row, or none: `only<std::int64_t>(s, "INSERT … RETURNING id", {…})`.
template <class Column>
[[nodiscard]] std::optional<Column> only(soci::session& s, const std::string& text, parameters given = {})
{
    auto found = one<Column>(s, text, std::move(given));
    if (!found) return std::nullopt;
    return std::get<0>(std::move(*found));
}

}  // namespace sql
}  // namespace offlist::store
