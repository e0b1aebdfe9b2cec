// course.hpp: the way of one list through the subjects of one kind.
//
// A course's answers are gathered in epochs: one holds what was answered between two rounds of the list's test entries,
// whenever it was asked. When it is closed the tests are asked at once, and only when they are right does it count.
// What is unanswered then, and what is asked meanwhile, belongs to the next epoch, which is open already: neither the
// tests nor a lost packet hold anybody up. Should the tests be wrong, both epochs are void, and the course goes back to
// what was to be asked or under way when the older one was opened.
//
//    waiting ──► opening ──► asking ◄─┐ tests right, again and again    (phase)
//                   │          │  └───┘
//                   │ tests wrong: the list's fault, or maybe the network's
//                   ▼          ▼
//                suspect ──► settling ──► done
//
// For one thread. Decisions about it are made in sweep_state; this file holds its parts.
#pragma once
#include <array>
#include <boost/assert.hpp>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <offlist/checker.hpp>
#include <string>
#include <vector>

#include "sweep/backlog.hpp"
#include "sweep/probe.hpp"
#include "sweep/summary.hpp"

namespace offlist {

/// What was learnt since the tests began that closed the epoch before, and not told to anybody yet.
struct epoch {
    backlog start;  ///< what to ask when it proves void; what was under way when it opened is put back in it
    std::vector<finding> held;  ///< those to be told
    tally counts;               ///< of all its answers
    std::uint32_t used = 0;     ///< bit n: resolver n gave an answer that counts

    [[nodiscard]] bool empty() const { return counts.decided() == 0; }
    void reset(const backlog& at)
    {
        start = at;
        held.clear();
        counts = {};
        used = 0;
    }
};

enum class phase : std::uint8_t {
    waiting,   ///< for the resolvers' first canaries
    opening,   ///< its first tests are under way
    asking,    ///< subjects are asked, epoch by epoch
    suspect,   ///< its tests failed in a way that may be the network's; the other lists' tests will show
    settling,  ///< what was not asked is told as unknown
    done,
};

/// A test or TXT question that goes before the next subject.
struct urgent_question {
    bool text = false;  ///< TXT for the answer in `slot`; else `test`
    bool paid = true;   ///< already taken from the day's budget
    std::uint32_t slot = 0;
    test_question test;
};

struct course {
    course(std::uint32_t of_list, subject_kind of_kind, const question_feed& from)
        : list(of_list), kind(of_kind), total(from.left()), work(from), epochs{epoch{work, {}, {}}, epoch{work, {}, {}}}
    {
    }

    // what each question touches
    std::uint32_t list;
    subject_kind kind;
    phase now = phase::waiting;
    bool paused = false;            ///< no subjects until the next good test
    bool ended = false;             ///< no subjects any more: all were asked, or a limit was reached
    bool closing = false;           ///< the epoch before the open one waits for its tests
    bool testing = false;           ///< a probe is under way
    bool proving = false;           ///< its own tests are answered, and others' entries are awaited
    bool wants_room = false;        ///< left the turns for the bound on questions in flight
    bool close_again = false;       ///< something happened since closing began: close the next one as soon as possible
    bool second_open = false;       ///< which of `epochs` is open
    std::uint32_t era = 0;          ///< grows when epochs are void: what is under way then counts for nothing
    std::uint32_t outstanding = 0;  ///< subjects of this era without an answer, or listed and waiting for their text
    std::uint32_t in_flight = 0;    ///< subjects' questions of any era, texts included
    std::uint32_t resolvers = 0;    ///< bit n: through resolver n the list passed its last tests
    std::uint64_t total;            ///< questions on this course
    dns::steady_time ask_until{};   ///< though the sweep's time for questions is over: it has opened late
    dns::steady_time test_at{};     ///< when the open epoch is to be closed at the latest
    backlog work;
    std::array<epoch, 2> epochs;

    // what happens now and then
    std::deque<urgent_question> urgent;
    probe tests;
    probe_result tested;              ///< of the newest probe
    int borrowed = 0;                 ///< how often others' entries were asked for the newest probe
    dns::steady_time tested_at{};     ///< when the last finished probe began
    dns::steady_time test_began{};    ///< when the one under way began
    std::int64_t prepaid = 0;         ///< test questions taken from the day's budget for the next probe
    std::int64_t kept = 0;            ///< questions of the day's budget kept aside for the last tests
    std::uint32_t banned = 0;         ///< bit n: resolver n gave a void answer here once; not asked again
    std::uint32_t texts_awaited = 0;  ///< listed answers whose TXT question is under way or queued
    int refusals = 0;                 ///< "I do not serve you" answers in a row
    int refused_rounds = 0;           ///< good tests in a row amid nothing but such answers
    int failures = 0;                 ///< timeouts, SERVFAIL and the like in a row
    std::uint64_t many_listed = 50;   ///< listed answers in one epoch that call for a test, when they are the majority
    unknown_reason rest = unknown_reason::none;  ///< for what will never be asked
    unknown_reason suspicion = unknown_reason::none;
    list_state health = list_state::unused;
    std::string why;
    tally counts;  ///< told
    std::uint64_t sent = 0;
    std::uint64_t confirmed = 0;  ///< of the feed, once it settles; see sweep::confirmed()

    [[nodiscard]] epoch& open() { return epochs[second_open ? 1 : 0]; }
    [[nodiscard]] epoch& closing_one() { return epochs[second_open ? 0 : 1]; }
    /// Answered, and not confirmed by a good test yet.
    [[nodiscard]] std::uint64_t unconfirmed() const { return epochs[0].counts.decided() + epochs[1].counts.decided(); }
    /// Findings of the open epoch, those that wait for their text included.
    [[nodiscard]] std::size_t gathered() const { return epochs[second_open ? 1 : 0].held.size() + texts_awaited; }
    /// How many subjects, from the first on, have a verdict that was confirmed.
    [[nodiscard]] std::uint64_t confirmed_so_far() const { return epochs[second_open == closing ? 0 : 1].start.done(); }
    /// The open epoch begins to close, and a new one opens. What is under way is to be put back in its start.
    void close_epoch()
    {
        BOOST_ASSERT(!closing);
        closing = true;
        close_again = false;
        second_open = !second_open;
        open().reset(work);
    }
    /// Everything that was not confirmed is forgotten, and is to be asked again.
    void forget_epochs()
    {
        work = closing ? closing_one().start : open().start;
        closing = close_again = false;
        ++era;
        epochs[0].reset(work);
        epochs[1].reset(work);
        outstanding = texts_awaited = 0;
        refusals = failures = 0;
    }
};

}  // namespace offlist
