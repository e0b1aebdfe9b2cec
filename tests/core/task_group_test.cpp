// Tasks that are joined: by somebody who waits to the end, and by somebody who is cancelled before.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <core/task_group.hpp>
#include <optional>

namespace offlist::test {
namespace {

namespace asio = boost::asio;

class joined_tasks : public testing::Test {
protected:
    asio::awaitable<void> wait_for_gate()
    {
        boost::system::error_code opened;
        co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, opened));
    }
    /// Joins with an hour's patience; what came of it is in `ended`.
    void join()
    {
        asio::co_spawn(io, group.join(std::chrono::hours(1)),
                       asio::bind_cancellation_slot(impatience.slot(), [this](const std::exception_ptr& failed,
                                                                              bool all) { ended = !failed && all; }));
        io.poll();
    }
    void go_on()
    {
        io.restart();
        io.poll();
    }

    asio::io_context io{1};
    asio::steady_timer gate{io, asio::steady_timer::time_point::max()};
    asio::cancellation_signal impatience;
    task_group group{io.get_executor()};
    std::optional<bool> ended;
};

TEST_F(joined_tasks, are_waited_for)
{
    group.spawn(wait_for_gate(), {});
    join();
    EXPECT_FALSE(ended.has_value());
    gate.cancel();
    go_on();
    EXPECT_EQ(ended, true);
}

TEST_F(joined_tasks, may_end_after_whoever_waited_has_been_cancelled)
{
    group.spawn(wait_for_gate(), {});
    join();
    impatience.emit(asio::cancellation_type::terminal);
    go_on();
    EXPECT_EQ(ended, false);
    gate.cancel();
    go_on();
    EXPECT_EQ(group.running(), 0U);
}

}  // namespace
}  // namespace offlist::test
