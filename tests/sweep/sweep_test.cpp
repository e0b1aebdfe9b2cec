#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sweep/allocations.hpp>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

constexpr auto ip4 = subject_kind::ip4;

TEST(sweep, asks_texts_for_listed_answers_only)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.0/28");
    w.entry("alpha", "45.83.12.7", {number("127.0.0.2")}, "seen in a trap");
    w.entry("alpha", "45.83.12.8", {number("127.0.0.10")}, "policy");
    ASSERT_TRUE(w.run());
    std::vector<std::string> texts;
    for (const asked_question& q : w.pipeline.asked())
        if (q.type == record_type::txt) texts.push_back(q.name);
    EXPECT_EQ(texts, std::vector<std::string>{"7.12.83.45.alpha.bl"});
}

TEST(sweep, keeps_a_listing_whose_text_cannot_be_had)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.0/28");
    w.pipeline.script([](const asked_question& q) {
        if (q.type == record_type::txt) return scripted_answer::silence();
        if (q.name == "2.0.0.127.alpha.bl" || q.name == "7.12.83.45.alpha.bl")
            return scripted_answer::addresses({number("127.0.0.2")}, 300);
        return scripted_answer::status(answer_status::no_such_name);
    });
    ASSERT_TRUE(w.run());
    const auto listed = w.findings(verdict::listed);
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_TRUE(listed[0]->texts.empty());
    EXPECT_EQ(listed[0]->ttl, 300U);
    EXPECT_EQ(listed[0]->judged.meanings, std::vector<std::string>{"spam source"});
}

TEST(sweep, shows_texts_sanitised)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.7");
    w.entry("alpha", "45.83.12.7", {number("127.0.0.2")}, "red \x1b[31malert\r\n");
    ASSERT_TRUE(w.run());
    const auto listed = w.findings(verdict::listed);
    ASSERT_EQ(listed.size(), 1U);
    ASSERT_EQ(listed[0]->texts.size(), 1U);
    for (const char c : listed[0]->texts[0]) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

TEST(sweep, dates_its_evidence_by_the_moment_of_the_question)
{
    world w;
    w.latency = 30s;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.7");
    w.entry("alpha", "45.83.12.7", {number("127.0.0.2")});
    ASSERT_TRUE(w.run());
    const auto listed = w.findings(verdict::listed);
    ASSERT_EQ(listed.size(), 1U);
    // a canary and the first tests come before it, 30 s each
    EXPECT_EQ(listed[0]->asked_at, std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 8h + 60s);
}

TEST(sweep, asks_lists_in_turn)
{
    world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.list(id, std::string(id) + ".bl", {ip4});
    w.inventory("45.83.12.0/24");
    ASSERT_TRUE(w.run());
    std::vector<std::string> zones;
    for (const asked_question& q : w.pipeline.asked())
        if (q.name.find(".12.83.45.") != std::string::npos) zones.push_back(q.name.substr(q.name.find(".45.") + 4));
    ASSERT_EQ(zones.size(), 768U);
    int same_as_before = 0;
    for (std::size_t i = 1; i < zones.size(); ++i) same_as_before += zones[i] == zones[i - 1] ? 1 : 0;
    EXPECT_LT(same_as_before, 40);
}

TEST(sweep, may_find_a_list_sick_for_one_kind_of_subjects)
{
    world w;
    blocklist& list = w.list("alpha", "alpha.bl", {ip4, subject_kind::domain});
    list.tests[static_cast<std::size_t>(subject_kind::domain)] = {"test", "example.com"};
    w.inventory("45.83.12.0/28");
    w.inventory("example.org");
    w.entry("alpha", "example.com", {number("127.0.0.2")});  // its must-not-be-listed entry
    ASSERT_TRUE(w.run());
    const list_summary l = w.summary_of("alpha");
    EXPECT_EQ(l.health, list_state::unhealthy);
    EXPECT_THAT(l.why, HasSubstr("domain: lists its must-not-be-listed"));
    EXPECT_EQ(l.counts.clean, 16U);
    EXPECT_EQ(l.counts.unknown, 1U);
    EXPECT_THAT(w.sink.changes, Contains("alpha ip4 healthy"));
}

TEST(sweep, asks_a_list_through_its_good_resolvers_only)
{
    world w({"192.0.2.1:53", "192.0.2.2:53", "192.0.2.3:53"});
    w.list("alpha", "alpha.bl", {ip4});
    w.list("beta", "beta.bl", {ip4});
    w.inventory("45.83.12.0/26");
    w.conduct("alpha", 0ms, {.what = list_conduct::form::nothing}, 1);
    ASSERT_TRUE(w.run());
    std::set<std::uint32_t> masks;
    for (const asked_question& q : w.asked_of("alpha"))
        if (q.name.find(".12.83.45.") != std::string::npos) masks.insert(q.servers);
    EXPECT_EQ(masks, std::set<std::uint32_t>{0b101});
    EXPECT_EQ(w.summary_of("alpha").counts.clean, 64U);
}

TEST(sweep, stops_when_the_budget_book_cannot_be_written)
{
    class broken_book final : public budget_store {
    public:
        parsed<void> book(std::span<booking> lines) override
        {
            if (lines[0].wanted > 0 && --left < 0)
                return problem{.what = "cannot be written: No space left on device", .file = "budgets"};
            for (booking& line : lines) line.granted = line.wanted;
            return {};
        }
        [[nodiscard]] std::int64_t used(std::string_view, std::chrono::sys_days) const override { return 0; }
        int left = 2;  // chunks
    } book;
    world w;
    w.budget = &book;
    w.list("alpha", "alpha.bl", {ip4}).limits.per_day = 10'000;
    w.inventory("45.83.0.0/20");
    ASSERT_TRUE(w.run());
    const sweep_summary s = w.running().summary();
    ASSERT_TRUE(s.failure);
    EXPECT_THAT(s.failure->to_string(), HasSubstr("budgets: cannot be written"));
    EXPECT_TRUE(s.stopped);
    EXPECT_EQ(w.sink.ends, 1);
    EXPECT_LE(w.asked_of("alpha").size(), 200U);
    EXPECT_EQ(s.open + s.counts.decided(), s.questions);
}

TEST(sweep, gives_unused_budget_back)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4}).limits.per_day = 100'000;
    w.inventory("45.83.12.0/28");
    ASSERT_TRUE(w.run());
    const auto day = std::chrono::floor<std::chrono::days>(w.time.now());
    EXPECT_EQ(w.own_budget.used("alpha", day), static_cast<std::int64_t>(w.asked_of("alpha").size()));
}

TEST(sweep, uses_the_next_days_budget_after_midnight)
{
    world w;
    w.time.shift = 15h + 59min + 50s;  // 23:59:50
    blocklist& list = w.list("alpha", "alpha.bl", {ip4});
    list.limits = {10.0, 200};
    w.inventory("45.83.12.0/24");
    ASSERT_TRUE(w.run());
    EXPECT_EQ(w.summary_of("alpha").counts.clean, 256U);
}

TEST(sweep, asks_no_more_on_the_new_day_than_its_limit_either)
{
    // the old day ends at every tenth of a second around the sweep's first tests, subjects and last tests
    for (int tenths = 1; tenths < 60; ++tenths) {
        SCOPED_TRACE(tenths);
        world w({"192.0.2.1:53", "192.0.2.2:53"});
        w.time.shift = 16h - std::chrono::seconds(3);
        w.latency = 100ms;
        w.options.probe_every = 1s;
        w.list("alpha", "alpha.bl", {ip4}).limits = {20.0, 20};
        w.list("beta", "beta.bl", {ip4}).limits = {20.0, 9};
        w.inventory("45.83.12.0/26");
        w.pipeline.advance(tenths * 100ms);
        ASSERT_TRUE(w.run());
        const auto midnight =
            w.pipeline.now() - std::chrono::floor<std::chrono::nanoseconds>(
                                   w.time.now() - (std::chrono::sys_days(std::chrono::year(2026) / 11 / 24)));
        for (const char* id : {"alpha", "beta"}) {
            const auto asked = w.asked_of(id);
            const auto old_day =
                std::count_if(asked.begin(), asked.end(), [&](const asked_question& q) { return q.at < midnight; });
            const auto limit = id[0] == 'a' ? 20 : 9;
            EXPECT_LE(old_day, limit) << id;
            EXPECT_LE(static_cast<std::ptrdiff_t>(asked.size()) - old_day, limit) << id;
        }
        EXPECT_EQ(w.running().summary().open, 0U);
    }
}

TEST(sweep, tells_nothing_before_the_tests_after_it)
{
    world w;
    w.options.probe_every = 10s;
    w.list("alpha", "alpha.bl", {ip4}).limits.per_second = 10;
    w.inventory("45.83.12.0/24");
    w.entry("alpha", "45.83.12.1", {number("127.0.0.2")});
    w.begin();
    w.pipeline.advance(9s);
    EXPECT_EQ(w.running().summary().counts.decided(), 0U);
    EXPECT_GT(w.running().summary().unconfirmed, 50U);
    EXPECT_TRUE(w.sink.findings.empty());
    w.pipeline.advance(2s);
    EXPECT_EQ(w.sink.findings.size(), 1U);
    EXPECT_GT(w.running().summary().counts.clean, 50U);
}

TEST(sweep, holds_no_more_findings_than_its_buffer_and_the_questions_under_way)
{
    world w({"192.0.2.53:53"}, 20);
    w.options.confirm_buffer = 30;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.0/22");
    w.conduct("alpha", 0ms,
              {.what = list_conduct::form::address, .address = number("127.0.0.10"), .subjects_only = true});
    w.begin();
    std::uint64_t most = 0;
    ASSERT_TRUE(w.pipeline.run_until(
        [&] {
            most = std::max(most, w.running().summary().unconfirmed);
            return w.running().finished();
        },
        1min));
    EXPECT_GE(most, 30U);
    EXPECT_LE(most, 30U + 20U);
    EXPECT_EQ(w.running().summary().counts.informational, 1024U);
}

TEST(sweep, after_a_stop_asks_nothing_and_ignores_late_answers)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.0/24");
    w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.pipeline.asked().size() > 50; }, 10s));
    ASSERT_GT(w.pipeline.in_flight(), 0U);
    w.running().stop();
    const std::size_t asked = w.pipeline.asked().size();
    EXPECT_TRUE(w.pipeline.run_until_idle(1min));
    EXPECT_EQ(w.pipeline.asked().size(), asked);
    EXPECT_EQ(w.sink.ends, 1);
    EXPECT_EQ(w.running().summary().counts.decided(), 0U);
    EXPECT_EQ(w.running().summary().open, 256U);
}

TEST(sweep, winding_down_confirms_and_tells_what_was_answered)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4}).limits.per_second = 50;
    w.inventory("45.83.12.0/24");
    w.entry("alpha", "45.83.12.1", {0x7f000002});
    w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.pipeline.asked().size() > 50; }, 10s));
    ASSERT_EQ(w.running().summary().counts.decided(), 0U) << "nothing is confirmed yet";
    w.running().wind_down(w.pipeline.now());
    w.pipeline.wake();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.running().finished(); }, 30s));
    EXPECT_TRUE(w.pipeline.run_until_idle(1min));
    const sweep_summary all = w.running().summary();
    EXPECT_EQ(all.counts.listed, 1U);
    EXPECT_GT(all.counts.clean, 30U);
    EXPECT_GT(all.open, 150U);
    EXPECT_EQ(all.open + all.counts.decided(), all.questions);
    EXPECT_TRUE(all.stopped);
    EXPECT_EQ(w.sink.ends, 1);
}

TEST(sweep, winding_down_among_the_first_tests_ends_with_nothing_verified)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.list("beta", "beta.bl", {ip4});
    w.inventory("45.83.12.0/24");
    w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.pipeline.asked().size() > 1; }, 10s));
    w.running().wind_down(w.pipeline.now());
    w.running().wind_down(w.pipeline.now());
    w.pipeline.wake();
    EXPECT_TRUE(w.pipeline.run_until_idle(1min));
    EXPECT_TRUE(w.running().finished());
    EXPECT_EQ(w.running().summary().open, 512U);
    EXPECT_EQ(w.sink.ends, 1);
}

TEST(sweep, wound_down_at_any_step_ends_within_the_patience_of_its_tests)
{
    // through canaries, tests before, subjects, texts, a burst of listings, a dying list, loans and tests after
    for (int step = 0; step < 400; ++step) {
        SCOPED_TRACE(step);
        world w({"192.0.2.1:53", "192.0.2.2:53"}, 20);
        w.options.probe_every = 300ms;
        w.options.confirm_buffer = 10;
        w.list("alpha", "alpha.bl", {ip4, subject_kind::domain}).limits.per_second = 100;
        w.list("beta", "beta.bl", {ip4}).tests[0].listed.clear();
        w.list("gamma", "gamma.bl", {ip4});
        w.list("delta", "delta.bl", {ip4});
        w.lends("delta");
        w.inventory("45.83.12.0/26");
        w.inventory("example.org");
        for (int n = 0; n < 40; ++n) w.entry("beta", "45.83.12." + std::to_string(n), {number("127.0.0.2")}, "because");
        if (step % 3 == 1) w.conduct("gamma", 200ms, {.what = list_conduct::form::silence});
        if (step % 3 == 2) w.conduct(1, 200ms, resolver_conduct::removing);
        w.begin();
        int seen = 0;
        (void)w.pipeline.run_until([&] { return ++seen > step; }, 20s);
        w.running().wind_down(w.pipeline.now());
        w.pipeline.wake();
        const auto began = w.pipeline.now();
        ASSERT_TRUE(w.pipeline.run_until([&] { return w.running().finished(); }, 60s));
        EXPECT_LE(w.pipeline.now() - began, 20s) << "two spans of patience for the tests, two for what is borrowed";
        const sweep_summary all = w.running().summary();
        EXPECT_EQ(all.open + all.counts.decided(), all.questions);
    }
}

TEST(sweep, subjects_that_no_list_knows_are_counted)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.1");
    w.inventory("mail.example.org");
    w.begin();
    EXPECT_TRUE(w.pipeline.run_until_idle(1min));
    EXPECT_EQ(w.running().summary().unasked, 1U);
}

TEST(sweep, a_silent_list_does_not_hold_up_the_others)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.list("beta", "beta.bl", {ip4});
    w.inventory("45.83.12.0/22");
    w.conduct("alpha", 0ms, {.what = list_conduct::form::silence, .subjects_only = true});
    w.options.max_in_flight_per_list = 20;
    w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.summary_of("beta").counts.clean == 1024; }, 1min));
    EXPECT_LT(w.running().summary().elapsed, 1s);
}

TEST(sweep, allocates_nothing_per_clean_question)
{
    world w;
    w.pipeline.script([](const asked_question& q) {
        if (q.name == "2.0.0.127.alpha.bl") return scripted_answer::addresses({number("127.0.0.2")});
        return scripted_answer::status(answer_status::no_such_name);
    });
    w.list("alpha", "alpha.bl", {ip4}).limits.per_day = 10'000'000;
    w.inventory("45.0.0.0/10");
    sweep& s = w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.pipeline.asked().size() > 500; }, 1min));
    w.pipeline.detach(s);  // from here on by hand: the fake keeps a log of questions

    constexpr std::size_t window = 1000;
    std::vector<std::uint64_t> tags;
    tags.reserve(window);
    answer no;
    no.status = answer_status::no_such_name;
    dns::outgoing q;
    const auto ask = [&](std::size_t questions) {
        for (std::size_t asked = 0; asked < questions;) {
            tags.clear();
            while (tags.size() < window && s.next(q, w.pipeline.now())) tags.push_back(q.tag);
            for (const std::uint64_t tag : tags) s.answered(tag, no, w.pipeline.now());
            asked += tags.size();
            ASSERT_EQ(tags.size(), window);
        }
    };
    ask(10 * window);  // slots and buffers reach their sizes
    const std::size_t before = allocations();
    ask(1'000'000);
    EXPECT_LE(allocations() - before, 100U);  // the budget book, once a chunk of the day
}

}  // namespace
}  // namespace offlist::test
