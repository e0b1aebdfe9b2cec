#include <gtest/gtest.h>

#include <sweep/forecast.hpp>

namespace offlist {
namespace {

using namespace std::chrono_literals;

blocklist limited(std::optional<double> per_second, std::optional<std::int64_t> per_day)
{
    blocklist list;
    list.id = "spamhaus-zen";
    list.limits = {per_second, per_day};
    return list;
}

TEST(forecast, does_the_arithmetic_in_words)
{
    const auto f = forecast_of(limited(50, 300'000), 4'000'000, 8, 180'000, std::nullopt);
    EXPECT_EQ(f.words,
              "spamhaus-zen: 4,000,000 questions at 50 a second take 22 h 13 min; 300,000 a day allowed, 120,000 left "
              "today, 8 kept for tests: 3,880,008 will be over_budget");
    EXPECT_EQ(f.asked, 119'992U);
    EXPECT_EQ(f.over_budget, 3'880'008U);
    EXPECT_EQ(f.left_today, 120'000);
    EXPECT_EQ(f.duration, 2400s);  // rounded up
}

TEST(forecast, of_a_list_without_limits_fits)
{
    const auto f = forecast_of(limited(std::nullopt, std::nullopt), 10'000'000, 4, 0, std::nullopt);
    EXPECT_EQ(f.over_budget, 0U);
    EXPECT_FALSE(f.duration);
    EXPECT_EQ(f.words, "spamhaus-zen: 10,000,000 questions, no limit a second: fits");
}

TEST(forecast, of_a_day_already_used_up_asks_nothing)
{
    const auto f = forecast_of(limited(std::nullopt, 100), 10, 4, 250, std::nullopt);
    EXPECT_EQ(f.left_today, 0);
    EXPECT_EQ(f.asked, 0U);
    EXPECT_EQ(f.over_budget, 10U);
}

TEST(forecast, counts_the_time_that_a_sweep_may_take)
{
    const auto f = forecast_of(limited(10, std::nullopt), 1000, 4, 0, std::chrono::milliseconds(30'000));
    EXPECT_EQ(f.asked, 300U);
    EXPECT_EQ(f.over_budget, 700U);
    EXPECT_NE(f.words.find("the sweep may take 30 s: 700 will be over_budget"), std::string::npos) << f.words;
}

TEST(forecast, survives_absurd_numbers)
{
    const auto f = forecast_of(limited(1e-6, 1), UINT64_MAX, UINT64_MAX, INT64_MAX, std::chrono::milliseconds(1));
    EXPECT_EQ(f.over_budget, UINT64_MAX);
}

TEST(forecast, of_a_slow_list_reads_well)
{
    const auto f = forecast_of(limited(0.1, std::nullopt), 1, 4, 0, std::nullopt);
    EXPECT_EQ(f.words, "spamhaus-zen: 1 question at one in 10 s takes 10 s: fits");
}

TEST(spoken, names_the_two_largest_units)
{
    EXPECT_EQ(spoken(0s), "0 s");
    EXPECT_EQ(spoken(59s), "59 s");
    EXPECT_EQ(spoken(250s), "4 min 10 s");
    EXPECT_EQ(spoken(22h + 13min + 20s), "22 h 13 min");
    EXPECT_EQ(spoken(24h), "1 d");
    EXPECT_EQ(spoken(76h), "3 d 4 h");
}

TEST(grouped, separates_thousands)
{
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
}

}  // namespace
}  // namespace offlist
