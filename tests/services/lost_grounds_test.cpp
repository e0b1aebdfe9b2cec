// What no answer says must last before it ends a job, and a crowd ends only when staff says so.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <services/decide_mass_end.hpp>

#include "services/job_watch_fixture.hpp"

namespace offlist::services {
namespace {

using testing::HasSubstr;

// Jobs on addresses of their own, all submitted.
class slips : public job_watch_test {
protected:
    void begin(int jobs)
    {
        rules.policy.grace = 1h;
        for (int n = 1; n <= jobs; ++n) {
            credit(3500 + n);
            const auto id = order(0, "45.83.12." + std::to_string(n));
            submit(id);
            ids.push_back(id);
        }
        round();
    }
    void pass(std::chrono::seconds time_, int rounds = 6)
    {
        for (int n = 0; n < rounds; ++n) {
            time.at += time_ / rounds;
            round();
        }
    }
    std::int64_t ended()
    {
        return std::count_if(ids.begin(), ids.end(), [this](auto id) { return is_last(job_of(id).state); });
    }
    std::int64_t open_ends()
    {
        return write([](soci::session& s) { return store::open_mass_ends(s); });
    }
    void decide(std::int64_t id, bool end)
    {
        decide_mass_end what{.id = id, .end = end, .by = store::staff(), .policy = rules.policy};
        what.by.at = time.at;
        ASSERT_FALSE(db->write_now(what).value().decided_before);
    }
    [[nodiscard]] static std::shared_ptr<const catalog> without_alpha()
    {
        return std::make_shared<const catalog>(std::vector<blocklist>{}, std::vector<retired_list>{});
    }
    [[nodiscard]] static std::shared_ptr<const catalog> alpha_retired()
    {
        return std::make_shared<const catalog>(
            std::vector<blocklist>{},
            std::vector<retired_list>{{.id = "alpha", .zones = {}, .since = "2026", .history = "The operator left."}});
    }
    std::vector<std::int64_t> ids;
};

TEST_P(slips, a_list_that_is_missing_for_a_moment_ends_nothing)
{
    begin(3);
    const auto whole = rules.lists;
    for (const auto& for_a_moment : {without_alpha(), alpha_retired()}) {
        rules.lists = for_a_moment;
        pass(3s, 3);
        rules.lists = whole;
        pass(2h);
    }
    EXPECT_EQ(ended(), 0);
    EXPECT_EQ(open_ends(), 0);
}

TEST_P(slips, a_mistyped_cap_and_a_wrong_clock_end_nothing)
{
    begin(3);
    time.at += 24h;
    rules.policy.hard_cap = 3s;
    pass(4s, 4);
    rules.policy.hard_cap = 30 * 24h;
    pass(2h);
    time.jump(31 * 24h);
    pass(6s, 6);
    time.jump(-31 * 24h);
    pass(2h);
    EXPECT_EQ(ended(), 0);
    EXPECT_EQ(open_ends(), 0);
}

TEST_P(slips, no_slip_that_is_shorter_than_the_grace_ends_anything)
{
    begin(3);
    const auto whole = rules.lists;
    std::mt19937 random(7);
    const auto below = [&random](unsigned bound) { return static_cast<int>(random() % bound); };
    for (int n = 0; n < 40; ++n) {
        std::chrono::seconds jump{0};
        switch (below(4)) {
            case 0:
                rules.lists = without_alpha();
                break;
            case 1:
                rules.lists = alpha_retired();
                break;
            case 2:
                rules.policy.hard_cap = 1s;
                break;
            default:
                jump = std::chrono::hours(below(2000) - 1000);
        }
        time.jump(jump);
        pass(std::chrono::seconds(below(3599)), 3);
        rules.lists = whole;
        rules.policy.hard_cap = 100 * 24h;
        time.jump(-jump);
        round();
        ASSERT_EQ(ended(), 0) << n;
        ASSERT_EQ(open_ends(), 0) << n;
    }
}

TEST_P(slips, what_lasts_ends_a_few_jobs_by_itself)
{
    begin(3);
    rules.lists = alpha_retired();
    pass(59min);
    EXPECT_EQ(ended(), 0);
    pass(30min);
    EXPECT_EQ(ended(), 3);
    EXPECT_THAT(job_of(ids[0]).reason, HasSubstr("The operator left."));
    expect_balanced();
}

TEST_P(slips, many_end_only_when_staff_says_so)
{
    begin(6);
    rules.lists = alpha_retired();
    pass(24h);
    EXPECT_EQ(ended(), 0);
    EXPECT_EQ(open_ends(), 1);
    EXPECT_EQ(asks.watched.size(), 6U) << "they go on";
    decide(1, true);
    EXPECT_EQ(ended(), 6);
    EXPECT_EQ(open_ends(), 0);
    EXPECT_THAT(job_of(ids[0]).reason, HasSubstr("it has closed"));
    expect_balanced();
}

TEST_P(slips, what_staff_keeps_is_asked_about_again_when_the_cause_comes_back)
{
    begin(6);
    const auto whole = rules.lists;
    rules.lists = alpha_retired();
    pass(2h);
    decide(1, false);
    pass(24h);
    EXPECT_EQ(ended(), 0);
    EXPECT_EQ(open_ends(), 0) << "staff was asked once";
    rules.lists = whole;
    pass(2h);
    rules.lists = alpha_retired();
    pass(2h);
    EXPECT_EQ(open_ends(), 1);
    rules.lists = whole;
    round();
    EXPECT_EQ(open_ends(), 0) << "it has passed";
    EXPECT_EQ(ended(), 0);
}

TEST_P(slips, a_process_that_lacks_a_list_asks_staff_first_and_the_cap_ends_what_nobody_decides)
{
    begin(1);
    const auto whole = rules.lists;
    rules.lists = without_alpha();
    pass(24h);
    EXPECT_EQ(ended(), 0) << "another process may have it";
    EXPECT_EQ(open_ends(), 1);
    job_watch other(*db, time, asks);
    round_rules has_it = rules;
    has_it.lists = whole;
    ASSERT_TRUE(test::await(io, other.round(has_it)));
    EXPECT_EQ(open_ends(), 1) << "it is not his question";
    time.at += rules.policy.hard_cap;
    pass(2h);
    EXPECT_EQ(ended(), 1);
    EXPECT_EQ(funds().balance.cents, 3501);
}

INSTANTIATE_TEST_SUITE_P(databases, slips, testing::Values(store::backend::sqlite, store::backend::postgresql),
                         store::backend_name);

}  // namespace
}  // namespace offlist::services
