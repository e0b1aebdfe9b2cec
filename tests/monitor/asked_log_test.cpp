// Where a subject stands on a list, by what the round has asked: nothing is clean that no answer has said to be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <monitor/asked_log.hpp>
#include <monitor/list_standing.hpp>

#include "monitor/monitor_world.hpp"

namespace offlist::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

subject subject_of(const std::string& text)
{
    return parse_subject(text, special_addresses::allow).value();
}

subject_range alone(const std::string& text)
{
    return {subject_of(text), subject_of(text)};
}

subject_range range(const std::string& first, const std::string& last)
{
    return {subject_of(first), subject_of(last)};
}

constexpr sys_seconds at(int second)
{
    return sys_seconds{seconds(1'000'000 + second)};
}

constexpr sys_seconds ever{};

TEST(asked_log, knows_nothing_of_what_was_not_asked)
{
    asked_log log(subject_kind::ip4);
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::unknown);
    EXPECT_FALSE(log.of(alone("192.0.2.7"), ever).asked_at);
    log.asked(subject_of("192.0.2.7"), subject_of("192.0.2.9"), at(1));
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::unknown) << "a stretch begins behind its start";
    EXPECT_EQ(log.of(alone("192.0.2.8"), ever).what, verdict::clean);
    EXPECT_EQ(log.of(alone("192.0.2.9"), ever).what, verdict::clean);
    EXPECT_EQ(log.of(alone("192.0.2.10"), ever).what, verdict::unknown);
    EXPECT_EQ(log.of(alone("192.0.2.8"), ever).asked_at, at(1));
}

TEST(asked_log, a_range_is_asked_when_all_of_it_is)
{
    asked_log log(subject_kind::ip4);
    log.asked(std::nullopt, subject_of("192.0.2.4"), at(1));
    log.asked(subject_of("192.0.2.4"), subject_of("192.0.2.6"), at(2));
    const auto part = log.of(range("192.0.2.3", "192.0.2.7"), ever);
    EXPECT_EQ(part.what, verdict::unknown);
    EXPECT_FALSE(part.asked_at);
    log.asked(subject_of("192.0.2.6"), std::nullopt, at(3));
    const auto whole = log.of(range("192.0.2.3", "192.0.2.7"), ever);
    EXPECT_EQ(whole.what, verdict::clean);
    EXPECT_EQ(whole.asked_at, at(1)) << "the oldest part counts";
    EXPECT_EQ(log.of(range("0.0.0.0", "255.255.255.255"), ever).what, verdict::clean);
    EXPECT_EQ(log.of(range("192.0.2.3", "192.0.2.7"), at(2)).what, verdict::unknown) << "a part of it was asked before";
}

TEST(asked_log, an_answer_that_is_not_clean_stands_until_the_next)
{
    asked_log log(subject_kind::ip4);
    log.answered(subject_of("192.0.2.7"), verdict::unknown, at(1));
    log.asked(std::nullopt, std::nullopt, at(1));
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::unknown);
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).asked_at, at(1));
    EXPECT_EQ(log.of(alone("192.0.2.8"), ever).what, verdict::clean);
    EXPECT_EQ(log.of(range("192.0.2.0", "192.0.2.255"), ever).what, verdict::unknown);
    log.answered(subject_of("192.0.2.9"), verdict::informational, at(2));
    log.answered(subject_of("192.0.2.10"), verdict::listed, at(2));
    log.asked(std::nullopt, std::nullopt, at(2));
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::clean);
    EXPECT_EQ(log.of(range("192.0.2.9", "192.0.2.9"), ever).what, verdict::informational);
    EXPECT_EQ(log.of(range("192.0.2.8", "192.0.2.11"), ever).what, verdict::listed);
}

TEST(asked_log, domains_and_ipv6_as_well)
{
    asked_log names(subject_kind::domain);
    names.asked(subject_of("b.example"), subject_of("d.example"), at(1));
    names.asked(subject_of("x.example"), at(2));
    EXPECT_EQ(names.of(alone("b.example"), ever).what, verdict::unknown);
    EXPECT_EQ(names.of(alone("c.example"), ever).what, verdict::clean);
    EXPECT_EQ(names.of(alone("d.example"), ever).what, verdict::clean);
    EXPECT_EQ(names.of(alone("w.example"), ever).what, verdict::unknown);
    EXPECT_EQ(names.of(alone("x.example"), ever).what, verdict::clean);

    asked_log six(subject_kind::ip6);
    six.asked(subject_of("2001:db8::ffff"), subject_of("2001:db8::1:1"), at(1));
    EXPECT_EQ(six.of(range("2001:db8::1:0", "2001:db8::1:1"), ever).what, verdict::clean) << "one address follows";
    EXPECT_EQ(six.of(range("2001:db8::ffff", "2001:db8::1:1"), ever).what, verdict::unknown);
}

TEST(asked_log, new_addresses_one_by_one_are_a_range)
{
    asked_log log(subject_kind::ip4);
    for (int n = 0; n < 300; ++n) log.asked(address_v4(0xc0000200U + static_cast<unsigned>(n)), at(1));
    EXPECT_EQ(log.of(range("192.0.2.0", "192.0.3.43"), ever).what, verdict::clean);
    for (std::size_t n = 0; n < asked_log::most_stretches; ++n)
        log.asked(address_v4(0x0a000000U + 2 * static_cast<unsigned>(n)), at(2));
    EXPECT_EQ(log.of(range("192.0.2.0", "192.0.3.43"), ever).what, verdict::unknown) << "forgotten is not asked";
}

TEST(asked_log, what_it_cannot_hold_is_not_clean)
{
    asked_log log(subject_kind::ip4);
    log.asked(std::nullopt, std::nullopt, at(1));
    for (std::size_t n = 0; n <= asked_log::most_answers; ++n)
        log.answered(address_v4(static_cast<unsigned>(n)), verdict::unknown, at(1));
    EXPECT_EQ(log.of(alone("0.0.0.7"), ever).what, verdict::unknown);
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::unknown);
}

TEST(asked_log, a_calendar_that_was_set_back_makes_it_forget)
{
    asked_log log(subject_kind::ip4);
    log.asked(std::nullopt, std::nullopt, at(100));
    log.asked(subject_of("192.0.2.7"), at(50));
    EXPECT_EQ(log.of(alone("192.0.2.8"), at(60)).what, verdict::unknown)
        << "or what was asked before somebody had it would count for him";
    EXPECT_EQ(log.of(alone("192.0.2.7"), ever).what, verdict::clean);
}

struct standing_world : monitor_world {
    standing_world()
    {
        list("alpha");
        for (int n = 1; n <= 20; ++n) store.own("45.83.12." + std::to_string(n), 1);
        options.interval = hours(1);
    }
    [[nodiscard]] list_standing of(const std::string& text, sys_seconds since = ever) const
    {
        const auto all = running->standing(alone(text), since);
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
};

TEST(standing, is_unknown_until_a_list_that_works_has_answered)
{
    standing_world w;
    w.start();
    w.advance(seconds(1));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::unknown);
    EXPECT_FALSE(w.of("45.83.12.7").asked_at);
    w.advance(hours(1) + minutes(5));
    const list_standing clean = w.of("45.83.12.7");
    EXPECT_EQ(clean.what, verdict::clean) << clean.why;
    ASSERT_TRUE(clean.asked_at && clean.next_at);
    EXPECT_GE(*clean.asked_at, w.time.now_seconds() - hours(1) - minutes(5));
    EXPECT_GE(*clean.next_at, w.time.now_seconds());
    EXPECT_EQ(w.of("45.83.12.99").what, verdict::clean) << "whose it is, the caller knows";
    EXPECT_EQ(w.of("45.83.12.7", w.time.now_seconds()).what, verdict::unknown) << "asked before the account had it";
}

TEST(standing, of_a_sick_list_or_a_silent_one_is_never_clean)
{
    for (const auto mood : {monitor_world::mood::silent, monitor_world::mood::nothing, monitor_world::mood::refusing,
                            monitor_world::mood::everything}) {
        standing_world w;
        w.list("beta");
        w.moods["alpha"] = mood;
        w.start();
        w.advance(hours(3));
        for (const list_standing& s : w.running->standing(alone("45.83.12.7"), ever)) {
            EXPECT_EQ(s.what, s.blocklist == "alpha" ? verdict::unknown : verdict::clean)
                << s.blocklist << ' ' << static_cast<int>(mood);
            EXPECT_EQ(s.why.empty(), s.blocklist != "alpha");
        }
        w.moods.erase("alpha");
        w.advance(hours(3));
        EXPECT_EQ(w.running->standing(alone("45.83.12.7"), ever).at(0).what, verdict::clean);
        w.moods["alpha"] = mood;
        w.advance(hours(1));
        EXPECT_EQ(w.running->standing(alone("45.83.12.7"), ever).at(0).what, verdict::unknown)
            << "what it said before holds no more: " << static_cast<int>(mood);
    }
}

TEST(standing, of_what_is_listed_is_told_by_its_listing)
{
    standing_world w;
    w.lists_it("alpha", "45.83.12.7");
    w.reclassifies("alpha", "45.83.12.8");
    w.start();
    w.advance(hours(2));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::listed);
    EXPECT_EQ(w.of("45.83.12.8").what, verdict::informational);
    EXPECT_EQ(w.of("45.83.12.9").what, verdict::clean);
    w.clears("alpha", "45.83.12.7");
    w.advance(hours(3));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::clean);
}

TEST(standing, of_new_subjects_is_known_after_their_first_questions)
{
    standing_world w;
    w.start();
    w.advance(minutes(10));
    w.store.own("45.83.99.0/28", 2);
    w.running->subjects_changed();
    w.advance(minutes(3));
    const auto all = w.running->standing(range("45.83.99.0", "45.83.99.15"), ever);
    EXPECT_EQ(all.at(0).what, verdict::clean) << all.at(0).why;
    EXPECT_EQ(w.running->standing(range("45.83.98.255", "45.83.99.15"), ever).at(0).what, verdict::unknown);
}

TEST(standing, begins_anew_with_the_process)
{
    standing_world w;
    w.start();
    w.advance(hours(2));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::clean);
    w.crash();
    w.start();
    w.advance(seconds(2));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::unknown) << "nobody here has seen an answer";
    w.advance(hours(1) + minutes(5));
    EXPECT_EQ(w.of("45.83.12.7").what, verdict::clean);
}

TEST(monitor_decisions, of_commands_beside_the_daemon_are_heard)
{
    monitor_world w;
    w.list("alpha");
    w.options.interval = hours(1);
    for (int s = 0; s < 60; ++s) {
        w.store.own("45.83.12." + std::to_string(s), 1 + s % 3);
        w.lists_it("alpha", "45.83.12." + std::to_string(s));
    }
    w.start();
    w.advance(hours(2));
    ASSERT_EQ(w.store.waves.size(), 1U);
    const std::size_t before = w.store.count(change::opened);
    EXPECT_LT(before, 60U) << "the rest is kept back";
    w.advance(hours(2));
    EXPECT_EQ(w.store.count(change::opened), before);
    (void)w.store.decide(mass_decision::release);  // and nobody tells the monitor
    w.advance(hours(1));
    EXPECT_EQ(w.store.count(change::opened), 60U);
}

}  // namespace
}  // namespace offlist::test
