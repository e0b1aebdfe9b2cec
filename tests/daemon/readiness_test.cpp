// What /readyz says of what the daemon's parts know.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <daemon/readiness.hpp>

namespace offlist::daemon::test {
namespace {

using namespace std::chrono_literals;

state_of_parts all_well()
{
    state_of_parts now;
    now.sweep.loaded = true;
    now.sweep.slices = 1;
    now.sweep.subjects = 7;
    now.resolver_checked = true;
    now.ledger = "";
    return now;
}

/// "store: why", of the one thing that is not well; empty: all are. "several" of more.
std::string trouble(const state_of_parts& now)
{
    const auto checks = readiness_of(now);
    std::string found;
    for (const api::readiness_check& c : checks) {
        if (c.ok) continue;
        if (!found.empty()) return "several";
        found = c.name + ": " + c.detail;
    }
    EXPECT_EQ(ready(checks), found.empty());
    return found;
}

TEST(readiness, is_told_of_five_things_in_their_order)
{
    std::string names;
    for (const api::readiness_check& c : readiness_of(all_well())) names += c.name + ' ';
    EXPECT_EQ(names, "store resolver sweep ledger service ");
    EXPECT_EQ(trouble(all_well()), "");
}

TEST(readiness, is_not_there_at_the_start)
{
    const auto checks = readiness_of(state_of_parts{});
    EXPECT_FALSE(ready(checks));
    EXPECT_EQ(std::count_if(checks.begin(), checks.end(), [](const auto& c) { return c.ok; }), 1) << "the thread runs";
}

TEST(readiness, needs_a_store_that_is_read_and_written)
{
    auto now = all_well();
    now.store = problem{.what = "the disk is full"};
    EXPECT_EQ(trouble(now), "store: it cannot be written: the disk is full");
    now = all_well();
    now.sweep.store = problem{.what = "locked"};
    EXPECT_EQ(trouble(now), "store: it refuses to record: locked");
    now = all_well();
    now.sweep.loaded = false;
    EXPECT_EQ(trouble(now), "several") << "nor can the sweep have begun";
    EXPECT_EQ(readiness_of(now).front().detail, "it is being read");
    now.start_trouble = "no such table";
    EXPECT_EQ(readiness_of(now).front().detail, "no such table");
}

TEST(readiness, needs_a_store_that_is_the_one_it_was_and_sound)
{
    auto now = all_well();
    now.store_is.condition.lost = problem{.what = "another file", .expected = "that one", .file = "/var/lib/s.db"};
    now.store = problem{.what = "an old trouble"};
    EXPECT_EQ(trouble(now), "store: it is not written: another file") << "and no file is named";
    now = all_well();
    now.store_is.unreadable = "no page";
    EXPECT_EQ(trouble(now), "store: it cannot be read: no page");
    now = all_well();
    now.store_is.not_examined = "it is being examined";
    EXPECT_EQ(trouble(now), "");
    EXPECT_EQ(readiness_of(now).front().detail, "it is being examined") << "well, as far as anybody knows";
    now.store_is.must_wait = true;
    EXPECT_EQ(trouble(now), "store: it is being examined");
}

TEST(readiness, large_stores_are_examined_at_night_and_small_ones_often)
{
    const std::chrono::sys_seconds noon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 12h};
    EXPECT_EQ(until_examination(3ms, noon), 5s);
    EXPECT_EQ(until_examination(500ms, noon), 100s);
    EXPECT_EQ(until_examination(2s, noon), 15h);
    EXPECT_EQ(until_examination(500ms, noon + 15h - 10s), 10s);
}

TEST(readiness, needs_a_resolver_that_answers_and_is_believed)
{
    auto now = all_well();
    now.resolver_checked = false;
    EXPECT_EQ(trouble(now), "resolver: it has not been asked yet");
    now = all_well();
    now.resolver = "no resolver answers";
    now.sweep.blame = "most lists fail at once";
    EXPECT_EQ(trouble(now), "resolver: no resolver answers") << "the plainer of the two";
    now.resolver = "";
    EXPECT_EQ(trouble(now), "resolver: most lists fail at once");
}

TEST(readiness, needs_a_sweep_that_has_begun_and_keeps_its_interval)
{
    auto now = all_well();
    now.sweep.slices = 0;
    EXPECT_EQ(trouble(now), "sweep: its first slice has not been recorded yet");
    now.sweep.subjects = 0;
    EXPECT_EQ(trouble(now), "") << "nobody is behind who has nothing to ask";
    now = all_well();
    now.interval = 3600s;
    now.sweep.lag = 3600s;
    EXPECT_EQ(trouble(now), "");
    now.sweep.lag = 7200s;
    EXPECT_EQ(trouble(now), "sweep: it is 2h behind its interval of 1h");
}

TEST(readiness, names_the_lists_whose_limits_make_a_round_longer_than_the_interval)
{
    state_of_parts now = all_well();
    list_status quick, slow, idle;
    quick.blocklist = "alpha";
    quick.subjects = slow.subjects = 100'000;
    quick.interval = 6h;
    slow.blocklist = idle.blocklist = "beta";
    slow.interval = idle.interval = 72h;
    now.sweep.lists = {quick, idle};
    EXPECT_EQ(readiness_of(now).at(2).detail, "");
    now.sweep.lists = {quick, slow};
    EXPECT_EQ(trouble(now), "");
    EXPECT_THAT(readiness_of(now).at(2).detail, testing::HasSubstr("beta 3 d"));
    EXPECT_THAT(readiness_of(now).at(2).detail, testing::Not(testing::HasSubstr("alpha")));
}

TEST(readiness, needs_books_that_balance)
{
    auto now = all_well();
    now.ledger = std::nullopt;
    EXPECT_EQ(trouble(now), "ledger: the books are being added up");
    now.ledger = "the books do not balance";
    EXPECT_EQ(trouble(now), "ledger: the books do not balance");
}

TEST(readiness, ends_with_the_stop_and_while_the_thread_is_stuck)
{
    auto now = all_well();
    now.lateness = 5s;
    EXPECT_EQ(trouble(now), "");
    now.lateness = 6s;
    EXPECT_EQ(trouble(now), "service: it is overloaded: 6s late");
    now.stopping = true;
    EXPECT_EQ(trouble(now), "service: it is stopping");
}

}  // namespace
}  // namespace offlist::daemon::test
