#include "core/task_group.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <utility>
#include <vector>

namespace offlist {
namespace {

namespace asio = boost::asio;

}  // namespace

void running_task::cancel() const
{
    // kept: what is cancelled may end, and forget its signal, within the call
    if (const auto signal = signal_.lock()) signal->emit(asio::cancellation_type::terminal);
}

struct task_group::state {
    explicit state(asio::any_io_executor e) : on(std::move(e)) {}

    void ring()
    {
        for (asio::steady_timer* const bell : bells) bell->cancel();
    }

    asio::any_io_executor on;
    std::list<std::shared_ptr<asio::cancellation_signal>> running;
    std::vector<asio::steady_timer*> bells;  ///< of those who wait for the end
};

task_group::task_group(asio::any_io_executor on) : state_(std::make_shared<state>(std::move(on))) {}

task_group::~task_group()
{
    cancel();
}

running_task task_group::spawn(asio::awaitable<void> work, std::function<void(std::exception_ptr)> then)
{
    const auto signal = std::make_shared<asio::cancellation_signal>();
    const auto place = state_->running.insert(state_->running.end(), signal);
    auto ended = [all = state_, place, then = std::move(then)](const std::exception_ptr& failed) {
        const auto kept = *place;  // its slot is part of the operation that ends just now
        all->running.erase(place);
        if (then) then(failed);
        if (all->running.empty()) all->ring();
    };
    try {
        asio::co_spawn(state_->on, std::move(work), asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
    } catch (...) {  // no memory: what never began must not be waited for
        state_->running.erase(place);
        throw;
    }
    return running_task(signal);
}

void task_group::cancel()
{
    const std::vector<std::shared_ptr<asio::cancellation_signal>> all(state_->running.begin(), state_->running.end());
    for (const auto& one : all) one->emit(asio::cancellation_type::terminal);
}

std::size_t task_group::running() const
{
    return state_->running.size();
}

asio::awaitable<bool> task_group::join(std::chrono::milliseconds bound)
{
    const auto all = state_;  // the group itself may go while somebody waits
    asio::steady_timer bell(all->on, bound);
    // who waits may be cancelled: the bell goes with it
    struct hung {
        state& of;
        asio::steady_timer& bell;
        hung(state& s, asio::steady_timer& b) : of(s), bell(b) { of.bells.push_back(&bell); }
        ~hung() { std::erase(of.bells, &bell); }
        hung(const hung&) = delete;
        hung& operator=(const hung&) = delete;
    };
    const hung while_waiting(*all, bell);
    while (!all->running.empty() && bell.expiry() > std::chrono::steady_clock::now()) {
        boost::system::error_code rung;
        co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
    co_return all->running.empty();
}

}  // namespace offlist
