// task_group.hpp: coroutines that run beside each other, none of which is ever out of sight.
//
// Instead of `detached`: whoever starts coroutines can count them, cancel them and wait for their end. On one thread,
// the executor's.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace boost::asio {
class cancellation_signal;
}

namespace offlist {

/// One coroutine of a group, by which it can be cancelled. Does not keep it alive.
class running_task {
public:
    running_task() = default;
    explicit running_task(std::weak_ptr<boost::asio::cancellation_signal> s) : signal_(std::move(s)) {}
    /// Asio's terminal cancellation: what it awaits ends with operation_aborted. Nothing when it has ended.
    void cancel() const;

private:
    std::weak_ptr<boost::asio::cancellation_signal> signal_;
};

class task_group {
public:
    explicit task_group(boost::asio::any_io_executor on);
    /// Cancels all; they end as soon as the executor runs again.
    ~task_group();
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    /// Starts `work`. When it has ended, `then` is called on the executor with what it threw, or null.
    running_task spawn(boost::asio::awaitable<void> work, std::function<void(std::exception_ptr)> then);
    void cancel();
    [[nodiscard]] std::size_t running() const;
    /// Waits for the end of all, also of those that start meanwhile. False: the bound passed before.
    [[nodiscard]] boost::asio::awaitable<bool> join(std::chrono::milliseconds bound);

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace offlist
