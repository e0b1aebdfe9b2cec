#include "store/notices/event_reader.hpp"

#include <algorithm>
#include <notify/event.hpp>
#include <utility>

#include "store/engine/paging.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view event_list = "event";

std::vector<told_event> select_told(soci::session& s, std::optional<std::int64_t> only_of, std::int64_t after, int most,
                                    direction way = direction::oldest_first)
{
    sql::conditions where;
    where.add("id > :after", {after});
    where.add("kind <> :test", {std::string(notify::test_kind)});
    if (only_of) where.add("account = :account", {*only_of});
    where.given.emplace_back(most);
    std::vector<told_event> found;
    sql::for_each<std::int64_t, std::string, std::optional<std::int64_t>, std::string, std::chrono::sys_seconds>(
        s,
        "SELECT id, kind, account, object, at FROM outbox " + where.text +
            (way == direction::oldest_first ? " ORDER BY id LIMIT :count" : " ORDER BY id DESC LIMIT :count"),
        std::move(where.given), [&found](auto id, auto kind, auto account, auto object, auto at) {
            found.push_back(
                {.id = id, .kind = std::move(kind), .account = account, .object = std::move(object), .at = at});
        });
    return found;
}

std::int64_t newest_event(soci::session& s)
{
    return sql::only<std::int64_t>(s, "SELECT COALESCE(MAX(id), 0) FROM outbox").value_or(0);
}

}  // namespace

parsed<page_of<told_event>> event_page(soci::session& s, std::optional<std::int64_t> only_of, std::int64_t after,
                                       const page_request& which)
{
    const auto start = start_of(event_list, which, direction::oldest_first);
    if (!start) return start.error();
    auto found = select_told(s, only_of, which.cursor ? start->id : after, rows_of(which) + 1);
    return cut(event_list, std::move(found), which, [](const told_event& e) { return place{.at = 0, .id = e.id}; });
}

events_behind events_after(soci::session& s, std::optional<std::int64_t> only_of, std::int64_t after, int most)
{
    events_behind told;
    told.newest = newest_event(s);
    told.items = select_told(s, only_of, after, most);
    return told;
}

events_behind events_since(soci::session& s, std::optional<std::int64_t> only_of, std::chrono::sys_seconds since,
                           int most)
{
    events_behind told;
    told.newest = newest_event(s);
    told.items = select_told(s, only_of, 0, most, direction::newest_first);
    std::erase_if(told.items, [since](const told_event& e) { return e.at < since; });
    std::reverse(told.items.begin(), told.items.end());
    return told;
}

}  // namespace offlist::store
