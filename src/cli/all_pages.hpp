// all_pages.hpp: every row of a paged list, for commands that print them all.
//
// Blocks; for one thread. The database's own awaitables are run on a context of the call's own.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/page.hpp>
#include <utility>

namespace offlist::cli {

/// What `work` comes to.
template <class T>
parsed<T> awaited(boost::asio::awaitable<parsed<T>> work)
{
    boost::asio::io_context io{1};
    std::optional<parsed<T>> came;
    boost::asio::co_spawn(io, std::move(work), [&came](const std::exception_ptr& failed, parsed<T> result) {
        if (failed) std::rethrow_exception(failed);
        came.emplace(std::move(result));
    });
    io.run();
    return std::move(*came);
}

/// Calls `take` with each row; `page` makes the awaitable of one page. Problem: the store's.
template <class Page, class Take>
parsed<void> each_row(Page&& page, Take&& take)
{
    store::page_request which;
    which.limit = store::longest_page;
    for (;;) {
        auto rows = awaited(page(which));
        if (!rows) return rows.error();
        for (const auto& row : rows->items) take(row);
        if (!rows->next) return {};
        which.cursor = rows->next;
    }
}

}  // namespace offlist::cli
