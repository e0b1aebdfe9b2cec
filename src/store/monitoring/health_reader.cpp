#include "store/monitoring/health_reader.hpp"

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view health_list = "health";

struct health_row {
    std::int64_t id = 0;
    health_change change;
};

std::vector<health_row> select_health(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<health_row> found;
    sql::for_each<std::int64_t, std::string, int, int, std::string, std::chrono::sys_seconds>(
        s, "SELECT id, blocklist, kind, state, why, at FROM list_health " + rest, std::move(given),
        [&found](auto id, auto blocklist, auto kind, auto state, auto why, auto at) {
            found.push_back({.id = id,
                             .change = {.blocklist = std::move(blocklist),
                                        .kind = static_cast<subject_kind>(kind),
                                        .now = static_cast<list_state>(state),
                                        .why = std::move(why),
                                        .at = at}});
        });
    return found;
}

std::vector<health_change> changes_of(std::vector<health_row> found)
{
    std::vector<health_change> all;
    all.reserve(found.size());
    for (auto& r : found) all.push_back(std::move(r.change));
    return all;
}

}  // namespace

std::vector<health_change> health_reader::newest(soci::session& s)
{
    return changes_of(select_health(
        s, "WHERE id IN (SELECT MAX(id) FROM list_health GROUP BY blocklist, kind) ORDER BY blocklist, kind", {}));
}

std::optional<health_change> health_reader::newest(soci::session& s, const std::string& blocklist, subject_kind kind)
{
    auto found = select_health(s, "WHERE blocklist = :blocklist AND kind = :kind ORDER BY id DESC LIMIT 1",
                               {blocklist, static_cast<int>(kind)});
    if (found.empty()) return std::nullopt;
    return std::move(found.front().change);
}

boost::asio::awaitable<parsed<std::vector<health_change>>> health_reader::newest()
{
    auto work = [](soci::session& s) -> parsed<std::vector<health_change>> { return newest(s); };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<health_change>>> health_reader::history(std::optional<std::string> blocklist,
                                                                              page_request which)
{
    auto work = [blocklist = std::move(blocklist), which](soci::session& s) -> parsed<page_of<health_change>> {
        const auto start = start_of(health_list, which, direction::newest_first);
        if (!start) return start.error();
        const std::string rest = "id < :before ORDER BY id DESC LIMIT :count";
        auto found = blocklist ? select_health(s, "WHERE blocklist = :blocklist AND " + rest,
                                               {*blocklist, start->id, rows_of(which) + 1})
                               : select_health(s, "WHERE " + rest, {start->id, rows_of(which) + 1});
        auto rows =
            cut(health_list, std::move(found), which, [](const health_row& r) { return place{.at = 0, .id = r.id}; });
        return page_of<health_change>{.items = changes_of(std::move(rows.items)), .next = std::move(rows.next)};
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
