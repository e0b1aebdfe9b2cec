// page.hpp: long lists in pages that stay stable while rows are added and removed.
//
// A cursor is the place of the last row given, as an opaque text: the next page begins behind it, wherever that is by
// then. Values and pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::store {

inline constexpr int longest_page = 500;
/// What is counted one by one: a few milliseconds.
inline constexpr std::int64_t most_counted = 10'000;

enum class direction : bool { oldest_first, newest_first };

struct page_request {
    std::optional<std::string> cursor;  ///< of the page before; none: from the start
    int limit = 100;                    ///< 1 to longest_page; others are taken for the nearest of these
    bool total = false;                 ///< wants page_of::total, where the list has one
    std::optional<direction> sort{};    ///< none: as the list usually is; only where the list can be turned round
};

template <class T>
struct page_of {
    std::vector<T> items;
    std::optional<std::string> next;  ///< none: this is the last page
    /// How many there are on all pages, by the same filters: at most most_counted and one, which is "more".
    std::optional<std::int64_t> total = std::nullopt;
};

/// The place of a row in the order of its list: a moment (or 0) and an id.
struct place {
    std::int64_t at = 0;
    std::int64_t id = 0;
    bool operator==(const place&) const = default;
};

/// The name of `list` in the cursors of a page in this order: that of one order fits no page in another.
[[nodiscard]] std::string list_in_order(std::string_view list, const page_request& which);
/// `list` names what is paged, so that a cursor of one list is not taken for one of another.
[[nodiscard]] std::string cursor_text(std::string_view list, const place& p);
/// Problem: no cursor that this program made for this list (cut off, changed, of another list).
[[nodiscard]] parsed<place> read_cursor(std::string_view list, std::string_view text);

}  // namespace offlist::store
