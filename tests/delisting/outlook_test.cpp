#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <delisting/outlook.hpp>

#include "delisting/make_job.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

job_outlook outlook_in(job_state s, job j = ordered_job())
{
    j.state = s;
    return outlook_of(j, {.to_pay = 2500}, {});
}

job held_job()
{
    job j = ordered_job();
    j.held_at = day_one;
    j.submitted_at = day_one + 1h;
    j.proof.known_at = day_one + 2h;
    j.proof.count_from = day_one + 3h;
    return j;
}

TEST(outlook, says_what_happens_to_the_money_at_every_state)
{
    for (int n = 0; n < job_states; ++n) {
        const auto s = static_cast<job_state>(n);
        job j = s == job_state::awaiting_funds ? ordered_job() : held_job();
        j.lease.until = day_one + 8h;
        if (is_last(s)) j.ended_at = day_one + 24h;
        const auto o = outlook_in(s, j);
        EXPECT_EQ(o.next_at.has_value(), !is_last(s)) << to_string(s);
        EXPECT_THAT(o.summary, testing::EndsWith(".")) << to_string(s);
        EXPECT_THAT(o.summary, HasSubstr(s == job_state::awaiting_funds ? "25.00 USD" : "35.00 USD")) << to_string(s);
    }
}

TEST(outlook, a_failure_says_that_the_fee_went_back_and_what_to_do_next)
{
    job j = held_job();
    j.ended_at = day_one + 24h;
    j.reason = "still listed after 10d";
    EXPECT_THAT(outlook_in(job_state::failed, j).summary,
                AllOf(HasSubstr("still listed after 10d"), HasSubstr("35.00 USD went back to your funds"),
                      HasSubstr("A new quote")));
    job unpaid = ordered_job();
    unpaid.ended_at = day_one;
    EXPECT_THAT(outlook_in(job_state::cancelled, unpaid).summary, HasSubstr("nothing was held"));
}

TEST(outlook, a_listing_that_went_before_the_request_is_said_to_cost_nothing)
{
    job j = held_job();
    j.proof.newest = verdict::clean;
    j.proof.gone_at = day_one + 2h;
    EXPECT_THAT(outlook_in(job_state::verifying, j).summary, HasSubstr("35.00 USD is earned"));
    EXPECT_EQ(outlook_in(job_state::verifying, j).next_at, day_one + 3h) << "the next answer that counts";
    j.proof.gone_at = day_one + 30min;
    EXPECT_THAT(outlook_in(job_state::verifying, j).summary, HasSubstr("35.00 USD goes back"));
}

}  // namespace
}  // namespace offlist
