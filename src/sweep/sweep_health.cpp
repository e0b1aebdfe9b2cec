// Which lists and resolvers may be believed: canaries, test entries, epochs, and whom to blame.
#include <algorithm>
#include <bit>
#include <blocklists/question_name.hpp>
#include <boost/assert.hpp>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {

void sweep::state::canaries_done(dns::steady_time now)
{
    canaries_at_ = now + options_.probe_every;
    for (const std::string& text : watch_.take_notes()) sink_.note(text);
    leave_untrusted(now);
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number)
        if (courses_[number].now == phase::waiting) open_course(number, now);
}

std::int64_t sweep::state::entries_of(const course& c) const
{
    const blocklist& list = lists_[c.list].definition;
    return std::int64_t{!test_question_name(list, c.kind, true).empty()} +
           std::int64_t{!test_question_name(list, c.kind, false).empty()};
}

// The resolvers that it is asked through. A slow list has time for few of them.
std::uint32_t sweep::state::candidates(const course& c) const
{
    std::uint32_t all = watch_.trusted() & ~c.banned;
    while (std::popcount(all) > lists_[c.list].most_resolvers) all &= ~std::bit_floor(all);
    return all;
}

std::int64_t sweep::state::test_cost(const course& c) const
{
    return entries_of(c) * std::popcount(candidates(c));
}

void sweep::state::open_course(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    if (entries_of(c) == 0)
        return give_up(number, list_state::untested, unknown_reason::list_unhealthy,
                       health_of(lists_[c.list].definition, nullptr, nullptr).why);
    if (leans(c) && !somebody_lends())
        return give_up(number, list_state::unverified, unknown_reason::resolver_untrusted,
                       words_for_no_proof(lists_[c.list].definition, c.kind, false));
    allowance& budget = lists_[c.list].budget;
    const std::int64_t cost = test_cost(c);
    // without the tests before and after nothing would count, so one subject and both rounds are the least
    if (!budget.take(2 * cost + 1, today_)) {
        if (budget.failure()) return fail(*budget.failure());
        c.why = "its daily limit leaves no room for a question and its tests";
        c.rest = unknown_reason::over_budget;
        return settle(number);
    }
    budget.put_back(1);
    c.prepaid = c.kept = cost;
    c.now = phase::opening;
    launch_probe(number, now);
}

// The open epoch is to be confirmed. Where the day's budget does not allow tests now and at the end, this is the end.
// At the end the last answers come first, so that one round of tests is enough.
void sweep::state::close(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    BOOST_ASSERT(c.now == phase::asking && !c.closing);
    if (c.ended && c.outstanding != 0 && !questions_over_) return;
    allowance& budget = lists_[c.list].budget;
    const std::int64_t cost = test_cost(c);
    if (c.ended) {
        c.prepaid = std::exchange(c.kept, 0);
    } else if (budget.take(cost, today_)) {
        c.prepaid = cost;
    } else {
        return end_asking(number, unknown_reason::over_budget, now);
    }
    c.close_epoch();
    for (const slot& s : slots_)
        if ((s.what == asked_for::listing || s.what == asked_for::text) && s.course == number && s.era == c.era)
            c.open().start.put_back(s.subject);
    c.test_at = dns::steady_time::max();
    launch_probe(number, now);
}

// Something looks wrong: no subject is asked until the tests are right again.
void sweep::state::pause_and_close(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    c.paused = true;
    if (c.closing)
        c.close_again = true;
    else
        close(number, now);
}

// No subject is asked any more: all were asked (`rest` is `none`), or a limit was reached, or the budget store
// failed.
void sweep::state::end_asking(std::uint32_t number, unknown_reason rest, dns::steady_time now)
{
    course& c = courses_[number];
    if (const auto& failure = lists_[c.list].budget.failure()) return fail(*failure);
    c.ended = true;
    c.rest = rest;
    close_the_last(number, now);
}

// Once nothing more is asked and everything is answered, the open epoch is the last.
void sweep::state::close_the_last(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    if (c.now != phase::asking || !c.ended || c.closing) return;
    if (c.outstanding != 0 && (!questions_over_ || c.open().empty())) return;
    if (c.open().empty())
        settle(number);
    else
        close(number, now);
}

void sweep::state::launch_probe(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    const blocklist& list = lists_[c.list].definition;
    const std::uint32_t through = candidates(c);
    if (through == 0)
        return give_up(number, list_state::unverified, unknown_reason::resolver_untrusted,
                       "every resolver gave wrong answers about its test entries");
    c.testing = true;
    c.proving = false;
    c.borrowed = 0;
    c.test_began = now;
    const auto questions = c.tests.begin(through, !test_question_name(list, c.kind, true).empty(),
                                         !test_question_name(list, c.kind, false).empty());
    for (const test_question& test : questions) {
        c.urgent.push_back({.text = false, .paid = c.prepaid > 0, .slot = 0, .test = test});
        if (c.prepaid > 0) --c.prepaid;
    }
    lists_[c.list].budget.put_back(std::exchange(c.prepaid, 0));
    if (questions.empty()) return probe_done(number, now);
    turn_queue_.join(number);
}

void sweep::state::test_answered(std::uint32_t number, test_question to, const answer& said, bool may_repeat,
                                 dns::steady_time now)
{
    course& c = courses_[number];
    if (!c.testing) return;  // given up meanwhile
    BOOST_ASSERT(!c.proving);
    if (c.tests.answered(to, said, may_repeat)) {
        c.urgent.push_back({.text = false, .paid = false, .slot = 0, .test = to});
        turn_queue_.join(number);
        return;
    }
    if (c.tests.done()) probe_done(number, now);
    if (to.listed && !finished_) proofs_progressed(now);
}

void sweep::state::probe_done(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    c.tested = c.tests.result(lists_[c.list].definition);
    if (!leans(c))
        for (std::uint8_t r = 0; r < watch_.size(); ++r) {
            // once lost and then found: it is the cache that brings it home, whoever asked for it before
            const std::uint32_t bit = 1U << r;
            if ((c.tested.good & bit) == 0 || !lists_[c.list].seen[r].later) continue;
            c.tested.good &= ~bit;
            c.tested.lost |= bit;
            if (c.tested.why.empty()) c.tested.why = "its listed test entry comes home only when it is asked again";
        }
    c.tested.good &= watch_.trusted();
    if (c.tested.good == 0 || !leans(c)) return conclude_probe(number, now);
    c.proving = true;
    seek_proof(number, now);
}

void sweep::state::conclude_probe(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    const bool unproven = std::exchange(c.proving, false) && c.tested.good == 0;
    c.testing = false;
    c.tested_at = c.test_began;
    probe_result& r = c.tested;
    const std::uint32_t good = r.good & watch_.trusted();
    if (good != 0) {
        passed(number, good, now);
    } else if (unproven) {
        give_up(number, list_state::unverified, unknown_reason::resolver_untrusted,
                words_for_no_proof(lists_[c.list].definition, c.kind, true));
    } else if (!r.condemned && (r.lost != 0 || r.network != unknown_reason::none)) {
        c.forget_epochs();
        c.now = phase::suspect;
        c.suspicion = r.lost != 0 ? unknown_reason::resolver_untrusted : r.network;
        c.why = r.why;
        if (!suspects_since_) suspects_since_ = c.tested_at;
    } else {
        give_up(number, list_state::unhealthy, unknown_reason::list_unhealthy, r.why);
    }
    if (!finished_) blame_resolvers(dns::steady_time::max(), now);
    if (!finished_) judge_suspects(now);
}

void sweep::state::passed(std::uint32_t number, std::uint32_t good, dns::steady_time now)
{
    course& c = courses_[number];
    c.resolvers = good;
    if (c.now == phase::opening) {
        c.now = phase::asking;
        set_health(c, list_state::healthy, {});
        c.ask_until = late_questions_until(now);
        return go_on(number, now);
    }
    BOOST_ASSERT(c.now == phase::asking && c.closing);
    const std::uint32_t liars = (c.closing_one().used | c.open().used) & ~good;
    if (liars != 0) return begin_again(number, liars, now);
    commit(c);
    c.closing = false;
    if (c.ended) return close_the_last(number, now);
    if (c.close_again) return pause_and_close(number, now);
    go_on(number, now);
}

// Answers of the epochs came through resolvers that do not pass any more: they are asked again through the others. Each
// time at least one resolver is left out for good, so this ends.
void sweep::state::begin_again(std::uint32_t number, std::uint32_t liars, dns::steady_time now)
{
    course& c = courses_[number];
    allowance& budget = lists_[c.list].budget;
    c.banned |= liars;
    c.forget_epochs();
    c.rest = unknown_reason::none;
    if (winding_down_) return settle(number);
    c.ended = false;
    sink_.note(lists_[c.list].definition.id + ": a resolver stopped answering its test entries rightly; what it said " +
               "since the last good test is asked again through the others");
    if (c.kept == 0) {
        const std::int64_t cost = test_cost(c);
        if (!budget.take(cost, today_)) return end_asking(number, unknown_reason::over_budget, now);
        c.kept = cost;
    }
    go_on(number, now);
}

void sweep::state::go_on(std::uint32_t number, dns::steady_time now)
{
    course& c = courses_[number];
    c.paused = false;
    c.test_at = now + options_.probe_every;
    turn_queue_.join(number);
}

void sweep::state::commit(course& c)
{
    epoch& e = c.closing_one();
    c.counts.add(e.counts);
    for (finding& f : e.held) sink_.found(std::move(f));
    e.reset(c.work);
}

void sweep::state::give_up(std::uint32_t number, list_state health, unknown_reason reason, std::string why)
{
    course& c = courses_[number];
    c.forget_epochs();
    c.testing = c.proving = false;
    drop_urgent(c);
    c.rest = reason;
    c.ended = false;
    set_health(c, health, std::move(why));
    settle(number);
}

void sweep::state::drop_urgent(course& c)
{
    for (const urgent_question& u : c.urgent)
        if (u.text) free_slot(u.slot);
    c.urgent.clear();
}

// Midnight has passed. What is kept aside for tests was booked on the old day, so it goes back there and is booked
// again on the new one; a list that has no room for its tests today cannot confirm anything, and asks nothing more.
void sweep::state::book_tests_anew()
{
    std::vector<std::int64_t> reserved(courses_.size());
    for (std::size_t number = 0; number < courses_.size(); ++number) {
        course& c = courses_[number];
        reserved[number] = c.kept + c.prepaid;
        for (urgent_question& u : c.urgent) reserved[number] += u.paid ? 1 : 0;
        lists_[c.list].budget.put_back(reserved[number]);
    }
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        allowance& budget = lists_[c.list].budget;
        if (reserved[number] == 0 || budget.take(reserved[number], today_)) continue;
        if (budget.failure()) return fail(*budget.failure());
        c.kept = c.prepaid = 0;
        give_up(number, c.health, unknown_reason::over_budget, "the new day's limit leaves no room for its tests");
    }
}

void sweep::state::set_health(course& c, list_state health, std::string why)
{
    c.health = health;
    c.why = std::move(why);
    sink_.list_changed(lists_[c.list].definition, c.kind, health, c.why);
}

}  // namespace offlist
