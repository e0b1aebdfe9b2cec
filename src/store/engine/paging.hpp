// paging.hpp: how work of the database reads one page; for the tables of this room.
//
// Pure; on the thread of the work.
#pragma once
#include <algorithm>
#include <limits>
#include <utility>

#include "store/engine/conditions.hpp"
#include "store/engine/page.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {

/// How the statement of a page goes on from its start: `id < :start ORDER BY id DESC`.
struct page_walk {
    std::string behind;  ///< " < " or " > "
    std::string order;   ///< " DESC" or ""
};
[[nodiscard]] inline page_walk walk_of(const page_request& which, direction usual)
{
    if (which.sort.value_or(usual) == direction::newest_first) return {.behind = " < ", .order = " DESC"};
    return {.behind = " > ", .order = ""};
}

/// Lists by id alone begin before every id or, newest first, behind every one.
[[nodiscard]] inline parsed<place> start_of(std::string_view list, const page_request& which, direction usual)
{
    if (which.cursor) return read_cursor(list_in_order(list, which), *which.cursor);
    if (which.sort.value_or(usual) == direction::oldest_first) return place{};
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    return place{.at = most, .id = most};
}

[[nodiscard]] inline int rows_of(const page_request& which)
{
    return std::clamp(which.limit, 1, longest_page);
}

/// `items` holds one row more than the page if there is a next one. `place_of` tells the place of a row.
template <class T, class PlaceOf>
[[nodiscard]] page_of<T> cut(std::string_view list, std::vector<T> items, const page_request& which, PlaceOf place_of)
{
    page_of<T> page{.items = std::move(items), .next = {}, .total = {}};
    const auto most = static_cast<std::size_t>(rows_of(which));
    if (page.items.size() <= most) return page;
    page.items.resize(most);
    page.next = cursor_text(list_in_order(list, which), place_of(page.items.back()));
    return page;
}

/// Counts the rows of `from` ("FROM account WHERE …"), without the place where the page begins, if that is wanted.
template <class T>
void tell_total(page_of<T>& page, const page_request& which, soci::session& s, const std::string& from,
                sql::parameters given)
{
    if (which.total) page.total = sql::counted(s, from, std::move(given), most_counted);
}

/// A page of a list by id, of one account's or of all. `select` reads rows: from what follows the table's name, and its
/// parameters.
template <class Select>
[[nodiscard]] auto page_by_id(std::string_view list, const std::optional<std::int64_t>& account,
                              const page_request& which, Select select)
    -> parsed<page_of<typename decltype(select(std::string(), sql::parameters()))::value_type>>
{
    const auto start = start_of(list, which, direction::oldest_first);
    if (!start) return start.error();
    const std::string rest = "id > :after ORDER BY id LIMIT :count";
    auto found = account ? select("WHERE account = :account AND " + rest, {*account, start->id, rows_of(which) + 1})
                         : select("WHERE " + rest, {start->id, rows_of(which) + 1});
    return cut(list, std::move(found), which, [](const auto& row) { return place{.at = 0, .id = row.id}; });
}

}  // namespace offlist::store
