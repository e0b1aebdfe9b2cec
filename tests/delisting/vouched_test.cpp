// Who vouches that the operator was asked before the listing went, and what staff corrects by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "delisting/job_life.hpp"

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What the monitor or an answer says of the listing's end, against the word of the worker.
struct lapse {
    std::chrono::seconds claimed_for{0};               // from the claim to "submitted"
    std::optional<std::chrono::seconds> gone_after{};  // from the claim, says the monitor
    std::optional<std::chrono::seconds> sent_after{};  // from the claim, says the worker
};

life& proved_after(life& l, const lapse& how)
{
    l.after(1h, funded{});
    l.after(1h, claim{"ann"});
    const auto claimed = l.now;
    sent said{l.j.lease.fence, {}, {}};
    if (how.sent_after) said.sent_at = claimed + *how.sent_after;
    if (how.gone_after) said.gone_at = claimed + *how.gone_after;
    l.after(how.claimed_for, said);
    for (int n = 0; n < 100 && !is_last(l.j.state); ++n) l.answer(30min, verdict::clean);
    return l;
}

TEST(transition, an_entry_that_lapsed_before_the_request_earns_nothing)
{
    life lapsed;
    proved_after(lapsed, {.claimed_for = 2h, .gone_after = 1h});
    EXPECT_EQ(lapsed.j.state, job_state::failed);
    EXPECT_THAT(lapsed.j.reason, HasSubstr("before the request reached the operator"));
    EXPECT_THAT(lapsed.codes(), ElementsAre("hold", "credit_back"));

    life told_late;  // asked in time, and told only afterwards
    proved_after(told_late, {.claimed_for = 2h, .gone_after = 1h, .sent_after = 30min});
    EXPECT_EQ(told_late.j.state, job_state::succeeded);
    EXPECT_EQ(told_late.j.submitted_at, day_one + 2h + 30min);

    life at_once;  // what cannot be told apart is not ours
    proved_after(at_once, {.claimed_for = 1h, .gone_after = 1h});
    EXPECT_EQ(at_once.j.state, job_state::failed);
}

TEST(transition, a_clean_answer_from_before_the_request_counts_though_it_comes_behind_it)
{
    life l;
    l.submit();
    l.after(1min, seen{{verdict::clean, l.now - 30s, 60s, 0}, true, {}});
    EXPECT_EQ(l.j.state, job_state::submitted) << "it proves nothing";
    for (int n = 0; n < 100 && !is_last(l.j.state); ++n) l.answer(30min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::failed);

    life known_to_the_monitor;
    known_to_the_monitor.submit();
    known_to_the_monitor.after(
        1min, seen{{verdict::clean, known_to_the_monitor.now + 1min, 60s, 0}, true, known_to_the_monitor.now - 1s});
    for (int n = 0; n < 100 && !is_last(known_to_the_monitor.j.state); ++n)
        known_to_the_monitor.answer(30min, verdict::clean);
    EXPECT_EQ(known_to_the_monitor.j.state, job_state::failed);
}

TEST(transition, what_was_listed_again_after_the_request_went_by_it)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, claim{"ann"});
    l.after(1h, sent{l.j.lease.fence, {}, l.now});
    l.answer(30min, verdict::clean);
    EXPECT_TRUE(l.j.proof.gone_at);
    l.answer(30min, verdict::listed);
    EXPECT_FALSE(l.j.proof.gone_at) << "it was not gone";
    for (int n = 0; n < 100 && !is_last(l.j.state); ++n) l.answer(30min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::succeeded);
}

TEST(transition, nobody_can_have_asked_before_the_order_or_in_the_future)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, claim{"ann"});
    EXPECT_EQ(l.refused_after(0s, sent{l.j.lease.fence, l.now + 1s, {}}), job_refusal::wrong_state);
    EXPECT_EQ(l.refused_after(0s, sent{l.j.lease.fence, l.now - 2h, {}}), job_refusal::wrong_state);
}

TEST(transition, staff_ends_a_job_at_any_state_and_the_fee_goes_back)
{
    life refused_late;
    refused_late.submit();
    for (int n = 0; n < 10; ++n) refused_late.answer(30min, verdict::clean);
    refused_late.after(1h, end{"the operator refused after all"});
    EXPECT_EQ(refused_late.j.state, job_state::failed);
    EXPECT_EQ(refused_late.j.reason, "the operator refused after all");
    EXPECT_THAT(refused_late.codes(), ElementsAre("hold", "credit_back"));
    life unpaid;
    unpaid.after(1h, end{"a mistake"});
    EXPECT_EQ(unpaid.j.state, job_state::cancelled);
    EXPECT_THAT(unpaid.codes(), IsEmpty());
}

TEST(transition, staff_puts_a_job_back_that_reached_nobody)
{
    life l;
    l.submit();
    l.answer(31min, verdict::clean);
    ASSERT_EQ(l.j.state, job_state::verifying);
    const auto fence = l.j.lease.fence;
    l.after(1h, put_back{});
    EXPECT_EQ(l.j.state, job_state::held);
    EXPECT_EQ(l.last.task, staff_task_kind::submit);
    EXPECT_FALSE(l.j.submitted_at);
    EXPECT_EQ(l.j.proof, proof{});
    EXPECT_EQ(l.refused_after(1s, put_back{}), job_refusal::wrong_state) << "nobody has begun it";
    l.after(1h, claim{"bob"});
    EXPECT_GT(l.j.lease.fence, fence);
    l.after(1min, put_back{});
    EXPECT_EQ(l.refused_after(1s, sent{l.j.lease.fence, {}, {}}), job_refusal::stale) << "his claim went with it";
    EXPECT_THAT(l.codes(), ElementsAre("hold"));
}

}  // namespace
}  // namespace offlist
