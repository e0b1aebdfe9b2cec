#include "store/monitoring/sweep_reader.hpp"

#include "store/engine/paging.hpp"
#include "store/monitoring/sweep_rows.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view sweep_list = "sweep";

}  // namespace

boost::asio::awaitable<parsed<page_of<sweep_record>>> sweep_reader::page(page_request which)
{
    auto work = [which](soci::session& s) -> parsed<page_of<sweep_record>> {
        const auto start = start_of(sweep_list, which, direction::newest_first);
        if (!start) return start.error();
        auto found =
            select_sweeps(s, "WHERE id < :before ORDER BY id DESC LIMIT :count", {start->id, rows_of(which) + 1});
        return cut(sweep_list, std::move(found), which,
                   [](const sweep_record& r) { return place{.at = 0, .id = r.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<sweep_record>>> sweep_reader::get(std::int64_t id)
{
    auto work = [id](soci::session& s) -> parsed<std::optional<sweep_record>> {
        auto found = select_sweeps(s, "WHERE id = :id", {id});
        if (found.empty()) return std::optional<sweep_record>();
        return std::optional(found.front());
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
