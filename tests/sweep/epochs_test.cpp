// Epochs that follow each other without a pause: what a lost answer and a slow test hold up, and what they must hold
// back.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;

constexpr auto epoch_kind = subject_kind::ip4;
const std::string zone_of_epochs = ".alpha.bl";
const std::string test_name = "2.0.0.127" + zone_of_epochs;

// 45.83.X.Y, by its number.
std::string address_numbered(int n)
{
    return "45.83." + std::to_string(n / 256) + '.' + std::to_string(n % 256);
}

// How the question about it is called.
std::string question_numbered(int n)
{
    return std::to_string(n % 256) + '.' + std::to_string(n / 256) + ".83.45" + zone_of_epochs;
}

bool is_test(const asked_question& q)
{
    return q.name.find(".127" + zone_of_epochs) != std::string::npos;
}

bool is_subject(const asked_question& q)
{
    return q.type == record_type::a && q.name.find(".83.45" + zone_of_epochs) != std::string::npos;
}

// The longest time between two questions about subjects.
std::chrono::milliseconds longest_pause(const world& w)
{
    std::optional<dns::steady_time> last;
    dns::steady_time::duration longest{0};
    for (const asked_question& q : w.pipeline.asked()) {
        if (!is_subject(q)) continue;
        if (last) longest = std::max(longest, q.at - *last);
        last = q.at;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

// 4096 addresses, of which each `every`th is listed.
void fill(world& w, int every, std::uint32_t code, const std::string& text = {})
{
    w.list("alpha", "alpha.bl", {epoch_kind});
    w.inventory("45.83.0.0/20");
    for (int n = 0; n < 4096; n += every) w.entry("alpha", address_numbered(n), {code}, text);
}

TEST(epochs, a_lost_answer_does_not_hold_up_its_list)
{
    world w({"192.0.2.53:53"}, 20);
    w.options.confirm_buffer = 30;
    fill(w, 4, number("127.0.0.10"));
    w.tamper = [](const asked_question& q, scripted_answer& a) {
        if (q.name == question_numbered(1000) || q.name == question_numbered(2001)) a = scripted_answer::silence();
    };
    ASSERT_TRUE(w.run());
    EXPECT_EQ(longest_pause(w), w.latency);
    const tally all = w.running().summary().counts;
    EXPECT_EQ(all.informational, 1023U);
    EXPECT_EQ(all.by_reason[static_cast<std::size_t>(unknown_reason::timeout)], 2U);
    EXPECT_EQ(all.clean, 3071U);
}

TEST(epochs, a_fourth_listed_does_not_hold_up_its_list)
{
    world w({"192.0.2.53:53"}, 100);
    w.options.confirm_buffer = 200;
    fill(w, 4, number("127.0.0.2"), "because");
    ASSERT_TRUE(w.run());
    EXPECT_EQ(longest_pause(w), w.latency);
    EXPECT_EQ(w.running().summary().counts.listed, 1024U);
    EXPECT_GE(w.pipeline.asked(test_name), 4U) << "tested again and again";
}

TEST(epochs, are_bounded_together_while_a_test_is_slow)
{
    world w({"192.0.2.53:53"}, 20);
    w.options.confirm_buffer = 30;
    fill(w, 4096, number("127.0.0.10"));
    w.conduct("alpha", 0ms,
              {.what = list_conduct::form::address, .address = number("127.0.0.10"), .subjects_only = true});
    w.tamper = [](const asked_question& q, scripted_answer& a) {
        if (is_test(q)) a = std::move(a).later(500ms);
    };
    w.begin();
    std::uint64_t most = 0;
    ASSERT_TRUE(w.pipeline.run_until(
        [&] {
            most = std::max(most, w.running().summary().unconfirmed);
            return w.running().finished();
        },
        1h));
    EXPECT_GE(most, 60U);
    EXPECT_LE(most, 2 * (30U + 20U));
    EXPECT_EQ(w.running().summary().counts.informational, 4096U);
}

TEST(epochs, of_a_list_that_turns_bad_are_both_void)
{
    world w({"192.0.2.53:53"}, 20);
    w.options.confirm_buffer = 30;
    fill(w, 4, number("127.0.0.2"));
    // the fourth round of tests is slow, and when its answers come the list has turned bad
    int rounds = 0;
    std::size_t told_before = 0;
    w.tamper = [&](const asked_question& q, scripted_answer& a) {
        if (!is_test(q)) return;
        if (q.name.starts_with("1.") && ++rounds == 4) told_before = w.sink.findings.size();
        if (rounds >= 4) a = scripted_answer::addresses({number("127.0.0.2")}).later(2s);
    };
    w.begin();
    ASSERT_TRUE(w.pipeline.run_until([&] { return rounds == 4 && w.running().summary().unconfirmed > 160; }, 1min))
        << "the next epoch fills while the tests are under way";
    ASSERT_TRUE(w.pipeline.run_until([&] { return w.running().finished(); }, 1h));
    EXPECT_EQ(w.findings(verdict::listed).size(), told_before);
    const list_summary l = w.summary_of("alpha");
    EXPECT_EQ(l.health, list_state::unhealthy);
    EXPECT_EQ(l.counts.listed, told_before);
    EXPECT_EQ(l.counts.decided(), 4096U);
    EXPECT_LE(w.running().confirmed()[0], l.counts.listed + l.counts.clean);
}

// A slice of subjects by name, all to be asked through the first resolver but one.
TEST(epochs, an_answer_through_a_resolver_that_failed_meanwhile_is_asked_again)
{
    world w({"192.0.2.1:53", "192.0.2.2:53"}, 20);
    w.options.probe_every = 1s;
    w.list("alpha", "alpha.bl", {epoch_kind}).limits.per_second = 20;
    auto watched = std::make_shared<std::vector<watched_item>>();
    for (int n = 0; n < 600; ++n)
        watched->push_back({parse_subject(address_numbered(n), special_addresses::allow).value(), n == 5 ? 2U : 1U});
    w.assign({0, epoch_kind, question_feed(watched)});
    w.entry("alpha", address_numbered(5), {number("127.0.0.2")});
    const dns::steady_time began = w.pipeline.now();
    w.tamper = [&](const asked_question& q, scripted_answer& a) {
        if (q.name == question_numbered(5) && q.server == 1) a = std::move(a).later(20s);
        if (is_test(q) && q.server == 1 && q.at > began + 1s) a = scripted_answer::silence();
    };
    ASSERT_TRUE(w.run());
    const auto listed = w.findings(verdict::listed);
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]->resolver, "192.0.2.1:53");
    EXPECT_EQ(w.pipeline.asked(question_numbered(5), record_type::a), 2U);
    EXPECT_EQ(w.running().summary().counts.clean, 599U);
    EXPECT_EQ(w.running().confirmed(), std::vector<std::uint64_t>{600});
}

// Worlds in which answers are lost and late, lists turn bad, resolvers lie, and the sweep may be wound down.
class lossy_world {
public:
    explicit lossy_world(std::uint64_t seed)
        : random_(seed), w({"192.0.2.1:53", "192.0.2.2:53"}, 1 + static_cast<std::size_t>(below(60)))
    {
        blocklist& list = w.list("alpha", "alpha.bl", {epoch_kind});
        if (below(2) == 0) list.limits.per_second = 20 + below(200);
        const int subjects = 1 + below(400), every = 1 + below(8);
        auto watched = std::make_shared<std::vector<watched_item>>();
        for (int n = 0; n < subjects; ++n) {
            const std::string name = address_numbered(n);
            watched->push_back({parse_subject(name, special_addresses::allow).value(), 0});
            names.push_back(name);
            if (n % every != 0) continue;
            w.entry("alpha", name, {number("127.0.0.2")}, "because");
            listed.insert(name);
        }
        w.assign({0, epoch_kind, question_feed(watched)});
        w.options.confirm_buffer = 1 + static_cast<std::size_t>(below(20));
        w.options.probe_every = milliseconds(500 + below(5000));
        using form = list_conduct::form;
        constexpr form forms[] = {form::everything, form::nothing, form::silence, form::status};
        if (below(3) == 0) w.conduct("alpha", milliseconds(below(10'000)), {.what = forms[below(4)]});
        constexpr resolver_conduct conducts[] = {resolver_conduct::removing, resolver_conduct::silent,
                                                 resolver_conduct::rewriting};
        if (below(3) == 0)
            w.conduct(static_cast<std::size_t>(below(2)), milliseconds(below(10'000)), conducts[below(3)]);
        const int lost = below(20);
        w.tamper = [this, lost](const asked_question& q, scripted_answer& a) {
            if (below(100) < lost) a = below(2) == 0 ? scripted_answer::silence() : std::move(a).later(700ms);
            const bool good = !a.silent && (q.name != test_name || !a.said.addresses.empty());
            if (q.type == record_type::a) flights[q.name].push_back({q.server, q.at, q.at + a.after, !good});
        };
        if (seed % 3 == 0) w.options.end_within = milliseconds(100 + below(8000));
    }
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

    // To its end, or wound down; each finding is dated by the moment of its telling.
    void run(int wind_down_at)
    {
        w.begin();
        int events = 0;
        (void)w.pipeline.run_until(
            [&] {
                told_at.resize(w.sink.findings.size(), w.pipeline.now());
                return w.running().finished() || ++events == wind_down_at;
            },
            1h);
        if (w.running().finished()) return;
        w.running().wind_down(w.pipeline.now());
        told_at.resize(w.sink.findings.size(), w.pipeline.now());
        w.pipeline.wake();
        ASSERT_TRUE(w.pipeline.run_until(
            [&] {
                told_at.resize(w.sink.findings.size(), w.pipeline.now());
                return w.running().finished();
            },
            60s));
    }

    // Whether some answer to a question about this subject lay between two good answers of the listed test entry
    // through the same resolver, all of it before `told`.
    [[nodiscard]] bool lies_between_tests(const finding& f, dns::steady_time told) const
    {
        const std::uint8_t resolver = f.resolver == "192.0.2.1:53" ? 0 : 1;
        const auto place = std::find(names.begin(), names.end(), to_string(f.subject)) - names.begin();
        const auto tests = flights.find(test_name), about = flights.find(question_numbered(static_cast<int>(place)));
        if (tests == flights.end() || about == flights.end()) return false;
        for (const flight& one : about->second) {
            if (one.resolver != resolver || one.lost) continue;
            bool before = false, after = false;
            for (const flight& test : tests->second) {
                if (test.resolver != resolver || test.lost) continue;
                before |= test.answered <= one.asked;
                after |= test.asked >= one.answered && test.answered <= told;
            }
            if (before && after) return true;
        }
        return false;
    }

private:
    std::mt19937_64 random_;

public:
    struct flight {
        std::uint8_t resolver;
        dns::steady_time asked, answered;
        bool lost;
    };
    world w;
    std::vector<std::string> names;
    std::set<std::string> listed;
    std::map<std::string, std::vector<flight>> flights;  // by name, texts left out
    std::vector<dns::steady_time> told_at;
};

class random_epochs : public testing::TestWithParam<std::uint64_t> {};

TEST_P(random_epochs, tell_only_what_lies_between_good_tests)
{
    for (std::uint64_t seed = GetParam() * 100; seed < GetParam() * 100 + 100; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        lossy_world l(seed);
        l.run(seed % 2 == 0 ? -1 : l.below(800));
        std::set<std::string> told;
        for (std::size_t n = 0; n < l.w.sink.findings.size(); ++n) {
            const finding& f = l.w.sink.findings[n];
            const std::string name = to_string(f.subject);
            EXPECT_TRUE(told.insert(name).second) << name << " is told twice";
            if (f.judged.what == verdict::unknown) continue;
            EXPECT_EQ(f.judged.what == verdict::listed, l.listed.count(name) == 1) << name;
            EXPECT_TRUE(l.lies_between_tests(f, l.told_at[n])) << name;
        }
        const sweep_summary all = l.w.running().summary();
        EXPECT_EQ(all.counts.decided(), told.size());
        EXPECT_EQ(all.counts.decided() + all.open, all.questions);
        if (!all.stopped) {
            EXPECT_EQ(all.open, 0U);
        }
        // the cursor of the monitor goes past nobody without a verdict
        const std::uint64_t confirmed = l.w.running().confirmed()[0];
        for (std::size_t n = 0; n < confirmed; ++n) EXPECT_TRUE(told.count(l.names[n])) << n << " of " << confirmed;
        EXPECT_EQ(l.w.sink.ends, 1);
        if (l.w.options.end_within) {
            EXPECT_LE(all.elapsed, *l.w.options.end_within + 100ms);  // a tick of the pipeline
        }
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, random_epochs, testing::Range<std::uint64_t>(0, 10));

}  // namespace
}  // namespace offlist::test
