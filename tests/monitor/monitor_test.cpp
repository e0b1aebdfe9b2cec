// The monitor in virtual time: rounds, confirmations, freezing, waves, restarts, a store that refuses.
#include <gtest/gtest.h>

#include <monitor/monitor_world.hpp>
#include <string>
#include <sweep/subjects_of.hpp>

namespace offlist::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void own_many(monitor_world& w, int subjects, int accounts = 1)
{
    for (int s = 0; s < subjects; ++s) w.store.own("45.83.12." + std::to_string(s), 1 + s % accounts);
}

// Sixty subjects of three accounts, listed on "alpha" and open.
void open_sixty(monitor_world& w)
{
    w.list("alpha");
    own_many(w, 60, 3);
    w.options.interval = hours(1);
    for (int s = 0; s < 60; ++s) w.lists_it("alpha", "45.83.12." + std::to_string(s));
    w.start();
    w.advance(hours(2));
    w.running->decided(w.store.decide(mass_decision::release), mass_decision::release);
    w.advance(hours(1));
}

TEST(monitor, asks_each_subject_once_an_interval_and_spreads_it)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 200);
    w.start();
    w.advance(hours(24));
    const auto all = w.asked("alpha");
    EXPECT_NEAR(static_cast<double>(all.size()), 4 * 200, 8);
    for (int s = 0; s < 200; s += 7) {
        const auto one = w.asked("alpha", "45.83.12." + std::to_string(s));
        ASSERT_GE(one.size(), 3U) << s;
        for (std::size_t n = 1; n < one.size(); ++n) EXPECT_LE(one[n].at - one[n - 1].at, hours(6) + minutes(5));
    }
    for (std::size_t n = 20; n < all.size(); ++n) EXPECT_GE(all[n].at - all[n - 20].at, minutes(25));
}

TEST(monitor, confirms_a_listing_and_its_end)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 50);
    w.lists_it("alpha", "45.83.12.7");
    w.start();
    w.advance(hours(7));
    const stored_listing* l = w.store.find("alpha", "45.83.12.7");
    ASSERT_NE(l, nullptr);
    EXPECT_EQ(l->now.state, listing_state::listed);
    ASSERT_EQ(w.store.history.size(), 2U);
    EXPECT_EQ(w.store.history[0].what, change::suspected);
    EXPECT_EQ(w.store.history[1].what, change::opened);
    EXPECT_GE(w.store.history[1].because.asked_at - w.store.history[0].because.asked_at, minutes(10));
    EXPECT_LE(w.store.history[1].because.asked_at - w.store.history[0].because.asked_at, minutes(13));
    EXPECT_EQ(w.store.history[1].because.texts.at(0), "seen in a trap");
    EXPECT_EQ(w.store.history[1].because.definition, "0123456789abcdef");
    w.clears("alpha", "45.83.12.7");
    w.advance(minutes(45));
    EXPECT_EQ(w.store.find("alpha", "45.83.12.7"), nullptr);
    EXPECT_EQ(w.store.count(change::closed), 1U);
}

TEST(monitor, a_slice_cut_short_at_any_moment_loses_no_arrival_and_ends_soon)
{
    // the second subject comes at each moment of the slice that the first one began: canaries, tests, subjects, tests
    for (int moment = 0; moment < 120; ++moment) {
        SCOPED_TRACE(moment);
        monitor_world w;
        w.options.interval = seconds(4);
        w.options.slice = seconds(1);
        w.options.listed_interval = seconds(2);
        w.options.confirmation.confirm_after = seconds(1);
        w.latency = std::chrono::milliseconds(150);
        for (const char* id : {"alpha", "beta", "gamma"}) w.list(id);
        w.start();
        w.advance(seconds(20));
        const auto come = [&](const std::string& text) {
            w.store.own(text, 1);
            w.running->subjects_changed();
        };
        come("45.83.12.1");
        (void)w.pipeline.run_until([&] { return w.io->restart(), w.io->poll(), false; },
                                   std::chrono::milliseconds(20) * moment);
        come("45.83.12.2");
        w.advance(seconds(5));
        for (const char* id : {"alpha", "beta", "gamma"})
            for (const char* about : {"45.83.12.1", "45.83.12.2"})
                EXPECT_GE(w.asked(id, about).size(), 1U) << id << ' ' << about;
        w.pipeline.forget_asked();
        w.advance(seconds(10));
        EXPECT_GE(w.asked("alpha", "45.83.12.1").size(), 1U) << "its round goes on";
    }
}

TEST(monitor, a_list_that_dies_closes_nothing)
{
    for (const auto mood :
         {monitor_world::mood::silent, monitor_world::mood::nothing, monitor_world::mood::everything}) {
        monitor_world w;
        for (const char* id : {"alpha", "beta", "gamma", "delta"}) w.list(id);
        own_many(w, 50);
        w.lists_it("alpha", "45.83.12.7");
        w.start();
        w.advance(hours(7));
        ASSERT_EQ(w.store.count(change::opened), 1U);
        w.moods["alpha"] = mood;
        w.advance(hours(24 * 3));
        EXPECT_EQ(w.store.history.size(), 2U);  // suspected and opened, and nothing since
        ASSERT_NE(w.store.find("alpha", "45.83.12.7"), nullptr);
        ASSERT_FALSE(w.health.empty());
        EXPECT_EQ(w.health.back().blocklist, "alpha");
        EXPECT_EQ(w.health.back().now, list_state::unhealthy);
        w.stop();
        EXPECT_TRUE(w.store.unverified_since(*w.store.find("alpha", "45.83.12.7")).has_value());
    }
}

TEST(monitor, a_day_without_a_network_changes_nothing_and_is_caught_up_once)
{
    monitor_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.list(id);
    own_many(w, 100);
    w.lists_it("beta", "45.83.12.9");
    w.start();
    w.advance(hours(7));
    ASSERT_EQ(w.store.history.size(), 2U);
    w.network = false;
    w.advance(hours(24));
    w.network = true;
    w.pipeline.forget_asked();
    w.advance(hours(6));
    EXPECT_EQ(w.store.history.size(), 2U);
    EXPECT_GE(w.asked("alpha").size(), 190U);  // the round owed and the one that came meanwhile
    EXPECT_LE(w.asked("alpha").size(), 230U);
    for (const health_change& h : w.store.health) EXPECT_NE(h.now, list_state::unhealthy) << h.blocklist;
}

TEST(monitor, an_open_listing_is_not_written_only_to_say_that_it_is_still_there)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 50);
    for (int s = 0; s < 10; ++s) w.lists_it("alpha", "45.83.12." + std::to_string(s));
    w.start();
    w.advance(hours(8));
    ASSERT_EQ(w.store.count(change::opened), 10U);
    const std::size_t touches = w.store.touches;
    w.advance(hours(24));
    EXPECT_EQ(w.store.touches, touches);
    const stored_listing& l = *w.store.find("alpha", "45.83.12.3");
    EXPECT_GE(w.store.verified_at(l), w.time.now_seconds() - minutes(20));
    EXPECT_FALSE(w.store.unverified_since(l));
    w.moods["alpha"] = monitor_world::mood::everything;
    const auto sick_since = w.time.now_seconds();
    w.advance(hours(6));
    EXPECT_EQ(w.store.touches, touches) << "the list is in doubt, not each of its listings";
    ASSERT_TRUE(w.store.unverified_since(l));
    EXPECT_LE(*w.store.unverified_since(l), sick_since + minutes(5));
    EXPECT_LE(w.store.verified_at(l), sick_since);
    w.crash();
    w.moods["alpha"] = monitor_world::mood::well;
    w.start();
    w.advance(hours(2));
    EXPECT_FALSE(w.store.unverified_since(*w.store.find("alpha", "45.83.12.3")));
    EXPECT_GE(w.store.verified_at(*w.store.find("alpha", "45.83.12.3")), w.time.now_seconds() - minutes(20));
}

TEST(monitor, a_wave_is_kept_back_until_staff_decides)
{
    monitor_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.list(id);
    own_many(w, 250, 5);
    w.options.interval = hours(1);
    w.start();
    w.advance(hours(2));
    for (int s = 0; s < 250; ++s) w.lists_it("alpha", "45.83.12." + std::to_string(s));
    w.advance(hours(3));
    EXPECT_EQ(w.store.count(change::opened), 0U);
    ASSERT_EQ(w.store.waves.size(), 1U);
    EXPECT_GE(w.waves.back().subjects, 20U);
    w.running->decided(w.store.decide(mass_decision::release), mass_decision::release);
    w.advance(hours(1));
    EXPECT_GE(w.store.count(change::opened), 200U);
}

TEST(monitor, a_wave_that_staff_dismisses_is_forgotten)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 250, 5);
    w.options.interval = hours(1);
    for (int s = 0; s < 250; ++s) w.lists_it("alpha", "45.83.12." + std::to_string(s));
    w.start();
    w.advance(hours(2));
    ASSERT_EQ(w.store.waves.size(), 1U);
    w.listed.clear();
    w.running->decided(w.store.decide(mass_decision::dismiss), mass_decision::dismiss);
    w.advance(minutes(5));
    EXPECT_GE(w.store.count(change::dismissed), 200U);
    w.advance(hours(2));
    EXPECT_EQ(w.store.count(change::opened), 0U);
    EXPECT_TRUE(w.store.listings.empty());
}

TEST(monitor, a_no_that_a_mass_change_keeps_back_proves_nothing_to_a_watcher)
{
    monitor_world w;
    open_sixty(w);
    ASSERT_EQ(w.store.count(change::opened), 60U);
    w.running->watch(parse_subject("45.83.12.7").value(), "alpha", minutes(5));
    w.listed.clear();
    w.watched_seen.clear();
    w.advance(hours(4));
    ASSERT_EQ(w.store.waves.size(), 1U);
    EXPECT_EQ(w.store.waves.begin()->second.direction, mass_direction::closing);
    ASSERT_GE(w.watched_seen.size(), 30U);
    for (const finding& f : w.watched_seen) {
        EXPECT_EQ(f.judged.what, verdict::unknown);
        EXPECT_EQ(f.judged.reason, unknown_reason::mass_change);
    }
    w.watched_seen.clear();
    w.running->decided(w.store.decide(mass_decision::release), mass_decision::release);
    w.advance(hours(1));
    ASSERT_FALSE(w.watched_seen.empty());
    EXPECT_EQ(w.watched_seen.back().judged.what, verdict::clean);
    EXPECT_EQ(w.store.count(change::closed), 60U);
}

TEST(monitor, a_resolver_that_begins_to_remove_answers_proves_nothing_to_a_watcher)
{
    monitor_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.list(id);
    own_many(w, 60);
    w.lists_it("alpha", "45.83.12.7");
    w.start();
    w.advance(hours(7));
    w.running->watch(parse_subject("45.83.12.7").value(), "alpha", minutes(5));
    w.advance(minutes(20));
    ASSERT_FALSE(w.watched_seen.empty());
    EXPECT_EQ(w.watched_seen.back().judged.what, verdict::listed);
    w.removing = true;
    w.watched_seen.clear();
    w.advance(hours(12));
    ASSERT_FALSE(w.watched_seen.empty());
    for (const finding& f : w.watched_seen) EXPECT_EQ(f.judged.what, verdict::unknown) << to_string(f.judged.what);
    w.removing = false;
    w.clears("alpha", "45.83.12.7");
    w.watched_seen.clear();
    w.advance(hours(2));
    ASSERT_FALSE(w.watched_seen.empty());
    EXPECT_EQ(w.watched_seen.back().judged.what, verdict::clean);
}

TEST(monitor, staffs_word_outlives_a_crash_before_it_is_done)
{
    monitor_world w;
    open_sixty(w);
    w.listed.clear();
    w.advance(hours(1));
    ASSERT_EQ(w.store.waves.size(), 1U);
    (void)w.store.decide(mass_decision::dismiss);  // and the monitor is killed before it hears of it
    w.crash();
    w.start();
    w.advance(minutes(2));
    EXPECT_EQ(w.store.count(change::recurred), 60U);
    EXPECT_EQ(w.store.count(change::closed), 0U);
}

TEST(monitor, a_store_that_refuses_loses_and_doubles_nothing)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 60);
    w.lists_it("alpha", "45.83.12.30");
    w.start();
    w.advance(minutes(30));
    w.store.full = true;
    w.advance(hours(8));
    EXPECT_EQ(w.failures, 1);
    EXPECT_TRUE(w.running->status().store.has_value());
    w.store.full = false;
    w.advance(hours(12));
    EXPECT_EQ(w.recoveries, 1);
    EXPECT_EQ(w.store.count(change::suspected), 1U);
    EXPECT_EQ(w.store.count(change::opened), 1U);
}

TEST(monitor, a_restart_goes_on_where_it_was)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 200);
    w.lists_it("alpha", "45.83.12.7");
    w.start();
    for (int restart = 0; restart < 12; ++restart) {
        w.advance(hours(1));
        w.stop();
        EXPECT_TRUE(w.ok);
        w.start();
    }
    const auto all = w.asked("alpha");
    EXPECT_GE(all.size(), 390U);
    EXPECT_LE(all.size(), 520U);  // and the listing, asked every quarter of an hour
    EXPECT_EQ(w.store.count(change::suspected), 1U);
    EXPECT_EQ(w.store.count(change::opened), 1U);
    EXPECT_LE(w.store.sweeps.size(), 4U);
}

TEST(monitor, a_calendar_that_is_set_does_no_harm)
{
    for (const seconds jump : {seconds(hours(24 * 365)), seconds(-hours(24 * 365))}) {
        monitor_world w;
        w.list("alpha");
        own_many(w, 100);
        w.lists_it("alpha", "45.83.12.50");
        w.start();
        w.advance(hours(2));
        w.time.shift = jump;
        w.pipeline.forget_asked();
        w.advance(hours(12));
        EXPECT_LE(w.asked("alpha").size(), 300U);
        EXPECT_GE(w.asked("alpha").size(), 195U);
        EXPECT_EQ(w.store.count(change::opened), 1U);
        EXPECT_EQ(w.store.history.size(), 2U);
    }
}

TEST(monitor, new_subjects_are_asked_at_once_and_join_the_round)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 10);
    w.start();
    w.advance(minutes(30) + seconds(20));
    w.store.own("45.83.13.1", 2);
    w.running->subjects_changed();
    w.advance(seconds(30));
    EXPECT_EQ(w.asked("alpha", "45.83.13.1").size(), 1U);
    w.advance(hours(7));
    EXPECT_GE(w.asked("alpha", "45.83.13.1").size(), 2U);
    EXPECT_EQ(w.running->status().subjects, 11U);
}

TEST(monitor, a_subject_removed_while_listed_is_asked_no_more)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 10);
    w.lists_it("alpha", "45.83.12.3");
    w.start();
    w.advance(hours(7));
    ASSERT_EQ(w.store.count(change::opened), 1U);
    w.store.disown("45.83.12.3");
    w.running->subjects_changed();
    w.advance(minutes(20));
    w.pipeline.forget_asked();
    w.advance(hours(12));
    EXPECT_TRUE(w.asked("alpha", "45.83.12.3").empty());
    EXPECT_EQ(w.store.history.size(), 2U);
    EXPECT_EQ(w.store.loads, 1) << "a change is no reason to read all subjects again";
}

TEST(monitor, changes_that_were_destroyed_before_it_heard_of_them_make_it_read_all_again)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 10);
    w.lists_it("alpha", "45.83.12.3");
    w.start();
    w.advance(hours(7));
    ASSERT_EQ(w.store.count(change::opened), 1U);
    w.store.disown("45.83.12.3");
    w.store.changes.back().text.clear();
    w.running->subjects_changed();
    w.advance(minutes(20));
    w.pipeline.forget_asked();
    w.advance(hours(12));
    EXPECT_EQ(w.store.loads, 2);
    EXPECT_EQ(w.running->status().subjects, 9U);
    EXPECT_TRUE(w.asked("alpha", "45.83.12.3").empty());
}

TEST(monitor, subjects_stored_while_it_reads_them_are_asked_at_once)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 200);
    w.options.interval = hours(24);
    w.store.after_reading = [&w] { w.store.own("45.83.13.1", 2); };
    w.start();
    w.advance(minutes(3));
    EXPECT_EQ(w.asked("alpha", "45.83.13.1").size(), 1U);
}

TEST(monitor, a_store_that_cannot_be_read_for_a_while_loses_no_arrival)
{
    monitor_world w;
    w.list("alpha");
    own_many(w, 200);
    w.options.interval = hours(24);
    w.start();
    w.advance(minutes(10));
    w.store.full = true;
    w.store.own("45.83.13.1", 2);
    w.running->subjects_changed();
    w.advance(minutes(10));
    w.store.full = false;
    w.advance(minutes(5));
    EXPECT_EQ(w.asked("alpha", "45.83.13.1").size(), 1U);
}

TEST(monitor, a_budget_that_cannot_carry_the_interval_stretches_it_and_is_never_passed)
{
    monitor_world w;
    w.list("alpha").limits.per_day = 500;
    own_many(w, 250);
    w.start();
    w.advance(hours(24 * 4));
    std::map<long, int> by_day;
    for (const asked_question& q : w.pipeline.asked())
        if (q.name.ends_with(".alpha.bl"))
            ++by_day[(q.at.time_since_epoch() - hours(1) + hours(8)) / hours(24)];  // the world begins at 8 o'clock
    for (const auto& [day, questions] : by_day) EXPECT_LE(questions, 500) << day;
    EXPECT_GE(w.asked("alpha").size(), 1200U);
    EXPECT_GT(w.running->status().lists.at(0).interval, hours(6));
}

TEST(monitor, says_once_that_a_lists_limits_do_not_carry_the_interval)
{
    monitor_world w;
    w.list("alpha").limits.per_day = 500;
    w.list("beta");
    own_many(w, 250);
    w.start();
    w.advance(hours(12));
    ASSERT_EQ(w.notes.size(), 1U);
    EXPECT_NE(w.notes[0].find("alpha: a round over 250 subjects takes"), std::string::npos) << w.notes[0];
    EXPECT_NE(w.notes[0].find("500 times a day"), std::string::npos) << w.notes[0];
}

TEST(monitor, lists_may_be_swapped_while_it_runs)
{
    monitor_world w;
    w.list("alpha");
    w.list("beta");
    own_many(w, 20);
    w.lists_it("alpha", "45.83.12.3");
    w.start();
    w.advance(hours(7));
    ASSERT_EQ(w.store.count(change::opened), 1U);
    w.running->use({w.lists[1]});
    w.advance(minutes(5));
    w.pipeline.forget_asked();
    w.advance(hours(12));
    EXPECT_TRUE(w.asked("alpha").empty());
    EXPECT_GE(w.asked("beta").size(), 38U);
    EXPECT_EQ(w.store.history.size(), 2U);
    w.stop();
    EXPECT_TRUE(w.store.unverified_since(*w.store.find("alpha", "45.83.12.3")).has_value());
}

}  // namespace
}  // namespace offlist::test
