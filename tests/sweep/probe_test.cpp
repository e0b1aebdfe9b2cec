#include <gtest/gtest.h>

#include <sweep/probe.hpp>
#include <sweep/world.hpp>

namespace offlist {
namespace {

answer no()
{
    answer a;
    a.status = answer_status::no_such_name;
    return a;
}

answer yes(const char* address = "127.0.0.2")
{
    answer a;
    a.status = answer_status::answered;
    a.addresses.push_back(test::number(address));
    return a;
}

answer failed(answer_status how)
{
    answer a;
    a.status = how;
    return a;
}

const blocklist& any_list()
{
    static test::world w;
    static const blocklist& list = w.list("alpha", "alpha.bl", {subject_kind::ip4});
    return list;
}

// One round through resolver 0.
probe_result round(const answer& to_listed, const answer& to_unlisted)
{
    probe p;
    for (const test_question& q : p.begin(1, true, true))
        while (p.answered(q, q.listed ? to_listed : to_unlisted, true)) continue;
    EXPECT_TRUE(p.done());
    return p.result(any_list());
}

TEST(probe, right_test_entries_pass)
{
    const auto r = round(yes(), no());
    EXPECT_EQ(r.good, 1U);
    EXPECT_EQ(r.why, "");
    EXPECT_EQ(r.network, unknown_reason::none);
}

TEST(probe, silence_servfail_and_refused_may_be_the_networks)
{
    EXPECT_EQ(round(failed(answer_status::timeout), failed(answer_status::timeout)).network, unknown_reason::timeout);
    EXPECT_EQ(round(failed(answer_status::unreachable), no()).network, unknown_reason::timeout);
    EXPECT_EQ(round(failed(answer_status::servfail), failed(answer_status::servfail)).network,
              unknown_reason::servfail);
    EXPECT_EQ(round(failed(answer_status::refused), failed(answer_status::refused)).network, unknown_reason::refused);
}

TEST(probe, what_only_a_list_can_do_is_never_the_networks)
{
    EXPECT_EQ(round(yes(), yes()).network, unknown_reason::none);
    EXPECT_EQ(round(no(), no()).network, unknown_reason::none);
    EXPECT_EQ(round(yes("203.0.113.7"), no()).network, unknown_reason::none);
    EXPECT_EQ(round(yes("127.255.255.254"), no()).network, unknown_reason::none);
}

TEST(probe, asks_again_after_silence_but_not_for_ever)
{
    probe p;
    const auto questions = p.begin(1, true, false);
    ASSERT_EQ(questions.size(), 1U);
    int repeats = 0;
    while (p.answered(questions[0], failed(answer_status::timeout), true)) ++repeats;
    EXPECT_EQ(repeats, probe::repeats);
    EXPECT_TRUE(p.done());
}

TEST(probe, treats_all_passing_faults_alike)
{
    for (const auto fault : {answer_status::timeout, answer_status::unreachable, answer_status::refused,
                             answer_status::servfail, answer_status::malformed, answer_status::truncated}) {
        probe p;
        const auto questions = p.begin(1, true, false);
        EXPECT_TRUE(p.answered(questions[0], failed(fault), true)) << static_cast<int>(fault);
        EXPECT_FALSE(p.answered(questions[0], yes(), true));
        EXPECT_EQ(p.result(any_list()).good, 1U);
        EXPECT_NE(round(failed(fault), failed(fault)).network, unknown_reason::none);
        EXPECT_FALSE(round(failed(fault), no()).condemned);
    }
}

TEST(probe, does_not_ask_again_without_budget_or_after_an_answer)
{
    probe p;
    const auto questions = p.begin(1, true, true);
    EXPECT_FALSE(p.answered(questions[0], failed(answer_status::timeout), false));
    EXPECT_FALSE(p.answered(questions[1], yes(), true));
    EXPECT_TRUE(p.done());
}

TEST(probe, a_lost_listed_entry_is_the_lists_or_the_resolvers_doing)
{
    EXPECT_EQ(round(no(), no()).lost, 1U);
    EXPECT_EQ(round(failed(answer_status::no_data), no()).lost, 1U);
    EXPECT_EQ(round(yes("0.0.0.0"), no()).lost, 1U) << "what some filters say in the place of what they remove";
    EXPECT_FALSE(round(no(), no()).condemned);
    EXPECT_EQ(round(no(), yes()).lost, 0U) << "a list upside down";
    EXPECT_TRUE(round(no(), yes()).condemned);
    EXPECT_TRUE(round(yes("203.0.113.7"), no()).condemned);
    EXPECT_FALSE(round(failed(answer_status::timeout), no()).condemned);
}

TEST(probe, a_listed_entry_that_alone_fails_was_withheld)
{
    const probe_result r = round(failed(answer_status::servfail), no());
    EXPECT_EQ(r.lost, 1U);
    EXPECT_EQ(r.withheld, 1U);
    EXPECT_FALSE(r.condemned);
    EXPECT_EQ(round(no(), no()).withheld, 0U);
    EXPECT_EQ(round(failed(answer_status::servfail), failed(answer_status::servfail)).lost, 0U);
    EXPECT_EQ(round(no(), failed(answer_status::servfail)).lost, 0U);
    EXPECT_EQ(round(failed(answer_status::timeout), no()).lost, 0U) << "the network's, for all that is known";
}

TEST(probe, looks_again_at_what_was_lost_and_believes_the_first_answer)
{
    probe p;
    const auto questions = p.begin(1, true, false);
    int looks = 0;
    while (p.answered(questions[0], looks < 2 ? no() : yes(), true)) ++looks;
    EXPECT_EQ(looks, 2);
    EXPECT_EQ(p.result(any_list()).lost, 1U);
    const auto again = p.begin(1, true, false);
    looks = 0;
    while (p.answered(again[0], no(), true)) ++looks;
    EXPECT_EQ(looks, probe::looks_after_a_loss);
    EXPECT_EQ(p.result(any_list()).lost, 1U);
}

TEST(probe, tells_resolvers_apart)
{
    probe p;
    for (const test_question& q : p.begin(0b101, true, true)) {
        const bool well = q.resolver == 2;
        EXPECT_FALSE(p.answered(q, well == q.listed ? yes() : no(), false));
    }
    const auto r = p.result(any_list());
    EXPECT_EQ(r.good, 0b100U);
    EXPECT_NE(r.why, "");
}

TEST(probe, of_a_list_without_test_entries_asks_nothing_and_shows_nothing)
{
    probe p;
    EXPECT_TRUE(p.begin(0b11, false, false).empty());
    EXPECT_TRUE(p.done());
    EXPECT_EQ(p.result(any_list()).good, 0U);
}

TEST(network_is_to_blame, when_most_lists_fail_at_once)
{
    struct row {
        std::size_t failed, silent, probed;
        bool blamed;
        bool canaries_fail = false;
    };
    for (const row& r : {row{0, 0, 5, false},
                         {1, 1, 5, false},
                         {2, 2, 3, false},
                         {3, 3, 3, true},
                         {3, 3, 6, false},
                         {4, 0, 6, true},
                         {100, 0, 150, true},
                         {75, 75, 150, false},
                         {1, 1, 1, true},
                         {1, 0, 1, false},
                         {2, 2, 2, true},
                         {2, 1, 2, false},
                         {1, 1, 2, false},
                         {0, 0, 0, false},
                         {0, 0, 1, false},
                         {1, 0, 1, true, true},
                         {2, 1, 2, true, true},
                         {1, 0, 2, false, true}})
        EXPECT_EQ(network_is_to_blame(r.failed, r.silent, r.probed, r.canaries_fail), r.blamed)
            << r.failed << " failed, " << r.silent << " silent, of " << r.probed;
}

}  // namespace
}  // namespace offlist
