// The answers: from the pipeline to the epoch they belong to.
#include <boost/assert.hpp>
#include <offlist/verdict.hpp>
#include <utility>

#include "sweep/sweep_state.hpp"

namespace offlist {
namespace {

// A list that refuses this often in a row is asked its test entries at once, instead of more subjects.
constexpr int refusals_before_test = 3;
// So many refusals, each followed by right test entries, show a list that serves its tests but not us.
constexpr int refused_rounds_at_most = 3;
// The same for answers that never come.
constexpr int failures_before_test = 20;
// More texts than that to one name tell nobody anything.
constexpr std::size_t texts_kept = 8;

bool is_refusal(unknown_reason r)
{
    return r == unknown_reason::blocked_by_list || r == unknown_reason::rate_limited;
}

bool is_silent(const answer& said)
{
    return said.status == answer_status::timeout || said.status == answer_status::unreachable;
}

}  // namespace

void sweep::state::answered(std::uint64_t tag, const answer& said, dns::steady_time now)
{
    take_answer(tag, said, now);
    pass_marks(now);
    judge_again(now);
}

void sweep::state::take_answer(std::uint64_t tag, const answer& said, dns::steady_time now)
{
    if (finished_) return;
    const auto number = static_cast<std::uint32_t>(tag);
    BOOST_ASSERT(number < slots_.size() && slots_[number].generation >= tag >> 32);
    if (slots_[number].generation != tag >> 32) return;  // waited for no longer: sweep_bound.cpp
    last_ = now;
    look_at_calendar(now);
    if (finished_) return;
    slot& s = slots_[number];
    switch (s.what) {
        case asked_for::listing:
            return subject_answered(number, said, now);
        case asked_for::text: {
            course& c = courses_[s.course];
            --c.in_flight;
            give_room(s.course);
            return text_answered(number, &said, now);
        }
        case asked_for::test: {
            const std::uint32_t course_number = s.course;
            const test_question to = s.test;
            note_test(courses_[course_number], to, said, s.asked_at);
            free_slot(number);
            return test_answered(course_number, to, said, true, now);
        }
        case asked_for::canary: {
            const std::uint8_t resolver = s.resolver;
            free_slot(number);
            if (watch_.answered(resolver, said)) canaries_done(now);
            return;
        }
        case asked_for::loan: {
            const std::uint32_t list = s.course;
            const std::uint8_t resolver = s.resolver;
            const dns::steady_time asked_at = s.asked_at;
            free_slot(number);
            return loan_answered(list, resolver, said, asked_at, now);
        }
        case asked_for::nothing:
            BOOST_ASSERT_MSG(false, "an answer to a question that nobody asked");
    }
}

void sweep::state::subject_answered(std::uint32_t number, const answer& said, dns::steady_time now)
{
    slot& s = slots_[number];
    const std::uint32_t course_number = s.course;
    course& c = courses_[course_number];
    --c.in_flight;
    give_room(course_number);
    if (s.era != c.era) return free_slot(number);  // declared void while it was under way

    const quick_judgement quick = judge_quickly(said, lists_[c.list].definition);
    if (!is_silent(said)) watch_.count_answer(said.server);
    if (!believed(c, quick.what, said.server)) return ask_again(number, now);

    if (quick.what == verdict::clean && !options_.report_clean && !s.subject.watched) {
        epoch& e = c.open();
        ++e.counts.clean;
        e.used |= 1U << said.server;
        c.refusals = c.refused_rounds = c.failures = 0;
        free_slot(number);
        if (--c.outstanding == 0) close_the_last(course_number, now);
        return;
    }
    finding f = make_finding(s, said, now);
    if (quick.what == verdict::listed && options_.ask_texts && text_fits(c, now)) {
        s.what = asked_for::text;
        s.resolver = said.server;
        s.listed = std::make_unique<finding>(std::move(f));
        ++c.texts_awaited;
        c.urgent.push_back({.text = true, .paid = false, .slot = number, .test = {}});
        turn_queue_.join(course_number);
        return;
    }
    free_slot(number);
    take_in(course_number, said.server, std::move(f), now);
}

void sweep::state::text_answered(std::uint32_t number, const answer* said, dns::steady_time now)
{
    slot& s = slots_[number];
    const std::uint32_t course_number = s.course;
    course& c = courses_[course_number];
    if (s.era != c.era) return free_slot(number);
    --c.texts_awaited;
    if (!believed(c, s.listed->judged.what, s.resolver)) return ask_again(number, now);
    finding f = std::move(*s.listed);
    const std::uint8_t resolver = s.resolver;
    free_slot(number);
    if (said && said->status == answer_status::answered)
        for (const std::string& text : said->texts) {
            if (f.texts.size() == texts_kept) break;
            f.texts.push_back(sanitised(text));
        }
    take_in(course_number, resolver, std::move(f), now);
}

// Whether the resolver passed the newest tests, too. It did when it was asked, but tests may have ended meanwhile.
bool sweep::state::believed(const course& c, verdict what, std::uint8_t resolver)
{
    return what == verdict::unknown || (c.resolvers >> resolver & 1U) != 0;
}

// What it said counts for nothing, and it is asked once more as if it never had been.
void sweep::state::ask_again(std::uint32_t number, dns::steady_time now)
{
    const std::uint32_t course_number = slots_[number].course;
    course& c = courses_[course_number];
    c.work.put_back(slots_[number].subject);
    --c.outstanding;
    free_slot(number);
    if (c.ended && c.rest == unknown_reason::none && !winding_down_) {  // else it is among what was never asked
        c.ended = false;
        if (c.paused && !c.closing) return close(course_number, now);
    }
    turn_queue_.join(course_number);
    close_the_last(course_number, now);
}

finding sweep::state::make_finding(const slot& s, const answer& said, dns::steady_time now) const
{
    const blocklist& list = lists_[courses_[s.course].list].definition;
    finding f;
    f.subject = to_subject(s.subject.item);
    f.blocklist = list.id;
    f.scope = list.scope;
    f.judged = judge(said, list);
    f.ttl = said.ttl;
    if (said.status != answer_status::unreachable) f.resolver = watch_.name_of(said.server);
    const auto asked_at =
        time_.now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(now - s.asked_at);
    f.asked_at = std::chrono::floor<std::chrono::seconds>(asked_at);
    return f;
}

void sweep::state::hold(epoch& e, finding&& f)
{
    e.counts.add(f.judged.what, f.judged.reason);
    e.held.push_back(std::move(f));
}

void sweep::state::take_in(std::uint32_t number, std::uint8_t resolver, finding&& f, dns::steady_time now)
{
    course& c = courses_[number];
    const verdict what = f.judged.what;
    const unknown_reason reason = f.judged.reason;
    hold(c.open(), std::move(f));
    if (what != verdict::unknown) c.open().used |= 1U << resolver;
    --c.outstanding;
    watch_answers(number, what, reason, now);
    if (!finished_) close_the_last(number, now);
}

// What looks wrong in the middle of a sweep calls for the test entries at once.
void sweep::state::watch_answers(std::uint32_t number, verdict what, unknown_reason reason, dns::steady_time now)
{
    course& c = courses_[number];
    if (what == verdict::unknown && is_refusal(reason)) {
        if (++c.refusals < refusals_before_test) return;
        c.refusals = 0;
        if (c.paused) return;  // one burst is one round: its tests are under way already
        if (++c.refused_rounds <= refused_rounds_at_most) return pause_and_close(number, now);
        return give_up(number, list_state::unhealthy, unknown_reason::list_unhealthy,
                       reason == unknown_reason::rate_limited
                           ? "says that it is asked too much, though its test entries answer"
                           : "refuses our questions, though its test entries answer");
    }
    c.refusals = c.refused_rounds = 0;
    if (what == verdict::unknown && reason != unknown_reason::not_a_blocklist_answer) {
        if (++c.failures < failures_before_test) return;
        c.failures = 0;
        return pause_and_close(number, now);
    }
    c.failures = 0;
    const tally& seen = c.open().counts;
    if (what == verdict::listed && seen.listed >= c.many_listed && 2 * seen.listed > seen.decided()) {
        c.many_listed *= 2;  // an inventory may really be that bad: ask less and less often
        pause_and_close(number, now);
    }
}

void sweep::state::give_room(std::uint32_t number)
{
    course& c = courses_[number];
    if (!c.wants_room) return;
    c.wants_room = false;
    turn_queue_.join(number);
}

}  // namespace offlist
