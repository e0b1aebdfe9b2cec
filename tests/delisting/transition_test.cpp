#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "delisting/job_life.hpp"

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(transition, three_spaced_clean_answers_and_a_hold_window_earn_the_fee)
{
    life l;
    l.submit();
    EXPECT_EQ(l.j.state, job_state::submitted);
    for (int i = 0; i < 3; ++i) l.answer(31min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::verifying);
    for (int i = 0; i < 47; ++i) l.answer(30min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::verifying);
    l.answer(30min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::succeeded);
    EXPECT_THAT(l.last.notices, ElementsAre("delisting.succeeded"));
    EXPECT_THAT(l.codes(), ElementsAre("hold", "earned"));
    EXPECT_EQ(l.moved[1].amount, delisting_fee);
    EXPECT_EQ(l.j.ended_at, l.now);
    EXPECT_THAT(l.j.reason, HasSubstr("no longer listed"));
}

TEST(transition, answers_from_a_cache_count_once)
{
    life l;
    l.submit();
    for (int i = 0; i < 100; ++i) l.answer(10s, verdict::clean);  // within the spacing
    EXPECT_EQ(l.j.proof.clean_answers, 1);
    l.answer(30min, verdict::clean, 6h);
    EXPECT_EQ(l.j.proof.clean_answers, 2);
    l.answer(5h, verdict::clean, 60s);  // within the TTL of the answer before
    EXPECT_EQ(l.j.proof.clean_answers, 2);
    l.answer(1h + 1s, verdict::clean);
    EXPECT_EQ(l.j.proof.clean_answers, 3);
}

TEST(transition, a_listed_answer_starts_the_proof_anew)
{
    life l;
    l.submit();
    for (int i = 0; i < 20; ++i) l.answer(1h, verdict::clean);
    EXPECT_GT(l.j.proof.clean_for, 0s);
    l.answer(1h, verdict::listed);
    EXPECT_EQ(l.j.proof.clean_answers, 0);
    EXPECT_EQ(l.j.proof.clean_for, 0s);
    EXPECT_EQ(l.j.state, job_state::verifying);
}

TEST(transition, an_informational_answer_is_as_good_as_a_clean_one)
{
    life clean, informational, mixed;
    for (life* l : {&clean, &informational, &mixed}) l->submit();
    for (int i = 0; i < 40; ++i) {
        clean.answer(1h, verdict::clean);
        informational.answer(1h, verdict::informational);
        mixed.answer(1h, i % 2 == 0 ? verdict::clean : verdict::informational);
        EXPECT_EQ(informational.j, clean.j) << i;
        EXPECT_EQ(mixed.j, clean.j) << i;
    }
    life listed;
    listed.submit();
    listed.answer(1h, verdict::informational);
    listed.answer(1h, verdict::listed);
    EXPECT_EQ(listed.j.proof.clean_answers, 0);
}

TEST(transition, unknown_answers_stop_the_clocks_and_prove_nothing)
{
    life l;
    l.submit();
    for (int i = 0; i < 3; ++i) l.answer(1h, verdict::clean);
    const proof before = l.j.proof;
    for (int i = 0; i < 200; ++i) l.answer(1h, verdict::unknown);
    for (int i = 0; i < 50; ++i) l.answer(1h, verdict::clean, 60s, false);  // of an unhealthy list
    EXPECT_EQ(l.j.proof.clean_for, before.clean_for);
    EXPECT_EQ(l.j.proof.looked_for, before.looked_for);
    EXPECT_EQ(l.j.proof.clean_answers, before.clean_answers);
    l.answer(1h, verdict::clean);
    EXPECT_EQ(l.j.proof.clean_for, before.clean_for) << "the time of unknown answers counts for nothing";
    EXPECT_EQ(l.j.state, job_state::verifying);
}

TEST(transition, time_that_nobody_looked_at_counts_for_little)
{
    life l;
    l.submit();
    for (int i = 0; i < 3; ++i) l.answer(1h, verdict::clean);
    l.answer(100h, verdict::clean);
    EXPECT_EQ(l.j.proof.clean_for, l.policy.longest_gap());
}

TEST(transition, still_listed_after_the_deadline_is_credited_back)
{
    life l;
    l.submit();
    for (int i = 0; i < 10 * 24 - 1; ++i) l.answer(1h, verdict::listed);
    EXPECT_EQ(l.j.state, job_state::verifying);
    l.answer(1h, verdict::listed);
    EXPECT_EQ(l.j.state, job_state::failed);
    EXPECT_EQ(l.j.reason, "still listed after 10d");
    EXPECT_THAT(l.codes(), ElementsAre("hold", "credit_back"));
    EXPECT_EQ(l.moved[1].reason, l.j.reason);
    EXPECT_EQ(to_string(l.moved[1].credit), "funds:12");
}

TEST(transition, a_proof_under_way_at_the_deadline_may_end)
{
    life l;
    l.submit();
    for (int i = 0; i < 10 * 24 - 2; ++i) l.answer(1h, verdict::listed);
    for (int i = 0; i < 40 && !is_last(l.j.state); ++i) l.answer(1h, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::succeeded);
}

TEST(transition, unknown_until_the_hard_cap_is_credited_back)
{
    life l;
    l.submit();
    for (int i = 0; i < 31 * 24; ++i) l.answer(1h, verdict::unknown);
    EXPECT_EQ(l.j.state, job_state::submitted) << "an answer is no clock: whether it slipped must be looked at first";
    EXPECT_TRUE(past_cap(l.j, l.now, l.policy));
    l.after(0s, cap_passed{});
    EXPECT_EQ(l.j.state, job_state::failed);
    EXPECT_EQ(l.j.reason, "no proof that the listing is gone within 30d");
    EXPECT_THAT(l.codes(), ElementsAre("hold", "credit_back"));
}

TEST(transition, a_list_that_closes_credits_back)
{
    life l;
    l.submit();
    l.after(1h, list_gone{"retired"});
    EXPECT_EQ(l.j.state, job_state::failed);
    EXPECT_THAT(l.codes(), ElementsAre("hold", "credit_back"));
    life unpaid;
    unpaid.after(1h, list_gone{"retired"});
    EXPECT_EQ(unpaid.j.state, job_state::cancelled);
    EXPECT_THAT(unpaid.moved, IsEmpty());
}

TEST(transition, cancels_only_while_nothing_was_sent)
{
    life unpaid;
    unpaid.after(1h, cancel{});
    EXPECT_EQ(unpaid.j.state, job_state::cancelled);
    EXPECT_THAT(unpaid.moved, IsEmpty());

    life paid;
    paid.after(1h, funded{});
    paid.after(1h, cancel{});
    EXPECT_EQ(paid.j.state, job_state::cancelled);
    EXPECT_THAT(paid.codes(), ElementsAre("hold", "credit_back"));

    life begun;
    begun.after(1h, funded{});
    begun.after(1h, job_event::claim{"ann"});
    EXPECT_EQ(begun.refused_after(1h, cancel{}), job_refusal::wrong_state);
    begun.after(1h, sent{begun.j.lease.fence});
    EXPECT_EQ(begun.refused_after(1h, cancel{}), job_refusal::wrong_state);
}

TEST(transition, a_listing_that_ends_by_itself_costs_nothing)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, listing_ended{});
    EXPECT_EQ(l.j.state, job_state::cancelled);
    EXPECT_THAT(l.codes(), ElementsAre("hold", "credit_back"));
}

TEST(transition, a_lost_lease_leaves_the_outcome_uncertain_and_never_sends_again)
{
    life l;
    l.after(1h, funded{});
    EXPECT_EQ(l.last.task, staff_task_kind::submit);
    l.after(1h, job_event::claim{"ann"});
    const auto ann = l.j.lease.fence;
    EXPECT_EQ(l.refused_after(1h, job_event::claim{"bob"}), job_refusal::claimed);
    l.after(8h, tick{});
    EXPECT_EQ(l.j.state, job_state::uncertain);
    EXPECT_EQ(l.last.task, staff_task_kind::find_out);
    EXPECT_EQ(l.refused_after(1s, sent{ann}), job_refusal::stale);
    l.after(1h, job_event::claim{"bob"});
    EXPECT_EQ(l.j.state, job_state::uncertain);
    EXPECT_EQ(l.refused_after(1s, refused{ann, "no"}), job_refusal::stale) << "the fence keeps the sleeper out";
    l.after(1h, sent{l.j.lease.fence});
    EXPECT_EQ(l.j.state, job_state::submitted);
}

TEST(transition, a_lease_ends_at_its_moment_even_before_anybody_noticed)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    EXPECT_EQ(l.refused_after(8h, sent{l.j.lease.fence}), job_refusal::stale);
    l.after(0s, job_event::claim{"bob"});
    EXPECT_EQ(l.j.state, job_state::uncertain) << "the one before may have sent it";
    EXPECT_EQ(l.j.lease.worker, "bob");
}

TEST(transition, dns_answers_what_nobody_wrote_down)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    l.after(8h, tick{});
    l.answer(1h, verdict::listed);
    EXPECT_EQ(l.j.state, job_state::uncertain) << "listed does not tell whether it was sent";
    l.answer(1h, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::uncertain) << "nor does clean: whoever knows may still say so";
    EXPECT_EQ(l.j.proof.clean_answers, 1);
    EXPECT_FALSE(l.j.submitted_at);
    life found_out = l;
    for (int n = 0; n < 60 && l.j.state == job_state::uncertain; ++n) l.answer(30min, verdict::clean);
    EXPECT_EQ(l.j.state, job_state::failed) << "nobody vouches that we did anything for it";
    EXPECT_THAT(l.j.reason, HasSubstr("nobody vouches"));
    EXPECT_THAT(l.codes(), ElementsAre("hold", "credit_back"));

    found_out.after(1h, job_event::claim{"bob"});
    found_out.answer(1h, verdict::clean);
    EXPECT_EQ(found_out.j.lease.worker, "bob") << "an answer takes nobody's claim";
    life not_asked = found_out;
    found_out.after(1h, sent{found_out.j.lease.fence});
    EXPECT_EQ(found_out.j.state, job_state::verifying);
    EXPECT_EQ(found_out.j.submitted_at, found_out.now);
    EXPECT_EQ(found_out.j.proof.clean_answers, 2) << "what is proved stays proved";
    not_asked.after(1h, refused{not_asked.j.lease.fence, "it was never sent, and the entry lapsed"});
    EXPECT_EQ(not_asked.j.state, job_state::failed);
    EXPECT_THAT(not_asked.codes(), ElementsAre("hold", "credit_back"));
}

TEST(transition, at_its_cap_an_uncertain_job_does_not_say_that_nothing_was_sent)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    l.after(8h, tick{});
    l.after(l.policy.hard_cap, cap_passed{});
    EXPECT_EQ(l.j.state, job_state::failed);
    EXPECT_THAT(l.j.reason, HasSubstr("neither a sign that the request reached the operator nor proof"));
}

TEST(transition, what_certainly_never_left_may_be_tried_again_or_cancelled)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    l.after(1s, not_sent{l.j.lease.fence});
    EXPECT_EQ(l.j.state, job_state::held);
    EXPECT_EQ(l.last.task, staff_task_kind::submit);
    EXPECT_EQ(l.refused_after(1s, sent{l.j.lease.fence}), job_refusal::stale);
    life other = l;
    other.after(1h, cancel{});
    EXPECT_THAT(other.codes(), ElementsAre("hold", "credit_back"));
    l.after(1h, job_event::claim{"bob"});
    l.after(1s, sent{l.j.lease.fence});
    EXPECT_EQ(l.j.state, job_state::submitted);
}

TEST(transition, a_worker_who_does_not_know_leaves_it_to_others_at_once)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    const auto ann = l.j.lease.fence;
    l.after(1s, unsure{ann});
    EXPECT_EQ(l.j.state, job_state::uncertain);
    EXPECT_EQ(l.last.task, staff_task_kind::find_out);
    EXPECT_EQ(l.refused_after(1s, sent{ann}), job_refusal::stale);
    l.after(1s, job_event::claim{"bob"});
    EXPECT_EQ(l.refused_after(1s, not_sent{l.j.lease.fence}), job_refusal::wrong_state)
        << "ann may have asked: nobody can say that nothing left";
}

TEST(transition, a_refusal_of_the_operator_is_credited_back_with_its_reason)
{
    life l;
    l.after(1h, funded{});
    l.after(1h, job_event::claim{"ann"});
    l.after(1h, refused{l.j.lease.fence, "the operator wants the cause named"});
    EXPECT_EQ(l.j.state, job_state::failed);
    EXPECT_EQ(l.moved.back().reason, "the operator wants the cause named");
}

TEST(transition, nothing_moves_after_the_end)
{
    life l;
    l.after(1h, cancel{});
    const job before = l.j;
    for (const any_job_event& e :
         {any_job_event{tick{}}, any_job_event{cap_passed{}}, any_job_event{list_gone{"x"}},
          any_job_event{listing_ended{}}, any_job_event{seen{{verdict::clean, l.now, 60s, 0}, true}}}) {
        l.after(50 * 24h, e);
        EXPECT_EQ(l.j, before);
        EXPECT_FALSE(l.last.changed);
    }
    for (const any_job_event& e :
         {any_job_event{funded{}}, any_job_event{cancel{}}, any_job_event{job_event::claim{"ann"}},
          any_job_event{end{"x"}}, any_job_event{put_back{}}})
        EXPECT_EQ(l.refused_after(0s, e), job_refusal::wrong_state);
    for (const any_job_event& e : {any_job_event{sent{0}}, any_job_event{refused{0, "x"}}})
        EXPECT_EQ(l.refused_after(0s, e), job_refusal::stale);
}

TEST(transition, an_unpaid_order_does_not_wait_for_ever)
{
    life l;
    l.after(30 * 24h - 1s, tick{});
    EXPECT_FALSE(past_cap(l.j, l.now, l.policy));
    EXPECT_EQ(l.j.state, job_state::awaiting_funds);
    l.after(1s, cap_passed{});
    EXPECT_EQ(l.j.state, job_state::cancelled);
    EXPECT_THAT(l.moved, IsEmpty());
}

TEST(transition, the_cap_counts_from_the_hold_and_a_lease_from_its_claim)
{
    life l;
    l.after(1h, funded{});
    EXPECT_FALSE(past_cap(l.j, l.now + l.policy.hard_cap - 1s, l.policy));
    EXPECT_TRUE(past_cap(l.j, l.now + l.policy.hard_cap, l.policy));
    EXPECT_FALSE(lease_over(l.j, l.now + l.policy.claim_timeout));
    l.after(1h, job_event::claim{"ann"});
    EXPECT_FALSE(lease_over(l.j, l.now + l.policy.claim_timeout - 1s));
    EXPECT_TRUE(lease_over(l.j, l.now + l.policy.claim_timeout));
}

}  // namespace
}  // namespace offlist
