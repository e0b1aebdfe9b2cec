#include <gtest/gtest.h>

#include <sweep/pace.hpp>

namespace offlist {
namespace {

using namespace std::chrono_literals;

constexpr dns::steady_time start{std::chrono::hours(1)};

// How many questions leave within `span`, asking as often as allowed.
int asked_within(pace& p, std::chrono::nanoseconds span)
{
    int asked = 0;
    for (dns::steady_time now = start; now < start + span; now = std::max(now, p.ready_at())) {
        if (!p.ready(now)) continue;
        p.spend(now);
        ++asked;
    }
    return asked;
}

TEST(pace, keeps_the_rate)
{
    pace p(20.0);
    EXPECT_EQ(asked_within(p, 10s), 200);
}

TEST(pace, of_a_slow_list_is_one_question_an_interval)
{
    pace p(0.1);
    EXPECT_EQ(asked_within(p, 60s), 6);
}

TEST(pace, allows_a_burst_of_fifty_milliseconds_only)
{
    pace p(1000.0);
    EXPECT_EQ(asked_within(p, 1ns), 50);
    pace after_a_pause(1000.0);
    after_a_pause.spend(start - 1h);  // an idle hour is not saved up
    EXPECT_EQ(asked_within(after_a_pause, 1ns), 50);
}

TEST(pace, over_a_long_time_forgives_no_burst)
{
    pace p(1000.0);
    EXPECT_NEAR(asked_within(p, 100s), 100'000, 50);
}

TEST(pace, without_a_limit_never_waits)
{
    pace p(std::nullopt);
    for (int i = 0; i < 1'000'000; ++i) {
        ASSERT_TRUE(p.ready(start));
        p.spend(start);
    }
}

}  // namespace
}  // namespace offlist
