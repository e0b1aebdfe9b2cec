#include "store/notices/delivery_reader.hpp"

#include <utility>

#include "store/engine/paging.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view delivery_list = "delivery";

}  // namespace

parsed<page_of<shown_delivery>> delivery_page(soci::session& s, std::int64_t webhook,
                                              const std::vector<std::string>& states, const page_request& which)
{
    const auto start = start_of(delivery_list, which, direction::newest_first);
    if (!start) return start.error();
    sql::conditions where;
    where.add("n.webhook = :webhook", {webhook});
    where.among("n.fate", "fate", states);
    const sql::conditions all = where;
    where.add("n.id < :before", {start->id});
    where.given.emplace_back(rows_of(which) + 1);
    using moment = std::optional<std::chrono::sys_seconds>;
    std::vector<shown_delivery> found;
    sql::for_each<std::int64_t, std::int64_t, std::string, std::string, std::chrono::sys_seconds, std::string,
                  std::int64_t, std::string, moment, moment>(
        s,
        "SELECT n.id, n.event, o.kind, o.object, o.at, n.fate, n.tries, n.said, n.next_try_at, n.ended_at FROM "
        "notification n JOIN outbox o ON o.id = n.event " +
            where.text + " ORDER BY n.id DESC LIMIT :count",
        std::move(where.given),
        [&found](auto id, auto event, auto kind, auto object, auto at, auto fate, auto tries, auto said, auto next,
                 auto ended) {
            found.push_back({.id = id,
                             .event = event,
                             .kind = std::move(kind),
                             .object = std::move(object),
                             .happened_at = at,
                             .state = std::move(fate),
                             .tries = tries,
                             .last_result = std::move(said),
                             .next_try_at = next,
                             .ended_at = ended});
        });
    auto page =
        cut(delivery_list, std::move(found), which, [](const shown_delivery& d) { return place{.at = 0, .id = d.id}; });
    tell_total(page, which, s, "FROM notification n " + all.text, all.given);
    return page;
}

}  // namespace offlist::store
