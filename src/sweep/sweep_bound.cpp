// A hard end (sweep_options::end_within): what is silent costs its own answer only, and something is known of the rest.
//
//    0               1/4               1/2                    3/4 or later            end
//    ├── canaries ────┤                 │                      │                       │
//    ├── first tests ──────────────────►│                      │                       │
//    ├── questions ───────────────────────────────────────────►│                       │
//    ├── last tests ──────────────────────────────────────────────────────────────────►│
//
// At its mark a thing is waited for no longer where somebody else waits for it: a silent resolver is left out, and a
// list that is good through one resolver does without another that says nothing. What only waits for itself may take
// the time that is left.
#include <algorithm>
#include <boost/assert.hpp>
#include <cstdint>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

enum : std::size_t { canaries_mark, first_tests_mark, questions_mark, end_mark };

// Of a list's two entries. What else is asked of it, the subject, is made up for by the two that leave at once (pace).
constexpr int tests_before_and_after = 4;

}  // namespace

// So many that the tests before and after fit into three quarters of the time.
int sweep::state::resolvers_in_time(const pace& rate, const sweep_options& how)
{
    constexpr int all = 32;
    if (!how.end_within || rate.interval().count() == 0) return all;
    const auto fit = *how.end_within * 3 / 4 / (tests_before_and_after * rate.interval());
    return static_cast<int>(std::clamp<std::int64_t>(fit, 1, all));
}

void sweep::state::set_marks(dns::steady_time now)
{
    const dns::steady_time::duration whole = *options_.end_within;
    const dns::steady_time end = now + whole;
    const auto for_last_tests = std::min<dns::steady_time::duration>(whole / 4, options_.test_patience);
    marks_ = {now + whole / 4, now + whole / 2, end - for_last_tests, end};
    marks_passed_ = 0;
    if (marks_[questions_mark] < deadline_) {
        deadline_ = marks_[questions_mark];
        at_deadline_ = options_.reason_at_end;
    }
}

void sweep::state::time_passed(dns::steady_time now)
{
    if (finished_ || !begun_ || marks_passed_ == marks_.size()) return;
    last_ = now;
    pass_marks(now);
    judge_again(now);
}

void sweep::state::pass_marks(dns::steady_time now)
{
    while (!finished_ && marks_passed_ < marks_.size() && now >= marks_[marks_passed_]) switch (marks_passed_++) {
            case canaries_mark:
                end_canaries(now);
                break;
            case first_tests_mark:
                end_first_tests(now);
                break;
            case questions_mark:
                end_questions(now);
                break;
            default:
                end_all(now);
        }
}

void sweep::state::end_canaries(dns::steady_time now)
{
    const bool waited_for =
        std::any_of(courses_.begin(), courses_.end(), [](const course& c) { return c.now == phase::waiting; });
    if (watch_.round_done() || !waited_for) return;
    for (std::uint32_t place = 0; place < slots_.size(); ++place)
        if (slots_[place].what == asked_for::canary) free_slot(place);
    watch_.end_round();
    canaries_done(now);
}

void sweep::state::end_first_tests(dns::steady_time now)
{
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number)
        if (courses_[number].now == phase::opening) end_tests_that_are_good(number, now);
}

// Where the tests under way are good through some resolver, that is enough. What its own answers of this epoch came
// through must be among them.
void sweep::state::end_tests_that_are_good(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    if (!c.testing) return;
    std::uint32_t used = 0;
    if (c.closing) used = c.closing_one().used | c.open().used;
    if (!c.proving) {
        const std::uint32_t good = c.tests.good_so_far(lists_[c.list].definition) & watch_.trusted();
        if (good == 0 || (used & ~good) != 0) return;
        drop_urgent_tests(c);
        for (std::uint32_t place = 0; place < slots_.size(); ++place)
            if (slots_[place].what == asked_for::test && slots_[place].course == number) free_slot(place);
        c.tests.end();
        probe_done(number, now);
    }
    if (finished_ || !c.testing || !c.proving) return;
    const std::uint32_t proven = proven_by(c);
    if (proven == 0 || (used & ~proven) != 0) return;
    c.tested.good = proven;
    conclude_probe(number, now);
}

void sweep::state::drop_urgent_tests(course& c)
{
    std::erase_if(c.urgent, [&](const urgent_question& u) {
        if (!u.text && u.paid) ++c.prepaid;
        return !u.text;
    });
    lists_[c.list].budget.put_back(std::exchange(c.prepaid, 0));
}

// What was answered is confirmed; whoever is silent is not waited for.
void sweep::state::end_questions(dns::steady_time now)
{
    // all texts first: from then on an epoch closes without what is outstanding, and one text's end would cost the
    // others
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number)
        if (courses_[number].now == phase::asking) end_texts(number, now);
    questions_over_ = true;
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        const course& c = courses_[number];
        if (c.now != phase::asking) continue;
        if (c.ended)
            close_the_last(number, now);
        else
            end_asking(number, options_.reason_at_end, now);
    }
}

// A listing without its text is still one.
void sweep::state::end_texts(std::uint32_t number, dns::steady_time now)
{
    const auto waits = [&](const slot& s) {
        return s.what == asked_for::text && s.course == number && s.era == courses_[number].era;
    };
    for (std::uint32_t place = 0; place < slots_.size() && !finished_; ++place) {
        course& c = courses_[number];
        if (!waits(slots_[place])) continue;
        const auto queued =
            std::erase_if(c.urgent, [&](const urgent_question& u) { return u.text && u.slot == place; });
        if (queued == 0) --c.in_flight;
        text_answered(place, nullptr, now);
    }
}

// A list that comes after all, when the questions of the others are over: half of what is left is for its own.
dns::steady_time sweep::state::late_questions_until(dns::steady_time now) const
{
    if (!questions_over_ || deadline_ != marks_[questions_mark]) return {};
    return now + (marks_[end_mark] - now) / 2;
}

// Whether time for the last tests is left after a text.
bool sweep::state::text_fits(const course& c, dns::steady_time now) const
{
    if (!options_.end_within) return true;
    if (questions_over_) return false;
    const pace& rate = lists_[c.list].rate;
    return std::max(now, rate.ready_at()) + test_cost(c) * rate.interval() < marks_[end_mark];
}

void sweep::state::end_all(dns::steady_time now)
{
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number)
        if (courses_[number].now == phase::asking && courses_[number].closing) end_tests_that_are_good(number, now);
    const bool verified = std::any_of(courses_.begin(), courses_.end(), [](const course& c) {
        return c.health == list_state::healthy || c.counts.decided() > c.counts.unknown;
    });
    if (!finished_ && !verified && blame_.empty())
        blame_ = "no list had answered its test entries when the time was up";
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        const bool active =
            c.now == phase::waiting || c.now == phase::opening || c.now == phase::asking || c.now == phase::suspect;
        if (!active) continue;
        list_state health = list_state::unverified;
        std::string why = c.why;
        if (c.now == phase::waiting)
            why = "no resolver had answered when the time was up";
        else if (c.now == phase::opening)
            why = "its test entries were not answered in time";
        else if (c.now == phase::asking && c.testing)
            why = "its last test entries were not answered in time";
        else if (c.now == phase::asking)
            health = c.health;
        give_up(number, health, options_.reason_at_end, std::move(why));
    }
    suspects_since_.reset();
    while (!finished_ && !settling_.empty()) settle_some();
    BOOST_ASSERT(finished_);
}

}  // namespace offlist
