#include "core/periodic.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace offlist {
namespace {

namespace asio = boost::asio;

class timer_sleeper final : public sleeper {
public:
    explicit timer_sleeper(const asio::any_io_executor& on) : timer_(on) {}

    asio::awaitable<void> wait(std::chrono::milliseconds span) override
    {
        timer_.expires_after(span);
        boost::system::error_code ended;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        // cutting it short and cancelling the coroutine look the same to the timer
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }
    void wake() override { timer_.cancel(); }

private:
    asio::steady_timer timer_;
};

// True while it lives, however that ends.
class raised {
public:
    explicit raised(std::shared_ptr<bool> flag) : flag_(std::move(flag)) { *flag_ = true; }
    ~raised() { *flag_ = false; }
    raised(const raised&) = delete;
    raised& operator=(const raised&) = delete;

private:
    std::shared_ptr<bool> flag_;
};

}  // namespace

periodic::periodic(const asio::any_io_executor& on, round work, teller tell)
    : own_(std::make_unique<timer_sleeper>(on)),
      sleeper_(*own_),
      work_(std::move(work)),
      tell_(std::move(tell)),
      busy_(std::make_shared<bool>(false))
{
}

periodic::periodic(sleeper& with, round work, teller tell)
    : sleeper_(with), work_(std::move(work)), tell_(std::move(tell)), busy_(std::make_shared<bool>(false))
{
}

periodic::~periodic() = default;

asio::awaitable<void> periodic::run()
{
    while (!stopping_) {
        awake_ = false;
        round_outcome came_to;
        {
            const raised while_it_works(busy_);
            came_to = co_await work_();
        }
        hear(std::move(came_to.trouble));
        if (!awake_ && !stopping_) co_await sleeper_.wait(came_to.next);
    }
}

void periodic::wake()
{
    awake_ = true;
    if (!*busy_) sleeper_.wake();
}

void periodic::stop()
{
    stopping_ = true;
    sleeper_.wake();
}

void periodic::hear(std::string trouble)
{
    if (trouble == trouble_) return;
    trouble_ = std::move(trouble);
    if (tell_) tell_(trouble_);
}

}  // namespace offlist
