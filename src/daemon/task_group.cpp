#include "daemon/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <core/clock.hpp>
#include <exception>
#include <telemetry/log.hpp>
#include <utility>
#include <vector>

namespace offlist::daemon {

struct task_group::shared {
    explicit shared(const boost::asio::any_io_executor& on) : changed(on) {}
    std::map<std::uint64_t, boost::asio::cancellation_signal> running;
    std::uint64_t begun = 0;
    boost::asio::steady_timer changed;  // cancelled when a task ends
};

namespace {

void tell(const std::string& name, const std::exception_ptr& failed)
{
    try {
        if (failed) std::rethrow_exception(failed);
    } catch (const boost::system::system_error& error) {
        if (error.code() != boost::asio::error::operation_aborted)
            telemetry::log_error("a task of the daemon failed", {{"task", name}, {"why", error.what()}});
    } catch (const std::exception& error) {
        telemetry::log_error("a task of the daemon failed", {{"task", name}, {"why", error.what()}});
    }
}

}  // namespace

task_group::task_group(boost::asio::any_io_executor on) : on_(std::move(on)), shared_(std::make_shared<shared>(on_)) {}

task_group::~task_group()
{
    cancel();
}

void task_group::spawn(std::string name, boost::asio::awaitable<void> work)
{
    const std::uint64_t number = ++shared_->begun;
    auto& signal = shared_->running[number];
    boost::asio::co_spawn(
        on_, std::move(work),
        boost::asio::bind_cancellation_slot(
            signal.slot(), [held = shared_, number, name = std::move(name)](std::exception_ptr failed) {
                tell(name, failed);
                held->running.erase(number);
                held->changed.cancel();
            }));
}

void task_group::cancel()
{
    // A task may end, and sign off, from within emit(): so each is looked up anew.
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, signal] : shared_->running) numbers.push_back(number);
    for (const std::uint64_t number : numbers)
        if (const auto found = shared_->running.find(number); found != shared_->running.end())
            found->second.emit(boost::asio::cancellation_type::terminal);
}

boost::asio::awaitable<bool> task_group::joined(std::chrono::milliseconds bound)
{
    const auto held = shared_;
    const real_clock time;
    const auto ends = time.steady() + bound;
    while (!held->running.empty() && time.steady() < ends) {
        held->changed.expires_at(ends);
        boost::system::error_code ignored;  // the bound, or a task that ended
        co_await held->changed.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
    co_return held->running.empty();
}

boost::asio::awaitable<void> pause(std::chrono::milliseconds span)
{
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, span);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace offlist::daemon
