// The end of a sweep: what was not asked, and the sums.
#include <algorithm>
#include <boost/assert.hpp>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

// Findings told in one call of the pipeline, so that telling millions does not hold up the questions of other lists.
constexpr int settled_at_once = 256;

int severity_of(list_state s)
{
    switch (s) {
        case list_state::unused:
            return 0;
        case list_state::healthy:
            return 1;
        case list_state::unverified:
            return 2;
        case list_state::untested:
            return 3;
        case list_state::unhealthy:
            return 4;
    }
    return 0;
}

}  // namespace

// The course asks nothing more. What it still has to ask is told as unknown, for the reason in `rest`.
void sweep::state::settle(std::uint32_t number)
{
    course& c = courses_[number];
    BOOST_ASSERT(c.now != phase::settling && c.now != phase::done);
    c.now = phase::settling;
    c.confirmed = c.confirmed_so_far();
    judge_again_ = true;
    allowance& budget = lists_[c.list].budget;
    budget.put_back(std::exchange(c.kept, 0) + std::exchange(c.prepaid, 0));
    budget.expect(-static_cast<std::int64_t>(c.work.left()));
    if (c.rest == unknown_reason::none) return complete(c);
    if (winding_down_) return complete(c);
    if (options_.report_unasked || c.work.watched_left() > 0) return settling_.push_back(number);
    count_the_rest(c);
}

void sweep::state::settle_some()
{
    for (int told = 0; told < settled_at_once && !settling_.empty(); ++told) {
        course& c = courses_[settling_.back()];
        if (!options_.report_unasked && c.work.watched_left() == 0) {
            settling_.pop_back();
            count_the_rest(c);
            continue;
        }
        asked_subject next;
        if (!c.work.next(next)) {
            settling_.pop_back();
            complete(c);
            continue;
        }
        finding f;
        f.subject = to_subject(next.item);
        f.blocklist = lists_[c.list].definition.id;
        f.judged.reason = c.rest;
        c.counts.add(verdict::unknown, c.rest);
        sink_.found(std::move(f));
    }
}

void sweep::state::count_the_rest(course& c)
{
    c.counts.add(verdict::unknown, c.rest, c.work.left());
    complete(c);
}

void sweep::state::complete(course& c)
{
    BOOST_ASSERT(winding_down_ || c.counts.decided() == c.total);
    c.now = phase::done;
    if (--open_courses_ == 0) finish();
}

// Each list that is being asked gets its last tests, so that what was seen is told; the rest stays open.
void sweep::state::wind_down(dns::steady_time now)
{
    if (finished_ || winding_down_) return;
    if (!begun_) return stop();
    winding_down_ = stopped_ = true;
    settling_.clear();
    for (std::uint32_t number = 0; number < courses_.size() && !finished_; ++number) {
        course& c = courses_[number];
        if (c.now == phase::asking) {
            if (!c.ended) end_asking(number, unknown_reason::none, now);
        } else if (c.now == phase::settling) {
            complete(c);
        } else if (c.now != phase::done) {
            drop_urgent(c);
            c.testing = c.proving = false;
            c.rest = unknown_reason::none;
            settle(number);
        }
    }
}

void sweep::state::fail(const problem& why)
{
    if (finished_) return;
    failure_ = why;
    stop();
}

void sweep::state::stop()
{
    if (finished_) return;
    stopped_ = true;
    finish();
}

void sweep::state::finish()
{
    if (finished_) return;
    finished_ = true;
    for (course& c : courses_) lists_[c.list].budget.put_back(std::exchange(c.kept, 0) + std::exchange(c.prepaid, 0));
    allowance::close(allowances_);
    for (const list_track& list : lists_) {
        if (!failure_ && list.budget.failure()) failure_ = list.budget.failure();
    }
    sink_.finished();
}

std::vector<std::uint64_t> sweep::state::confirmed() const
{
    std::vector<std::uint64_t> all;
    for (const course& c : courses_)
        all.push_back(c.now == phase::settling || c.now == phase::done ? c.confirmed : c.confirmed_so_far());
    return all;
}

sweep_summary sweep::state::summary() const
{
    sweep_summary all;
    all.subjects = subjects_.size();
    all.unasked = unasked_;
    all.stopped = stopped_;
    all.failure = failure_;
    all.blame = blame_;
    all.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(last_ - began_);
    all.resolvers = watch_.summary();
    for (std::size_t r = 0; r < all.resolvers.size(); ++r)
        for (const list_track& list : lists_) {
            if (list.seen[r].later) all.resolvers[r].fickle_about.emplace_back(operator_of(list.definition));
            all.resolvers[r].proven |= list.seen[r].what == entry_seen::right;
        }
    for (std::size_t l = 0; l < lists_asked_; ++l) {
        all.lists.emplace_back();
        all.lists.back().blocklist = lists_[l].definition.id;
        all.lists.back().sent = lists_[l].lent;
    }
    for (const course& c : courses_) {
        list_summary& one = all.lists[c.list];
        one.questions += c.total;
        one.counts.add(c.counts);
        one.unconfirmed += c.unconfirmed();
        one.sent += c.sent;
        const bool worse = severity_of(c.health) > severity_of(one.health);
        if (worse) one.health = c.health;
        if (c.why.empty() || (!worse && !one.why.empty())) continue;
        // a list may be sick for one kind of subjects only
        const auto& kinds = lists_[c.list].definition.subjects;
        const bool several = std::count(kinds.begin(), kinds.end(), true) > 1;
        one.why = several ? std::string(to_string(c.kind)) + ": " + c.why : c.why;
    }
    for (list_summary& one : all.lists) {
        one.open = one.questions - one.counts.decided();
        all.questions += one.questions;
        all.open += one.open;
        all.unconfirmed += one.unconfirmed;
        all.counts.add(one.counts);
    }
    return all;
}

forecast sweep::state::arithmetic() const
{
    forecast all;
    const auto day = std::chrono::floor<std::chrono::days>(time_.now());
    for (std::uint32_t l = 0; l < lists_asked_; ++l) {
        std::uint64_t questions = 0;
        std::int64_t tests = 0;
        for (const course& c : courses_) {
            if (c.list != l) continue;
            questions += c.total;
            tests += 2 * test_cost(c);  // before and after
        }
        const blocklist& list = lists_[l].definition;
        const std::int64_t used = list.limits.per_day ? budgets_.used(list.id, day) : 0;
        all.lists.push_back(
            forecast_of(list, questions, static_cast<std::uint64_t>(tests), used, options_.max_duration));
        all.over_budget += all.lists.back().over_budget;
        if (const auto duration = all.lists.back().duration) all.longest = std::max(all.longest, *duration);
    }
    return all;
}

}  // namespace offlist
