#include <gtest/gtest.h>

#include <sweep/rota.hpp>

namespace offlist {
namespace {

constexpr dns::steady_time start{std::chrono::hours(1)};
constexpr std::chrono::seconds second{1};

TEST(rota, takes_turns)
{
    rota r(3);
    for (std::uint32_t c = 0; c < 3; ++c) r.join(c);
    std::vector<std::uint32_t> order;
    for (int i = 0; i < 6; ++i, r.pass()) order.push_back(r.current());
    EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
}

TEST(rota, joining_twice_gives_one_turn)
{
    rota r(2);
    r.join(0);
    r.join(0);
    r.leave();
    EXPECT_TRUE(r.empty());
}

TEST(rota, a_sleeper_comes_back_at_its_moment_and_cannot_join_before)
{
    rota r(2);
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

TEST(rota, the_last_in_the_row_may_leave)
{
    rota r(3);
    for (std::uint32_t c = 0; c < 3; ++c) r.join(c);
    r.pass();
    r.pass();
    r.leave();
    EXPECT_EQ(r.current(), 0U);
}

}  // namespace
}  // namespace offlist
