#include <gtest/gtest.h>

#include <http/rate_limiter.hpp>
#include <string>

namespace {

using namespace offlist::http;
using namespace std::chrono_literals;
using moment = rate_limiter::moment;

constexpr moment start{1000s};

TEST(rate_limiter, a_burst_of_the_whole_rate_and_then_one_at_a_time)
{
    rate_limiter limiter({10, 10s});
    for (std::uint32_t i = 0; i < 10; ++i) {
        const rate_decision made = limiter.take("a", start);
        EXPECT_TRUE(made.allowed);
        EXPECT_EQ(made.remaining, 9 - i);
        EXPECT_EQ(made.reset, std::chrono::seconds(i + 1));
    }
    const rate_decision refused = limiter.take("a", start);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.limit, 10U);
    EXPECT_EQ(refused.remaining, 0U);
    EXPECT_EQ(refused.retry_after, 1s);
    EXPECT_FALSE(limiter.take("a", start + 999ms).allowed);
    EXPECT_TRUE(limiter.take("a", start + 1s).allowed);
    EXPECT_FALSE(limiter.take("a", start + 1s).allowed);
}

TEST(rate_limiter, refusals_cost_nothing_and_keys_do_not_share)
{
    rate_limiter limiter({2, 2s});
    EXPECT_TRUE(limiter.take("a", start, 2).allowed);
    for (int i = 0; i < 100; ++i) EXPECT_FALSE(limiter.take("a", start).allowed);
    EXPECT_TRUE(limiter.take("a", start + 1s).allowed);
    EXPECT_TRUE(limiter.take("b", start + 1s).allowed);
}

TEST(rate_limiter, never_allows_more_than_the_rate_in_any_span)
{
    rate_limiter limiter({60, 60s});
    int allowed = 0;
    for (int ms = 0; ms < 600'000; ms += 7) allowed += limiter.take("a", start + std::chrono::milliseconds(ms)).allowed;
    EXPECT_EQ(allowed, 60 + 599);  // a full bucket, and one a second
}

TEST(rate_limiter, a_cost_above_the_bucket_is_never_allowed)
{
    rate_limiter limiter({5, 1s});
    EXPECT_FALSE(limiter.take("a", start, 6).allowed);
    EXPECT_FALSE(limiter.take("a", start, 4'000'000'000).allowed);
    EXPECT_TRUE(limiter.take("a", start, 5).allowed);
}

TEST(rate_limiter, looking_takes_nothing)
{
    rate_limiter limiter({2, 2s});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.look("a", start).remaining, 1U);
    EXPECT_EQ(limiter.keys(), 0U);
}

TEST(rate_limiter, forgets_callers_whose_bucket_is_full)
{
    rate_limiter limiter({2, 2s});
    for (int i = 0; i < 100'000; ++i)
        (void)limiter.take(std::to_string(i), start + std::chrono::milliseconds(i));  // a bucket is full after 1 s
    EXPECT_LT(limiter.keys(), 5'000U);
}

TEST(rate_limiter, its_memory_is_bounded_whoever_calls)
{
    rate_limiter limiter({2, 24h}, 1'000);
    EXPECT_TRUE(limiter.take("patient", start, 2).allowed);
    for (int i = 0; i < 20'000; ++i) EXPECT_TRUE(limiter.take(std::to_string(i), start).allowed);
    EXPECT_LE(limiter.keys(), 1'000U);
}

TEST(rate_limiter, tells_clients_where_they_stand)
{
    rate_limiter limiter({1, 10s});
    (void)limiter.take("a", start);
    const response refused = too_many_requests(limiter.take("a", start + 3s));
    EXPECT_EQ(refused.status, 429U);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"RateLimit-Limit", "1"}, {"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "7"}, {"Retry-After", "7"}};
    EXPECT_EQ(refused.headers, expected);
}

}  // namespace
