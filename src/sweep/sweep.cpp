#include <algorithm>
#include <blocklists/question_name.hpp>
#include <boost/assert.hpp>
#include <offlist/verdict.hpp>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

// One silent list must not hold the whole window of the pipeline while the others wait.
constexpr std::size_t default_in_flight_per_list = 256;

// Test questions before and after a course that is over before its next round, with some to spare.
constexpr std::int64_t tests_of_a_short_course = 16;

// How long the calendar is believed before it is read again, lest somebody set the clock.
constexpr std::chrono::seconds day_checked_every{1};

std::vector<assignment> all_of(const std::vector<blocklist>& lists, const inventory& subjects)
{
    std::vector<assignment> work;
    for (std::size_t l = 0; l < lists.size(); ++l)
        for (int k = 0; k < subject_kinds; ++k) {
            const auto kind = static_cast<subject_kind>(k);
            if (!lists[l].asks(kind) || subjects.count(kind) == 0) continue;
            work.push_back({l, kind, question_feed{nullptr, inventory_window::whole(subjects, kind)}});
        }
    return work;
}

std::vector<course> make_courses(const std::vector<blocklist>& lists, const std::vector<assignment>& work)
{
    std::vector<course> courses;
    courses.reserve(work.size());
    for (const assignment& part : work) {
        BOOST_ASSERT(part.list < lists.size() && lists[part.list].asks(part.kind));
        BOOST_ASSERT(part.feed.watches_only(part.kind));
        courses.emplace_back(static_cast<std::uint32_t>(part.list), part.kind, part.feed);
    }
    return courses;
}

}  // namespace

sweep::state::state(std::vector<blocklist> lists, const std::vector<assignment>& work, sweep_options options,
                    const dns::pipeline& pipeline, sweep_sink& sink, const clock& time, budget_store& budgets)
    : options_(std::move(options)),
      sink_(sink),
      time_(time),
      budgets_(budgets),
      watch_(pipeline, options_.canary_seed),
      courses_(make_courses(lists, work)),
      turn_queue_(courses_.size()),
      short_name_at_(watch_.size()),
      lists_asked_(lists.size()),
      open_courses_(courses_.size())
{
    lists_.reserve(lists.size() + options_.lenders.size());
    for (blocklist& definition : lists) lists_.emplace_back(std::move(definition), budgets, watch_.size(), options_);
    for (blocklist& lender : std::exchange(options_.lenders, {})) {
        const auto same = [&](const list_track& t) { return t.definition.id == lender.id; };
        if (lends(lender) && std::none_of(lists_.begin(), lists_.end(), same))
            lists_.emplace_back(std::move(lender), budgets, watch_.size(), options_);
    }
    for (auto& [resolver, why] : options_.distrusted) watch_.removes_answers(resolver, std::move(why));
    for (const course& c : courses_)
        lists_[c.list].budget.expect(static_cast<std::int64_t>(c.total) + tests_of_a_short_course);
    for (list_track& list : lists_) allowances_.push_back(&list.budget);
    for (list_track& list : lists_) list.budget.join(allowances_);
    options_.confirm_buffer = std::max<std::size_t>(options_.confirm_buffer, 1);
    if (options_.max_in_flight_per_list == 0)
        options_.max_in_flight_per_list = courses_.size() == 1 ? SIZE_MAX : default_in_flight_per_list;
}

void sweep::state::made_of(const inventory& subjects)
{
    subjects_ = subjects;
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        if (std::none_of(courses_.begin(), courses_.end(), [&](const course& c) { return c.kind == kind; }))
            unasked_ += subjects_.count(kind);
    }
}

void sweep::state::begin(dns::steady_time now)
{
    begun_ = true;
    began_ = now;
    if (options_.max_duration) deadline_ = now + *options_.max_duration;
    if (options_.end_within) set_marks(now);
    canaries_at_ = dns::steady_time::max();
    if (open_courses_ == 0)
        finish();
    else
        watch_.begin_round();
}

bool sweep::state::next(dns::outgoing& q, dns::steady_time now)
{
    const bool asked = ask_next(q, now);
    judge_again(now);
    return asked;
}

bool sweep::state::ask_next(dns::outgoing& q, dns::steady_time now)
{
    if (finished_) return false;
    last_ = now;
    look_at_calendar(now);
    if (!begun_) begin(now);
    pass_marks(now);
    if (finished_) return false;
    if (now >= canaries_at_) {
        canaries_at_ = dns::steady_time::max();
        watch_.begin_round();
    }
    if (!settling_.empty()) settle_some();
    if (finished_) return false;
    if (!watch_.round_done() && ask_canary(q, now)) return true;
    if (!loans_.empty() && ask_loan(q, now)) return true;
    if (finished_) return false;
    turn_queue_.wake_due(now);
    while (!finished_ && !turn_queue_.empty()) {
        if (!take_turn(turn_queue_.current(), q, now)) continue;
        turn_queue_.pass();
        return true;
    }
    return false;
}

std::optional<dns::steady_time> sweep::state::idle_until() const
{
    if (finished_) return std::nullopt;
    if (!settling_.empty() || judge_again_) return last_;
    std::optional<dns::steady_time> next = turn_queue_.next_wake();
    if (marks_passed_ < marks_.size()) next = std::min(next.value_or(dns::steady_time::max()), marks_[marks_passed_]);
    for (const loan& l : loans_)
        if (!l.flying) next = std::min(next.value_or(dns::steady_time::max()), lists_[l.list].rate.ready_at());
    return next;
}

// True: a question was asked and the course keeps its place. False: it has left the turns, or is to be looked at again.
bool sweep::state::take_turn(std::uint32_t number, dns::outgoing& q, dns::steady_time now)
{
    course& c = courses_[number];
    const list_track& list = lists_[c.list];
    if (!list.rate.ready(now)) {
        turn_queue_.sleep_until(list.rate.ready_at());
        return false;
    }
    return c.urgent.empty() ? ask_subject(number, q, now) : ask_urgent(number, q, now);
}

bool sweep::state::ask_subject(std::uint32_t number, dns::outgoing& q, dns::steady_time now)
{
    course& c = courses_[number];
    list_track& list = lists_[c.list];
    if (c.now != phase::asking || c.paused || c.ended || c.in_flight >= options_.max_in_flight_per_list) {
        c.wants_room = c.in_flight >= options_.max_in_flight_per_list;
        turn_queue_.leave();
        return false;
    }
    if (now >= deadline_ && now >= c.ask_until) {
        turn_queue_.leave();
        end_asking(number, at_deadline_, now);
        return false;
    }
    const bool full = c.gathered() >= options_.confirm_buffer;
    if (!c.closing && (full || now >= c.test_at)) {
        close(number, now);
        return false;
    }
    if (full) {  // joins again when the tests of the epoch before have ended
        turn_queue_.leave();
        return false;
    }
    if (!list.budget.take(1, today_)) {
        turn_queue_.leave();
        end_asking(number, unknown_reason::over_budget, now);
        return false;
    }
    const std::uint32_t place = take_slot(asked_for::listing, number, now);
    slot& s = slots_[place];
    if (!c.work.next(s.subject)) {
        free_slot(place);
        list.budget.put_back(1);
        turn_queue_.leave();
        end_asking(number, unknown_reason::none, now);
        return false;
    }
    if (!write_name(q.name, list, s.subject.item)) {  // a long domain before a long zone: DNS cannot ask it
        finding f;
        f.subject = to_subject(s.subject.item);
        f.blocklist = list.definition.id;
        f.judged.reason = unknown_reason::malformed;
        hold(c.open(), std::move(f));
        free_slot(place);
        list.budget.put_back(1);
        return false;
    }
    q.type = record_type::a;
    q.servers = (s.subject.servers & c.resolvers) != 0 ? s.subject.servers & c.resolvers : c.resolvers;
    q.tag = tag_of(place);
    list.rate.spend(now);
    ++c.sent;
    ++c.in_flight;
    ++c.outstanding;
    return true;
}

bool sweep::state::ask_urgent(std::uint32_t number, dns::outgoing& q, dns::steady_time now)
{
    course& c = courses_[number];
    list_track& list = lists_[c.list];
    const urgent_question u = c.urgent.front();
    c.urgent.pop_front();
    const bool wanted = u.text ? slots_[u.slot].era == c.era : c.testing;
    if (!wanted) {  // its epoch was declared void meanwhile
        if (u.text) free_slot(u.slot);
        return false;
    }
    if (u.text && c.resolvers == 0) {  // the last good resolver was caught rewriting answers
        text_answered(u.slot, nullptr, now);
        return false;
    }
    if (!u.paid && !list.budget.take(1, today_)) {  // a finding without its text, or a test that stays unanswered
        if (u.text)
            text_answered(u.slot, nullptr, now);
        else
            test_answered(number, u.test, answer{}, false, now);
        if (list.budget.failure()) fail(*list.budget.failure());
        return false;
    }
    if (u.text) {
        const bool fits = write_name(q.name, list, slots_[u.slot].subject.item);
        BOOST_VERIFY(fits);  // it was asked for its address already
        q.type = record_type::txt;
        q.servers = c.resolvers;
        q.tag = tag_of(u.slot);
        ++c.in_flight;
    } else {
        const bool fits = q.name.assign(test_question_name(list.definition, c.kind, u.test.listed));
        BOOST_VERIFY(fits);  // the definition's loader leaves room for it
        const std::uint32_t place = take_slot(asked_for::test, number, now);
        slots_[place].test = u.test;
        q.type = record_type::a;
        q.servers = 1U << u.test.resolver;
        q.tag = tag_of(place);
    }
    list.rate.spend(now);
    ++c.sent;
    return true;
}

bool sweep::state::ask_canary(dns::outgoing& q, dns::steady_time now)
{
    std::uint8_t resolver = 0;
    if (!watch_.next(q.name, resolver)) return false;
    const std::uint32_t place = take_slot(asked_for::canary, 0, now);
    slots_[place].resolver = resolver;
    q.type = record_type::a;
    q.servers = 1U << resolver;
    q.tag = tag_of(place);
    return true;
}

bool sweep::state::write_name(dns::wire_name& out, const list_track& list, const inventory_item& item) const
{
    switch (item.kind) {
        case subject_kind::ip4:
            return list.writer.write(out, item.ip4);
        case subject_kind::ip6:
            return list.writer.write(out, item.ip6);
        case subject_kind::domain:
            return list.writer.write(out, *item.name);
    }
    return false;
}

std::uint32_t sweep::state::take_slot(asked_for what, std::uint32_t course, dns::steady_time now)
{
    if (free_slots_.empty()) {
        free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t place = free_slots_.back();
    free_slots_.pop_back();
    slot& s = slots_[place];
    s.what = what;
    s.course = course;
    s.asked_at = now;
    if (what == asked_for::listing) s.era = courses_[course].era;
    return place;
}

void sweep::state::free_slot(std::uint32_t number)
{
    slot& s = slots_[number];
    s.what = asked_for::nothing;
    ++s.generation;
    if (s.listed) s.listed.reset();
    free_slots_.push_back(number);
}

std::uint64_t sweep::state::tag_of(std::uint32_t number) const
{
    return std::uint64_t{slots_[number].generation} << 32 | number;
}

// The calendar is read now and then, and exactly at midnight.
void sweep::state::look_at_calendar(dns::steady_time now)
{
    if (now < day_known_until_) return;
    const auto moment = time_.now();
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const auto until_midnight = std::chrono::ceil<dns::steady_time::duration>(day + std::chrono::days(1) - moment);
    day_known_until_ = now + std::min<dns::steady_time::duration>(day_checked_every, until_midnight);
    const bool turned = day > today_ && today_ != std::chrono::sys_days{};
    today_ = std::max(day, today_);  // never backwards: a clock set back must not open a day again
    if (turned) book_tests_anew();
}

sweep::sweep(std::vector<blocklist> lists, const inventory& subjects, sweep_options options,
             const dns::pipeline& pipeline, sweep_sink& sink, const clock& time, budget_store& budgets)
{
    const std::vector<assignment> work = all_of(lists, subjects);
    state_ = std::make_unique<state>(std::move(lists), work, std::move(options), pipeline, sink, time, budgets);
    state_->made_of(subjects);
}

sweep::sweep(std::vector<blocklist> lists, const std::vector<assignment>& work, sweep_options options,
             const dns::pipeline& pipeline, sweep_sink& sink, const clock& time, budget_store& budgets)
    : state_(std::make_unique<state>(std::move(lists), work, std::move(options), pipeline, sink, time, budgets))
{
}

sweep::~sweep() = default;

bool sweep::next(dns::outgoing& q, dns::steady_time now)
{
    return state_->next(q, now);
}

void sweep::answered(std::uint64_t tag, const answer& said, dns::steady_time now)
{
    state_->answered(tag, said, now);
}

std::optional<dns::steady_time> sweep::idle_until() const
{
    return state_->idle_until();
}

void sweep::time_passed(dns::steady_time now)
{
    state_->time_passed(now);
}

bool sweep::finished() const
{
    return state_->finished();
}

sweep_summary sweep::summary() const
{
    return state_->summary();
}

std::vector<std::uint64_t> sweep::confirmed() const
{
    return state_->confirmed();
}

void sweep::stop()
{
    state_->stop();
}

void sweep::wind_down(dns::steady_time now)
{
    state_->wind_down(now);
}

forecast sweep::arithmetic() const
{
    return state_->arithmetic();
}

}  // namespace offlist
