// What follows from one try.
#include <gmock/gmock.h>

#include <notify/schedule.hpp>

namespace offlist::test {
namespace {

using namespace notify;
using namespace std::chrono_literals;
using outbound::failed_by;
using outbound::http_answer;
using outbound::http_result;
using outbound::transfer_failure;

constexpr std::chrono::sys_seconds midday{std::chrono::sys_days{std::chrono::year(2026) / 11 / 24} + 12h};

notification one()
{
    notification n;
    n.id = 5;
    n.webhook = 2;
    n.what.kind = "listing.opened";
    return n;
}

http_result status(unsigned s)
{
    return http_answer{.status = s};
}

http_result failure(failed_by why, const std::string& what)
{
    return transfer_failure{.why = why, .may_have_arrived = false, .what = what};
}

TEST(webhook_schedule, waits_longer_each_time_and_gives_up_after_three_days)
{
    std::chrono::seconds all = 0s;
    std::chrono::seconds before = 0s;
    int tries = 1;
    for (; const auto wait = wait_after(tries, 0); ++tries) {
        EXPECT_GT(*wait, before);
        before = *wait;
        all += *wait;
    }
    EXPECT_EQ(tries, 10) << "the first try, and nine more";
    EXPECT_EQ(wait_after(1, 0), 5s);
    EXPECT_EQ(wait_after(2, 0), 5min);
    EXPECT_EQ(wait_after(9, 0), 24h);
    EXPECT_GE(all, 72h);
    EXPECT_LE(all, 80h);
    EXPECT_EQ(wait_after(9, 1), 24h + 144min) << "spread by a tenth at most";
    EXPECT_EQ(wait_after(10, 0), std::nullopt);
}

TEST(webhook_schedule, leaves_a_dead_receiver_alone_ever_longer)
{
    EXPECT_EQ(rest_after(0), 0s);
    EXPECT_EQ(rest_after(1), 5s);
    EXPECT_EQ(rest_after(2), 10s);
    EXPECT_EQ(rest_after(9), 15min);
    EXPECT_EQ(rest_after(1'000'000), 15min);
}

TEST(webhook_schedule, any_2xx_is_taken_and_forgets_what_failed)
{
    notification n = one();
    n.tries = 3;
    n.failures = 40;
    n.failing_since = midday - 96h;
    for (const unsigned s : {200U, 202U, 204U, 299U}) {
        const aftermath a = after(n, status(s), midday);
        EXPECT_EQ(a.what, fate::taken) << s;
        EXPECT_EQ(a.next_try, std::nullopt);
        EXPECT_EQ(a.failures, 0);
        EXPECT_EQ(a.failing_since, std::nullopt);
        EXPECT_LE(a.rest_until, midday);
        EXPECT_FALSE(a.switch_off);
    }
}

TEST(webhook_schedule, everything_else_is_tried_again)
{
    for (const http_result& r :
         {status(500), status(302), status(404), status(429), failure(failed_by::timeout, "example.org: Timeout")}) {
        const aftermath a = after(one(), r, midday);
        EXPECT_EQ(a.what, fate::failed);
        EXPECT_EQ(a.tries, 1);
        ASSERT_TRUE(a.next_try);
        EXPECT_GE(*a.next_try, midday + 5s);
        EXPECT_LE(*a.next_try, midday + 6s);
        EXPECT_EQ(a.failures, 1);
        EXPECT_EQ(a.failing_since, midday);
        EXPECT_EQ(a.rest_until, midday + 5s);
    }
    EXPECT_EQ(after(one(), status(500), midday).said, "status 500");
    EXPECT_EQ(after(one(), failure(failed_by::timeout, "example.org: Timeout"), midday).said,
              "timeout: no complete answer in time");
}

TEST(webhook_schedule, the_tenth_failure_is_the_last)
{
    notification n = one();
    n.tries = 9;
    n.failing_since = midday - 75h;
    const aftermath a = after(n, status(500), midday);
    EXPECT_EQ(a.what, fate::given_up);
    EXPECT_EQ(a.next_try, std::nullopt);
    EXPECT_FALSE(a.switch_off) << "three days are not five";
}

TEST(webhook_schedule, five_days_without_success_switch_a_webhook_off_and_say_why)
{
    notification n = one();
    n.failing_since = midday - 119h;
    EXPECT_FALSE(after(n, status(503), midday).switch_off);
    n.failing_since = midday - 120h;
    const aftermath a = after(n, status(503), midday);
    ASSERT_TRUE(a.switch_off);
    EXPECT_EQ(*a.switch_off, "nothing was taken since 2026-11-19T12:00:00Z; the last answer: status 503");
    EXPECT_EQ(a.what, fate::given_up);
    EXPECT_EQ(a.next_try, std::nullopt);
}

TEST(webhook_schedule, gone_switches_off_at_once)
{
    const aftermath a = after(one(), status(410), midday);
    EXPECT_TRUE(a.switch_off);
    EXPECT_EQ(a.what, fate::given_up);
}

TEST(webhook_schedule, a_test_is_tried_once_and_says_nothing_of_the_webhook)
{
    notification n = one();
    n.what.kind = std::string(test_kind);
    n.failures = 2;
    n.failing_since = midday - 200h;
    const aftermath a = after(n, status(410), midday);
    EXPECT_EQ(a.what, fate::given_up);
    EXPECT_EQ(a.failures, 2);
    EXPECT_EQ(a.failing_since, midday - 200h);
    EXPECT_FALSE(a.switch_off);
    EXPECT_EQ(after(n, status(200), midday).failing_since, std::nullopt);
}

TEST(webhook_schedule, where_a_name_leads_inside_is_not_told)
{
    const aftermath a =
        after(one(), failure(failed_by::refused_address, "in.example: the name leads to 10.1.2.3, a private address"),
              midday);
    EXPECT_EQ(a.said, "the name leads to an address that is not public");
    EXPECT_THAT(a.detail, testing::HasSubstr("10.1.2.3")) << "the log may know";
}

TEST(webhook_schedule, no_cause_names_what_is_inside)
{
    using outbound::failed_by;
    for (const failed_by why : {failed_by::no_connection, failed_by::timeout, failed_by::broken, failed_by::too_large,
                                failed_by::too_many_hops, failed_by::overloaded}) {
        notification n = one();
        n.failing_since = midday - 200h;
        const aftermath a = after(n, failure(why, "in.example: Failed to connect to 10.1.2.3 port 8443"), midday);
        for (const std::string& told : {a.said, a.switch_off.value_or("")}) {
            EXPECT_FALSE(told.empty());
            for (const char* inside : {"in.example", "10.1.2.3", "8443"})
                EXPECT_EQ(told.find(inside), std::string::npos) << told;
        }
    }
}

TEST(webhook_schedule, hears_a_receiver_that_asks_for_more_time)
{
    const auto asks = [](unsigned s, const std::string& text) {
        return http_result(http_answer{.status = s, .headers = {{"retry-after", text}}});
    };
    const notification n = one();
    for (const unsigned s : {429U, 503U}) {
        const aftermath a = after(n, asks(s, "120"), midday);
        EXPECT_EQ(a.next_try, midday + 120s) << s;
        EXPECT_EQ(a.rest_until, midday + 120s) << "nor anything else meanwhile";
    }
    EXPECT_EQ(after(n, asks(503, "999999999999"), midday).next_try, midday + 1h) << "not for ever";
    for (const char* text : {"1", "", "-5", "soon", "Wed, 25 Nov 2026 12:00:00 GMT"})
        EXPECT_LE(*after(n, asks(503, text), midday).next_try, midday + 6s) << text;
    EXPECT_LE(*after(n, asks(500, "120"), midday).next_try, midday + 6s) << "only who is too busy asks";
}

}  // namespace
}  // namespace offlist::test
