// Three hundred random worlds with an oracle, which knows what was true. A failure prints its seed.
#include <gtest/gtest.h>

#include <monitor/random_world.hpp>

namespace offlist::test {
namespace {

using change_seen = memory_store::change_seen;

// Evidence is kept to the second.
constexpr seconds grain{1};
// Slices from a moment at which something is due until it is recorded: it waits for one, and is in the next.
constexpr seconds some_slices = minutes(6);

bool is_listing(change c)
{
    return c == change::suspected || c == change::opened || c == change::recurred;
}

// What every change rests on was true, and was said by a list that was well: unknown and lies never moved anything.
void expect_true(const random_world& w, const change_seen& c)
{
    const auto truth = w.listed_then().find({c.blocklist, c.about});
    bool right = false;
    for (const dns::steady_time m : w.moments_of(c.because.asked_at)) {
        const bool was_listed = truth != w.listed_then().end() && any_overlaps(truth->second, m, m + grain);
        const bool was_clean = truth == w.listed_then().end() ||
                               std::none_of(truth->second.begin(), truth->second.end(),
                                            [&](const span& s) { return s.from <= m && m + grain <= s.to; });
        const bool well = !w.bad(c.blocklist, m, m + std::chrono::milliseconds(1)) ||
                          !w.bad(c.blocklist, m + grain, m + grain + std::chrono::milliseconds(1));
        right = right || (well && (is_listing(c.what) ? was_listed : was_clean));
    }
    EXPECT_TRUE(right) << c.blocklist << ' ' << c.about << ' ' << to_string(c.what) << " was never so";
    EXPECT_EQ(c.because.what, is_listing(c.what) ? verdict::listed : verdict::clean);
}

// From one state to the next, each confirmed no sooner than the spacing allows.
void expect_order(const random_world& w)
{
    std::map<pair_of, const change_seen*> last;
    for (const change_seen& c : w.store.history) {
        const change_seen*& before = last[{c.blocklist, c.about}];
        const change was = before == nullptr ? change::closed : before->what;
        const bool from_clean = was == change::closed || was == change::dismissed;
        const bool from_listed = was == change::opened || was == change::recurred;
        const bool fits = c.what == change::suspected                               ? from_clean
                          : c.what == change::clearing                              ? from_listed
                          : c.what == change::opened || c.what == change::dismissed ? was == change::suspected
                                                                                    : was == change::clearing;
        EXPECT_TRUE(fits) << c.blocklist << ' ' << c.about << ": " << to_string(c.what) << " after " << to_string(was);
        if ((c.what == change::opened || c.what == change::closed) && before != nullptr) {
            const auto a = w.moments_of(before->because.asked_at), b = w.moments_of(c.because.asked_at);
            if (a.size() == 1 && b.size() == 1) {
                EXPECT_GE(b[0] - a[0] + grain, w.options.confirmation.confirm_after) << c.blocklist << ' ' << c.about;
            }
        }
        before = &c;
    }
}

listing_state state_at(const random_world& w, const pair_of& p, dns::steady_time moment)
{
    listing_state is = listing_state::clean;
    for (const change_seen& c : w.store.history) {
        if (c.blocklist != p.first || c.about != p.second || c.recorded > moment) continue;
        if (c.what == change::suspected) is = listing_state::suspected;
        if (c.what == change::opened || c.what == change::recurred) is = listing_state::listed;
        if (c.what == change::clearing) is = listing_state::clearing;
        if (c.what == change::closed || c.what == change::dismissed) is = listing_state::clean;
    }
    return is;
}

// Its budget may make it wait.
bool limited(const random_world& w, const std::string& id)
{
    return std::any_of(w.lists.begin(), w.lists.end(), [&](const monitored_list& l) {
        return l.definition.id == id && (l.definition.limits.per_second || l.definition.limits.per_day);
    });
}

// What lasted long enough, undisturbed, was opened; and closed when it was over. How many there were of both.
int expect_complete(const random_world& w)
{
    int proven = 0;
    const seconds confirmed = 3 * (w.options.confirmation.confirm_after + some_slices);
    const seconds rest = minutes(17);  // of a list that was sick before
    for (const auto& [p, listed] : w.listed_then()) {
        if (limited(w, p.first)) continue;
        for (std::size_t n = 0; n < listed.size(); ++n) {
            const span& s = listed[n];
            const dns::steady_time due = s.from + w.options.interval + some_slices + confirmed;
            if (due < s.to && due < w.ends() && !w.disturbed(p.first, s.from - rest, due)) {
                ++proven;
                EXPECT_EQ(state_at(w, p, due), listing_state::listed)
                    << p.first << ' ' << p.second << " from " << (s.from - w.begins()) / seconds(1) << " s on";
            }
            const dns::steady_time over = s.to + w.options.listed_interval + some_slices + confirmed;
            const dns::steady_time again = n + 1 < listed.size() ? listed[n + 1].from : dns::steady_time::max();
            if (over < again && over < w.ends() && !w.disturbed(p.first, s.to - rest, over)) {
                ++proven;
                EXPECT_EQ(state_at(w, p, over), listing_state::clean)
                    << p.first << ' ' << p.second << " until " << (s.to - w.begins()) / seconds(1) << " s";
            }
        }
    }
    return proven;
}

void expect_limits(const random_world& w)
{
    for (const monitored_list& l : w.lists) {
        std::vector<dns::steady_time> asked;
        for (const asked_question& q : w.pipeline.asked())
            if (q.name.ends_with('.' + l.definition.id + ".bl")) asked.push_back(q.at);
        if (l.definition.limits.per_day && !w.calendar_was_set()) {
            std::map<long, std::int64_t> days;
            for (const dns::steady_time at : asked) ++days[(at - w.begins() + hours(8)) / hours(24)];
            for (const auto& [day, count] : days) EXPECT_LE(count, *l.definition.limits.per_day) << l.definition.id;
        }
        if (!l.definition.limits.per_second || w.restarts() > 0) continue;
        const double most = *l.definition.limits.per_second * 1.05 + 2;  // at the border of two slices too
        for (std::size_t first = 0, last = 0; last < asked.size(); ++last) {
            while (asked[last] - asked[first] >= seconds(1)) ++first;
            ASSERT_LE(static_cast<double>(last - first + 1), most) << l.definition.id;
        }
    }
}

std::string minutes_of(const random_world& w, const std::vector<asked_question>& asked)
{
    std::string text = ", asked in the minutes";
    for (const asked_question& q : asked) text += ' ' + std::to_string((q.at - w.begins()) / minutes(1));
    return text;
}

// In a calm world a subject that is on no list is asked once an interval, restarts or not.
void expect_rounds(const random_world& w)
{
    for (const monitored_list& l : w.lists) {
        if (l.definition.limits.per_day || l.definition.limits.per_second) continue;
        for (const std::string& about : w.subjects()) {
            if (w.listed_then().count({l.definition.id, about}) != 0) continue;
            const auto asked = w.asked(l.definition.id, about);
            ASSERT_LE(asked.size(), static_cast<std::size_t>(w.length / w.options.interval + 2 + w.restarts()))
                << l.definition.id << ' ' << about << minutes_of(w, asked);
            dns::steady_time before = w.begins();
            for (const asked_question& q : asked) {
                ASSERT_LE(q.at - before, w.options.interval + w.options.interval / 10 + some_slices)
                    << l.definition.id << ' ' << about << " after " << (before - w.begins()) / seconds(1) << " s"
                    << minutes_of(w, asked);
                before = q.at;
            }
        }
    }
}

// A listing whose list has been bad since long says that it is not verified.
void expect_doubt(const random_world& w)
{
    for (const auto& [p, l] : w.store.listings) {
        const bool open = l.now.state == listing_state::listed || l.now.state == listing_state::clearing;
        const dns::steady_time since = w.ends() - minutes(40);
        bool all_the_time = true;
        for (auto t = since; t < w.ends(); t += minutes(1)) all_the_time = all_the_time && w.bad(p.first, t, t + grain);
        if (open && all_the_time && !limited(w, p.first) && !w.shaken(since - hours(1), w.ends())) {
            EXPECT_TRUE(w.store.unverified_since(l).has_value()) << p.first << ' ' << p.second;
        }
    }
}

constexpr std::uint64_t worlds_a_test = 20;
class random_worlds : public testing::TestWithParam<std::uint64_t> {};

TEST_P(random_worlds, nothing_is_believed_that_was_not_so_and_nothing_true_is_missed)
{
    int proven = 0, changes = 0;
    for (std::uint64_t n = 0; n < worlds_a_test; ++n) {
        const std::uint64_t seed = GetParam() * worlds_a_test + n;
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_world w(seed);
        w.run();
        ASSERT_TRUE(w.ok);
        for (const change_seen& c : w.store.history) expect_true(w, c);
        expect_order(w);
        proven += expect_complete(w);
        expect_limits(w);
        expect_doubt(w);
        if (w.calm()) expect_rounds(w);
        changes += static_cast<int>(w.store.history.size());
        if (HasFailure()) return;
    }
    EXPECT_GT(proven, 10) << "worlds in which nothing was to be seen prove nothing";
    EXPECT_GT(changes, 50);
}

INSTANTIATE_TEST_SUITE_P(seeds, random_worlds, testing::Range<std::uint64_t>(0, 16));

}  // namespace
}  // namespace offlist::test
