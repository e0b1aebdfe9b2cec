// await.hpp: runs a coroutine to its end from a plain test, with a bound. For the thread that owns the io_context.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace offlist::test {

/// Nothing that a test awaits takes nearly as long; past it, the test has failed.
inline constexpr std::chrono::seconds await_bound{20};

/// Starts every one of `work` on `on` and runs `on` until all have ended. Their results, in the same order.
/// Throws what the first failed coroutine threw, or std::runtime_error when the bound has passed.
template <class T>
std::vector<T> await_all(boost::asio::io_context& on, std::vector<boost::asio::awaitable<T>> work,
                         std::chrono::milliseconds bound = await_bound)
{
    struct state {
        std::vector<std::optional<T>> results;
        std::exception_ptr failed;
        std::size_t open;
    };
    // shared: after a bound that passed, the coroutines may still end while the io_context is destroyed
    const auto all = std::make_shared<state>();
    all->results.resize(work.size());
    all->open = work.size();
    for (std::size_t i = 0; i < work.size(); ++i)
        boost::asio::co_spawn(on, std::move(work[i]), [all, i](const std::exception_ptr& failed, T result) {
            --all->open;
            if (failed && !all->failed) all->failed = failed;
            if (!failed) all->results[i] = std::move(result);
        });

    const auto deadline = std::chrono::steady_clock::now() + bound;
    on.restart();
    while (all->open > 0 && std::chrono::steady_clock::now() < deadline) {
        if (on.run_one_until(deadline) == 0 && on.stopped()) break;  // out of work: nobody will ever resume them
    }
    if (all->failed) std::rethrow_exception(all->failed);
    if (all->open > 0) throw std::runtime_error("a coroutine did not end within the bound");

    std::vector<T> results;
    for (auto& r : all->results) results.push_back(std::move(*r));
    return results;
}

/// Runs `on` until `work` has ended; its result. Throws like await_all.
template <class T>
T await(boost::asio::io_context& on, boost::asio::awaitable<T> work, std::chrono::milliseconds bound = await_bound)
{
    std::vector<boost::asio::awaitable<T>> one;
    one.push_back(std::move(work));
    return std::move(await_all(on, std::move(one), bound).front());
}

}  // namespace offlist::test
