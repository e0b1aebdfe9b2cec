// The state machine of a listing: what moves it, and, for all sequences of answers, what cannot.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <listing/listing.hpp>
#include <vector>

namespace offlist {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr time_point start{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
const confirmation_policy two_of_three{};

observation seen(verdict what, seconds after, seconds ttl = seconds(0), std::uint8_t resolver = 0)
{
    return {what, start + after, ttl, resolver};
}

listing after(std::vector<observation> all, const confirmation_policy& policy = two_of_three)
{
    listing now;
    for (const observation& o : all) now = advance(now, o, policy).next;
    return now;
}

TEST(listing, opens_at_the_second_spaced_answer)
{
    step s = advance({}, seen(verdict::listed, seconds(0)), two_of_three);
    EXPECT_EQ(s.what, change::suspected);
    EXPECT_EQ(s.next.state, listing_state::suspected);
    EXPECT_EQ(s.ask_again, start + minutes(10));
    s = advance(s.next, seen(verdict::listed, minutes(9)), two_of_three);
    EXPECT_EQ(s.what, change::none);
    EXPECT_EQ(s.next.agreeing, 1);
    s = advance(s.next, seen(verdict::listed, minutes(10)), two_of_three);
    EXPECT_EQ(s.what, change::opened);
    EXPECT_EQ(s.next.state, listing_state::listed);
    EXPECT_FALSE(s.ask_again);
}

TEST(listing, closes_at_the_second_spaced_answer)
{
    const listing open = after({seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10))});
    step s = advance(open, seen(verdict::clean, minutes(20)), two_of_three);
    EXPECT_EQ(s.what, change::clearing);
    s = advance(s.next, seen(verdict::clean, minutes(30)), two_of_three);
    EXPECT_EQ(s.what, change::closed);
    EXPECT_EQ(s.next.state, listing_state::clean);
}

TEST(listing, ends_when_the_list_says_something_else_of_the_subject)
{
    const listing open = after({seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10))});
    step s = advance(open, seen(verdict::informational, minutes(20)), two_of_three);
    EXPECT_EQ(s.what, change::clearing);
    EXPECT_EQ(s.ask_again, start + minutes(30)) << "confirmed with the spacing of any other end";
    EXPECT_EQ(advance(s.next, seen(verdict::informational, minutes(29)), two_of_three).what, change::none);
    const step ended = advance(s.next, seen(verdict::informational, minutes(30)), two_of_three);
    EXPECT_EQ(ended.what, change::reclassified);
    EXPECT_EQ(ended.next.state, listing_state::clean);
}

TEST(listing, a_mix_of_clean_and_informational_answers_ends_it_by_the_last)
{
    const listing policy_first = after({seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10)),
                                        seen(verdict::informational, minutes(20))});
    EXPECT_EQ(advance(policy_first, seen(verdict::clean, minutes(30)), two_of_three).what, change::closed);
    const listing clean_first = after(
        {seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10)), seen(verdict::clean, minutes(20))});
    EXPECT_EQ(advance(clean_first, seen(verdict::informational, minutes(30)), two_of_three).what, change::reclassified);
    EXPECT_EQ(advance(clean_first, seen(verdict::listed, minutes(30)), two_of_three).next.state,
              listing_state::clearing);
}

TEST(listing, a_suspicion_that_turns_informational_goes_away)
{
    const listing twice = after({seen(verdict::listed, minutes(0)), seen(verdict::informational, minutes(10))});
    EXPECT_EQ(advance(twice, seen(verdict::informational, minutes(20)), two_of_three).what, change::dismissed);
    EXPECT_EQ(advance({}, seen(verdict::informational, minutes(0)), two_of_three).what, change::none);
}

TEST(listing, counts_n_of_m)
{
    // listed, clean, listed: two of three
    const listing once = after({seen(verdict::listed, minutes(0)), seen(verdict::clean, minutes(10))});
    EXPECT_EQ(once.state, listing_state::suspected);
    EXPECT_EQ(advance(once, seen(verdict::listed, minutes(20)), two_of_three).what, change::opened);
    EXPECT_EQ(advance(once, seen(verdict::clean, minutes(20)), two_of_three).what, change::dismissed);
    // with 2 of 2 the first contrary answer ends it
    confirmation_policy strict;
    strict.confirm_of = 2;
    const listing suspected = after({seen(verdict::listed, minutes(0))}, strict);
    EXPECT_EQ(advance(suspected, seen(verdict::clean, minutes(10)), strict).what, change::dismissed);
}

TEST(listing, recurs_when_it_was_not_gone)
{
    const listing clearing = after({seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10)),
                                    seen(verdict::clean, minutes(20)), seen(verdict::listed, minutes(30))});
    EXPECT_EQ(clearing.state, listing_state::clearing);
    EXPECT_EQ(advance(clearing, seen(verdict::listed, minutes(40)), two_of_three).what, change::recurred);
}

TEST(listing, waits_beyond_the_ttl_of_an_answer)
{
    const step s = advance({}, seen(verdict::listed, seconds(0), std::chrono::hours(1)), two_of_three);
    EXPECT_EQ(s.ask_again, start + std::chrono::hours(1) + seconds(1));
    const step a_week = advance({}, seen(verdict::listed, seconds(0), std::chrono::hours(24 * 7)), two_of_three);
    EXPECT_EQ(a_week.ask_again, start + std::chrono::hours(6));  // longest_confirm_after
}

TEST(listing, unknown_says_since_when_nothing_is_known)
{
    const listing open = after({seen(verdict::listed, minutes(0)), seen(verdict::listed, minutes(10))});
    step s = advance(open, seen(verdict::unknown, minutes(20)), two_of_three);
    s = advance(s.next, seen(verdict::unknown, minutes(30)), two_of_three);
    EXPECT_EQ(s.next.state, listing_state::listed);
    EXPECT_EQ(s.next.unverified_since, start + minutes(20));
    EXPECT_EQ(s.next.verified_at, start + minutes(10));
    s = advance(s.next, seen(verdict::listed, minutes(40)), two_of_three);
    EXPECT_FALSE(s.next.unverified_since);
    EXPECT_EQ(s.next.verified_at, start + minutes(40));
}

TEST(listing, a_calendar_set_back_costs_one_spacing_and_no_more)
{
    const listing suspected = after({seen(verdict::listed, minutes(0))});
    const seconds year = -std::chrono::hours(24 * 365);
    step s = advance(suspected, seen(verdict::listed, year), two_of_three);
    EXPECT_EQ(s.what, change::none);
    EXPECT_EQ(s.next.ask_again, start + year + minutes(10));
    s = advance(s.next, seen(verdict::listed, year + minutes(10)), two_of_three);
    EXPECT_EQ(s.what, change::opened);
}

TEST(listing, one_kept_back_stays_suspected_and_opens_with_one_more_answer)
{
    const listing suspected = after({seen(verdict::listed, minutes(0))});
    const listing kept = kept_back(suspected, seen(verdict::listed, minutes(10)), two_of_three);
    EXPECT_EQ(kept.state, listing_state::suspected);
    EXPECT_EQ(advance(kept, seen(verdict::listed, minutes(19)), two_of_three).what, change::none);
    EXPECT_EQ(advance(kept, seen(verdict::listed, minutes(20)), two_of_three).what, change::opened);
}

TEST(policy, a_single_answer_is_refused)
{
    confirmation_policy p;
    p.confirm_answers = 1;
    EXPECT_NE(usable(p).error().expected.find("2 to 100"), std::string::npos);
    p = {};
    p.confirm_of = 1;
    EXPECT_NE(usable(p).error().what.find("confirm_of = 1"), std::string::npos);
    EXPECT_TRUE(usable(confirmation_policy{}));
}

confirmation_policy any_policy()
{
    confirmation_policy p;
    p.confirm_answers = *rc::gen::inRange(2, 6);
    p.confirm_of = p.confirm_answers + *rc::gen::inRange(0, 4);
    p.confirm_after = seconds(*rc::gen::inRange(1, 1200));
    p.longest_confirm_after = seconds(*rc::gen::inRange(1, 40'000));
    return p;
}

// Answers in the order of time; the calendar may jump back now and then.
std::vector<observation> any_answers()
{
    std::vector<observation> all;
    time_point at = start;
    for (int left = *rc::gen::inRange(0, 60); left > 0; --left) {
        at += seconds(*rc::gen::inRange(0, 2000));
        if (*rc::gen::inRange(0, 30) == 0) at -= seconds(*rc::gen::inRange(0, 1'000'000));
        const auto what = static_cast<verdict>(*rc::gen::inRange(0, 4));
        all.push_back(
            {what, at, seconds(*rc::gen::inRange(0, 3000)), static_cast<std::uint8_t>(*rc::gen::inRange(0, 3))});
    }
    return all;
}

bool believed(listing_state s)
{
    return s == listing_state::listed || s == listing_state::clearing;
}

RC_GTEST_PROP(any_answers, open_or_close_only_by_enough_spaced_ones, ())
{
    const confirmation_policy policy = any_policy();
    const std::vector<observation> answers = any_answers();
    listing now;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const step s = advance(now, answers[i], policy);
        if (believed(s.next.state) != believed(now.state)) {
            // looking back: enough answers that say so, each a spacing after the one before it
            const auto says = [listed = believed(s.next.state)](verdict v) {
                return listed ? v == verdict::listed : v == verdict::clean || v == verdict::informational;
            };
            RC_ASSERT(says(answers[i].what));
            RC_ASSERT(ends_listing(s.what) == !believed(s.next.state));
            RC_ASSERT((s.what == change::reclassified) ==
                      (ends_listing(s.what) && answers[i].what == verdict::informational));
            int enough = 1;
            time_point newer = answers[i].at;
            for (std::size_t j = i; j-- > 0 && enough < policy.confirm_answers;) {
                if (answers[j].at > newer)
                    newer = answers[j].at + policy.confirm_after;  // the calendar was set back here
                if (!says(answers[j].what) || newer - answers[j].at < policy.confirm_after) continue;
                ++enough;
                newer = answers[j].at;
            }
            RC_ASSERT(enough == policy.confirm_answers);
        }
        now = s.next;
    }
}

RC_GTEST_PROP(any_answers, unknown_moves_nothing, ())
{
    const confirmation_policy policy = any_policy();
    listing now;
    for (const observation& o : any_answers()) {
        const step s = advance(now, o, policy);
        if (o.what == verdict::unknown) {
            RC_ASSERT(s.what == change::none && s.next.state == now.state);
            RC_ASSERT(s.next.agreeing == now.agreeing && s.next.counted == now.counted);
            RC_ASSERT(s.next.ask_again == now.ask_again);
        }
        now = s.next;
    }
}

RC_GTEST_PROP(any_answers, steps_are_consistent, ())
{
    const confirmation_policy policy = any_policy();
    listing now;
    for (const observation& o : any_answers()) {
        const step s = advance(now, o, policy);
        const bool pending = s.next.state == listing_state::suspected || s.next.state == listing_state::clearing;
        RC_ASSERT(pending == s.ask_again.has_value());
        RC_ASSERT((s.what == change::none) == (s.next.state == now.state));
        if (pending) {
            RC_ASSERT(s.next.agreeing >= 1 && s.next.agreeing < policy.confirm_answers &&
                      s.next.counted < policy.confirm_of);
            RC_ASSERT(*s.ask_again > o.at);  // it is never asked again at once
            RC_ASSERT(*s.ask_again - o.at <= std::max({policy.confirm_after, policy.longest_confirm_after}));
        } else {
            RC_ASSERT(s.next.agreeing == 0 && s.next.counted == 0);
        }
        now = s.next;
    }
}

RC_GTEST_PROP(any_state, steady_truth_wins, ())
{
    // Whatever happened before, and wherever the calendar stands: M spaced answers that agree decide.
    const confirmation_policy policy = any_policy();
    listing now;
    for (const observation& o : any_answers()) now = advance(now, o, policy).next;
    const verdict truth = *rc::gen::element(verdict::listed, verdict::clean, verdict::informational);
    time_point at = now.verified_at + seconds(*rc::gen::inRange(-1'000'000, 1'000'000));
    for (int asked = 0; asked < 2 * policy.confirm_of + 2; ++asked) {
        const step s = advance(now, {truth, at, seconds(0), 0}, policy);
        now = s.next;
        at = s.ask_again ? *s.ask_again : at + policy.confirm_after;
    }
    RC_ASSERT(now.state == (truth == verdict::listed ? listing_state::listed : listing_state::clean));
}

}  // namespace
}  // namespace offlist
