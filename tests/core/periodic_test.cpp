// Rounds every so often: when they begin, what is told of their trouble, how they end. No real time passes.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <core/periodic.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace offlist::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Remembers for how long it was to wait, and waits until it is rung.
class hand_sleeper final : public sleeper {
public:
    explicit hand_sleeper(asio::io_context& on) : bell_(on) {}
    asio::awaitable<void> wait(std::chrono::milliseconds span) override
    {
        asked.push_back(span);
        bell_.expires_at(asio::steady_timer::time_point::max());
        boost::system::error_code rung;
        waiting = true;
        co_await bell_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
        waiting = false;
    }
    void wake() override { bell_.cancel(); }

    std::vector<std::chrono::milliseconds> asked;
    bool waiting = false;

private:
    asio::steady_timer bell_;
};

class rounds : public testing::Test {
protected:
    /// The next round and those behind it come to this.
    void come_to(std::chrono::milliseconds next, std::string trouble = {})
    {
        outcome_ = {.next = next, .trouble = std::move(trouble)};
    }
    void begin(periodic& which)
    {
        asio::co_spawn(io, which.run(),
                       asio::bind_cancellation_slot(cancel.slot(), [this](const std::exception_ptr& failed) {
                           ended = true;
                           threw = failed != nullptr;
                       }));
        go_on();
    }
    void go_on()
    {
        io.restart();
        io.poll();
    }
    void ring()
    {
        by_hand.wake();
        go_on();
    }
    asio::awaitable<round_outcome> one_round()
    {
        ++begun;
        if (fails) throw std::runtime_error("a bug");
        if (long_rounds) {
            boost::system::error_code opened;
            co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, opened));
        }
        co_return outcome_;
    }

    asio::io_context io{1};
    hand_sleeper by_hand{io};
    asio::steady_timer gate{io, asio::steady_timer::time_point::max()};
    asio::cancellation_signal cancel;
    int begun = 0;
    bool long_rounds = false;
    bool fails = false;
    bool ended = false;
    bool threw = false;
    std::vector<std::string> told;
    periodic work{by_hand, [this] { return one_round(); },
                  [this](const std::string& trouble) { told.push_back(trouble); }};

private:
    round_outcome outcome_{.next = 10s, .trouble = {}};
};

TEST_F(rounds, begin_at_once_and_again_after_the_span_that_each_asks_for)
{
    begin(work);
    EXPECT_EQ(begun, 1);
    come_to(5s);
    ring();
    ring();
    EXPECT_EQ(begun, 3);
    EXPECT_EQ(by_hand.asked, (std::vector<std::chrono::milliseconds>{10s, 5s, 5s}));
    EXPECT_FALSE(ended);
}

TEST_F(rounds, tell_a_trouble_once_and_its_end_once)
{
    begin(work);
    EXPECT_TRUE(told.empty()) << "all is well: nothing to tell";
    come_to(1s, "the disk is full");
    ring();
    ring();
    EXPECT_EQ(told, std::vector<std::string>{"the disk is full"});
    EXPECT_EQ(work.trouble(), "the disk is full");
    come_to(1s, "the disk is gone");
    ring();
    come_to(1s);
    ring();
    ring();
    EXPECT_EQ(told, (std::vector<std::string>{"the disk is full", "the disk is gone", ""}));
    EXPECT_TRUE(work.trouble().empty());
}

TEST_F(rounds, begin_early_when_woken)
{
    begin(work);
    work.wake();
    go_on();
    EXPECT_EQ(begun, 2);
    EXPECT_TRUE(by_hand.waiting);
}

TEST_F(rounds, woken_in_the_middle_of_one_follow_it_without_a_wait)
{
    long_rounds = true;
    begin(work);
    EXPECT_TRUE(work.busy());
    work.wake();
    work.wake();
    go_on();
    EXPECT_EQ(begun, 1) << "one at a time";
    gate.cancel();
    go_on();
    EXPECT_EQ(begun, 2) << "two calls are one wish";
    EXPECT_TRUE(by_hand.asked.empty());
    gate.cancel();
    go_on();
    EXPECT_EQ(begun, 2);
    EXPECT_FALSE(work.busy());
    EXPECT_TRUE(by_hand.waiting);
}

TEST_F(rounds, end_out_of_the_wait_when_stopped)
{
    begin(work);
    work.stop();
    go_on();
    EXPECT_TRUE(ended);
    EXPECT_FALSE(threw);
    EXPECT_EQ(begun, 1);
}

TEST_F(rounds, are_finished_when_stopped_and_none_follows)
{
    long_rounds = true;
    begin(work);
    work.wake();
    work.stop();
    go_on();
    EXPECT_FALSE(ended) << "what is under way is finished";
    gate.cancel();
    go_on();
    EXPECT_TRUE(ended);
    EXPECT_EQ(begun, 1);
    EXPECT_TRUE(by_hand.asked.empty());
}

TEST_F(rounds, are_over_with_what_one_throws)
{
    fails = true;
    begin(work);
    EXPECT_TRUE(ended);
    EXPECT_TRUE(threw);
    EXPECT_FALSE(work.busy());
}

// With the timer itself, for an hour that nobody waits out.
TEST_F(rounds, by_a_timer_are_woken_and_cancelled)
{
    come_to(1h);
    periodic timed(io.get_executor(), [this] { return one_round(); });
    begin(timed);
    EXPECT_EQ(begun, 1);
    timed.wake();
    go_on();
    EXPECT_EQ(begun, 2);
    EXPECT_FALSE(ended);
    cancel.emit(asio::cancellation_type::terminal);
    go_on();
    EXPECT_TRUE(ended);
    EXPECT_TRUE(threw) << "operation_aborted, as from any wait";
    EXPECT_EQ(begun, 2);
}

}  // namespace
}  // namespace offlist::test
