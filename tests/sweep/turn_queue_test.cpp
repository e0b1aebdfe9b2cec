#include <gtest/gtest.h>

#include <sweep/turn_queue.hpp>

namespace offlist {
namespace {

constexpr dns::steady_time start{std::chrono::hours(1)};
constexpr std::chrono::seconds second{1};

TEST(turn_queue, takes_turns)
{
    turn_queue r(3);
    for (std::uint32_t c = 0; c < 3; ++c) r.join(c);
    std::vector<std::uint32_t> order;
    for (int i = 0; i < 6; ++i, r.pass()) order.push_back(r.current());
    EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
}

TEST(turn_queue, joining_twice_gives_one_turn)
{
    turn_queue r(2);
    r.join(0);
    r.join(0);
    r.leave();
    EXPECT_TRUE(r.empty());
}

TEST(turn_queue, a_sleeper_comes_back_at_its_moment_and_cannot_join_before)
{
    turn_queue r(2);
    r.join(0);
    r.join(1);
    r.sleep_until(start + second);
    r.join(0);
    EXPECT_EQ(r.current(), 1U);
    r.leave();
    EXPECT_EQ(r.next_wake(), start + second);
    r.wake_due(start);
    EXPECT_TRUE(r.empty());
    r.wake_due(start + second);
    ASSERT_FALSE(r.empty());
    EXPECT_EQ(r.current(), 0U);
    EXPECT_FALSE(r.next_wake());
}

TEST(turn_queue, the_last_in_the_row_may_leave)
{
    turn_queue r(3);
    for (std::uint32_t c = 0; c < 3; ++c) r.join(c);
    r.pass();
    r.pass();
    r.leave();
    EXPECT_EQ(r.current(), 0U);
}

}  // namespace
}  // namespace offlist
