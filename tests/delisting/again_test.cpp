// A job that repeats a paid one for free: no transfer, and words that say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <delisting/outlook.hpp>
#include <delisting/transition.hpp>

#include "delisting/make_job.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

job free_job()
{
    job j = ordered_job();
    j.fee.cents = 0;
    j.again_of = 3;
    return j;
}

TEST(again, no_money_moves_from_the_order_to_any_end)
{
    const delisting_policy policy;
    const auto held = next(free_job(), job_event::funded{}, day_one, policy).value();
    EXPECT_TRUE(held.transfers.empty());
    EXPECT_EQ(held.next.state, job_state::held);
    const any_job_event ends[] = {job_event::cancel{}, job_event::listing_ended{}, job_event::list_gone{"closed"},
                                  job_event::cap_passed{}, job_event::end{"it bounced"}};
    for (const any_job_event& e : ends) {
        const auto over = next(held.next, e, day_one + 1h, policy).value();
        EXPECT_TRUE(is_last(over.next.state));
        EXPECT_TRUE(over.transfers.empty());
    }
}

TEST(again, the_outlook_names_the_job_that_was_paid_at_every_state)
{
    for (int n = 1; n < job_states; ++n) {
        job j = free_job();
        j.state = static_cast<job_state>(n);
        j.held_at = day_one;
        j.lease.until = day_one + 8h;
        j.submitted_at = day_one + 1h;
        j.proof.known_at = day_one + 2h;
        if (is_last(j.state)) j.ended_at = day_one + 24h;
        const std::string said = outlook_of(j, funds_outlook{}, {}).summary;
        EXPECT_THAT(said, HasSubstr("del_3 was paid for")) << to_string(j.state);
        EXPECT_THAT(said, Not(HasSubstr("USD"))) << to_string(j.state);
    }
}

TEST(ended_by, tells_ends_by_the_operators_doing_from_others)
{
    const delisting_policy policy;
    job j = next(ordered_job(), job_event::funded{}, day_one, policy).value().next;
    EXPECT_EQ(next(j, job_event::cancel{}, day_one, policy)->next.ended_by, job_ending::called_off);
    EXPECT_EQ(next(j, job_event::cap_passed{}, day_one, policy)->next.ended_by, job_ending::hard_cap);
    j = next(j, job_event::claim{"ann"}, day_one, policy).value().next;
    EXPECT_EQ(next(j, job_event::refused{j.lease.fence, "no"}, day_one, policy)->next.ended_by, job_ending::refused);
    EXPECT_EQ(next(j, job_event::list_gone{"closed"}, day_one, policy)->next.ended_by, job_ending::list_gone);
    EXPECT_EQ(next(j, job_event::end{"bounced"}, day_one, policy)->next.ended_by, job_ending::by_staff);
    for (int n = 0; n < job_endings; ++n) {
        const auto e = static_cast<job_ending>(n);
        EXPECT_EQ(parse_job_ending(to_string(e)), e);
    }
}

TEST(outlook, each_failure_says_that_the_fee_went_back_and_what_to_do)
{
    for (int n = 0; n < job_endings; ++n) {
        job j = ordered_job();
        j.state = job_state::failed;
        j.held_at = day_one;
        j.ended_at = day_one + 1h;
        j.reason = "a reason";
        j.ended_by = static_cast<job_ending>(n);
        const std::string said = outlook_of(j, funds_outlook{}, {}).summary;
        EXPECT_THAT(said, HasSubstr("35.00 USD went back to your funds at")) << to_string(j.ended_by);
        EXPECT_THAT(said, testing::AnyOf(HasSubstr("A new quote"), HasSubstr("Nothing is left to do")));
    }
}

}  // namespace
}  // namespace offlist
