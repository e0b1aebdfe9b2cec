// paging.hpp: how a job of the database reads one page; for the books of this room.
//
// Pure; on the thread of the job.
#pragma once
#include <algorithm>
#include <limits>
#include <store/page.hpp>
#include <store/sql.hpp>
#include <utility>

namespace offlist::store {

/// Lists by id alone begin before every id or, newest first, behind every one.
enum class direction : bool { ascending, newest_first };

[[nodiscard]] inline parsed<place> start_of(std::string_view list, const page_request& which, direction way)
{
    if (which.cursor) return read_cursor(list, *which.cursor);
    if (way == direction::ascending) return place{};
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
    page_of<T> page{.items = std::move(items), .next = {}};
    const auto most = static_cast<std::size_t>(rows_of(which));
    if (page.items.size() <= most) return page;
    page.items.resize(most);
    page.next = cursor_text(list, place_of(page.items.back()));
    return page;
}

}  // namespace offlist::store
