// Random worlds, each from a seed that a failure prints: whatever lists and resolvers do, the sweep's promises hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
    bool one_in(int n) { return below(n) == 0; }

private:
    std::mt19937_64 random_;
};

struct plan {
    std::set<std::pair<std::string, std::string>> listed;  // list and subject: the truth
    std::map<std::string, query_limits> limits;
};

// Bad in one way or another. A list never recovers: what goes bad and well again between two tests cannot be noticed.
list_conduct any_conduct(dice& d)
{
    using form = list_conduct::form;
    constexpr form forms[] = {form::everything, form::nothing, form::nothing,
                              form::silence,    form::status,  form::address};
    list_conduct c{.what = forms[d.below(6)]};
    c.status = d.one_in(2) ? answer_status::refused : answer_status::servfail;
    c.address = d.one_in(2) ? number("127.255.255.254") : number("198.51.100.9");
    return c;
}

plan make(world& w, dice& d, int resolvers)
{
    plan p;
    const int lists = 1 + d.below(5);
    const int subjects = 1 + d.below(120);
    for (int s = 0; s < subjects; ++s) w.inventory("45.83.12." + std::to_string(s));
    for (int l = 0; l < lists; ++l) {
        const std::string id = "list" + std::to_string(l);
        blocklist& list = w.list(id, id + ".bl", {subject_kind::ip4});
        // without a listed entry nobody sees an emptied list, only a resolver that removes answers
        const bool no_entry = d.one_in(4);
        if (no_entry) list.tests[0].listed.clear();
        if (d.one_in(2)) list.limits.per_second = 5 + d.below(50);
        if (d.one_in(3)) list.limits.per_day = d.below(200);
        p.limits[id] = list.limits;
        for (int s = 0; s < subjects; ++s) {
            if (!d.one_in(6)) continue;
            const std::string subject = "45.83.12." + std::to_string(s);
            w.entry(id, subject, {number("127.0.0.2")}, "because");
            p.listed.emplace(id, subject);
        }
        for (int change = d.below(4) - 1; change > 0; --change)
            if (const list_conduct c = any_conduct(d); !no_entry || c.what != list_conduct::form::nothing)
                w.conduct(id, milliseconds(d.below(30'000)), c, d.one_in(2) ? d.below(resolvers) : -1);
    }
    for (int lenders = d.below(3); lenders > 0; --lenders) {
        const std::string id = "lender" + std::to_string(lenders);
        blocklist& lender = w.list(id, id + ".bl", {subject_kind::ip4});
        if (d.one_in(2)) lender.limits = {1.0 + d.below(20), d.below(30)};
        p.limits[id] = lender.limits;
        w.lends(id);
        if (d.one_in(4)) w.conduct(id, milliseconds(d.below(30'000)), any_conduct(d));
    }
    for (int r = 0; r < resolvers; ++r)
        if (d.one_in(3)) {
            using enum resolver_conduct;
            constexpr resolver_conduct conducts[] = {rewriting, silent, honest,   refusing_invalid, removing,
                                                     emptying,  strict, refusing, failing};
            w.conduct(static_cast<std::size_t>(r), milliseconds(d.below(2) * d.below(30'000)), conducts[d.below(9)]);
        }
    w.options.probe_every = milliseconds(1000 + d.below(20'000));
    w.options.confirm_buffer = 1 + static_cast<std::size_t>(d.below(30));
    w.options.report_clean = d.one_in(2);
    w.latency = milliseconds(1 + d.below(300));
    if (d.one_in(3)) w.time.shift = std::chrono::hours(16) - std::chrono::seconds(d.below(20));  // midnight comes
    if (d.one_in(6)) w.options.max_duration = milliseconds(d.below(20'000));
    if (d.one_in(3)) w.options.end_within = milliseconds(1 + d.below(20'000));
    return p;
}

// Sums agree, and each question has one verdict.
void expect_sums(const world& w, const sweep_summary& s)
{
    EXPECT_EQ(s.counts.decided(), s.questions);
    EXPECT_EQ(s.open, 0U);
    std::map<std::pair<std::string, std::string>, int> told;
    tally by_findings;
    for (const finding& f : w.sink.findings) {
        EXPECT_EQ(++told[std::make_pair(f.blocklist, to_string(f.subject))], 1) << to_string(f.subject);
        EXPECT_EQ(f.judged.what == verdict::unknown, f.judged.reason != unknown_reason::none);
        by_findings.add(f.judged.what, f.judged.reason);
    }
    if (!w.options.report_clean) by_findings.clean = s.counts.clean;
    EXPECT_EQ(by_findings, s.counts);
}

// The world's calendar moves with its virtual time.
std::chrono::sys_days day_of(const world& w, const asked_question& q)
{
    const auto ago = std::chrono::duration_cast<std::chrono::system_clock::duration>(w.pipeline.now() - q.at);
    return std::chrono::floor<std::chrono::days>(w.time.now() - ago);
}

void expect_limits(const world& w, const plan& p)
{
    for (const auto& [id, limits] : p.limits) {
        const auto asked = w.asked_of(id);
        if (limits.per_day) {
            std::map<std::chrono::sys_days, std::int64_t> by_day;
            for (const asked_question& q : asked) ++by_day[day_of(w, q)];
            for (const auto& [day, count] : by_day) EXPECT_LE(count, *limits.per_day) << id;
        }
        if (!limits.per_second) continue;
        // within any second: the rate, and the burst that may be caught up, or the two that may leave at once
        const double most = *limits.per_second * 1.05 + (w.options.end_within ? 2 : 1);
        std::size_t first = 0;
        for (std::size_t last = 0; last < asked.size(); ++last) {
            while (asked[last].at - asked[first].at >= std::chrono::seconds(1)) ++first;
            ASSERT_LE(static_cast<double>(last - first + 1), most) << id;
        }
    }
}

class random_world : public testing::TestWithParam<std::uint64_t> {};

TEST_P(random_world, keeps_the_promises)
{
    for (std::uint64_t seed = GetParam() * 100; seed < GetParam() * 100 + 100; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        dice d(seed);
        const int resolvers = 1 + d.below(3);
        std::vector<std::string> names(static_cast<std::size_t>(resolvers));
        for (std::size_t r = 0; r < names.size(); ++r) names[r] = "192.0.2." + std::to_string(r) + ":53";
        world w(names, 1 + static_cast<std::size_t>(d.below(60)));
        const plan p = make(w, d, resolvers);
        ASSERT_TRUE(w.run(std::chrono::hours(2)));
        expect_sums(w, w.running().summary());
        expect_limits(w, p);
        for (const finding* f : w.findings(verdict::listed))
            EXPECT_TRUE(p.listed.count({f->blocklist, to_string(f->subject)}))
                << to_string(f->subject) << " is not listed";
        for (const finding* f : w.findings(verdict::clean))
            EXPECT_FALSE(p.listed.count({f->blocklist, to_string(f->subject)}))
                << to_string(f->subject) << " is listed";
        EXPECT_EQ(w.sink.ends, 1);
        if (w.options.end_within) {
            EXPECT_LE(w.running().summary().elapsed,
                      *w.options.end_within + milliseconds(100));  // a tick of the pipeline
        }
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, random_world, testing::Range<std::uint64_t>(0, 10));

}  // namespace
}  // namespace offlist::test
