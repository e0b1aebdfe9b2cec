// sweep_state.hpp: the parts of a running sweep. Only sweep*.cpp include this.
//
// Cut by task: sweep.cpp asks, sweep_answers.cpp takes the answers (these two are the hot path), sweep_health.cpp tests
// the lists and decides what counts, sweep_proof.cpp has the resolvers proven by listed test entries, sweep_blame.cpp
// tells sick lists from bad resolvers and networks, sweep_bound.cpp keeps a hard end, sweep_end.cpp settles what was
// not asked and sums up.
#pragma once
#include <array>
#include <blocklists/wire_zone.hpp>
#include <core/clock.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sweep/allowance.hpp"
#include "sweep/assignment.hpp"
#include "sweep/course.hpp"
#include "sweep/inventory.hpp"
#include "sweep/lending.hpp"
#include "sweep/pace.hpp"
#include "sweep/resolver_watch.hpp"
#include "sweep/sweep.hpp"
#include "sweep/turn_queue.hpp"

namespace offlist {

class sweep::state {
public:
    state(std::vector<blocklist> lists, const std::vector<assignment>& work, sweep_options options,
          const dns::pipeline& pipeline, sweep_sink& sink, const clock& time, budget_store& budgets);
    /// For summary(): the inventory that the work was made of.
    void made_of(const inventory& subjects);

    bool next(dns::outgoing& q, dns::steady_time now);
    void answered(std::uint64_t tag, const answer& said, dns::steady_time now);
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const;
    void time_passed(dns::steady_time now);
    [[nodiscard]] bool finished() const { return finished_; }
    [[nodiscard]] sweep_summary summary() const;
    [[nodiscard]] std::vector<std::uint64_t> confirmed() const;
    [[nodiscard]] forecast arithmetic() const;
    void stop();
    void wind_down(dns::steady_time now);

private:
    /// What the newest question about a list's listed test entry has shown of one resolver.
    struct sighting {
        dns::steady_time asked_at{};
        entry_seen what = entry_seen::nothing;
        bool later = false;  ///< it was lost, and came home when it was asked again: never a proof any more
    };

    /// One list: its definition and its limits, shared by its courses.
    struct list_track {
        list_track(blocklist d, budget_store& budgets, std::size_t resolvers, const sweep_options& how)
            : definition(std::move(d)),
              writer(definition),
              rate(definition.limits.per_second, how.end_within.has_value()),
              most_resolvers(resolvers_in_time(rate, how)),
              budget(definition, budgets),
              lends(offlist::lends(definition)),
              seen(resolvers)
        {
        }
        blocklist definition;
        wire_questions writer;
        pace rate;
        int most_resolvers;  ///< through which it is asked
        allowance budget;
        std::optional<subject_kind> lends;  ///< whose listed entry proves a resolver
        std::vector<sighting> seen;         ///< of that entry, by resolver
        bool lends_no_more = false;         ///< its day is used up
        std::uint64_t lent = 0;             ///< questions about it for others
    };

    /// A listed test entry that is asked for the sake of a resolver.
    struct loan {
        std::uint32_t list = 0;
        std::uint8_t resolver = 0;
        bool flying = false;
        int losses = 0;
    };

    /// What the sightings of one resolver say.
    struct standing {
        std::size_t right = 0, coded = 0;
        std::vector<std::uint32_t> lost;   ///< lists
        std::size_t withheld = 0;          ///< of those, lists whose entry failed (probe_result::withheld)
        std::vector<std::uint32_t> later;  ///< of those, lists whose entry came home when it was asked again
        dns::steady_time first_loss = dns::steady_time::max();
    };

    enum class asked_for : std::uint8_t { nothing, listing, text, test, canary, loan };

    /// One question under way. Its number and its generation are the question's tag.
    struct slot {
        asked_for what = asked_for::nothing;
        std::uint8_t resolver = 0;  ///< of a canary or a loan; of a text, which one said "listed"
        test_question test;
        std::uint32_t generation = 0;
        std::uint32_t course = 0;  ///< of a loan: the list
        std::uint32_t era = 0;     ///< of the course
        dns::steady_time asked_at{};
        asked_subject subject;
        std::unique_ptr<finding> listed;  ///< waits for its text
    };

    [[nodiscard]] static int resolvers_in_time(const pace& rate, const sweep_options& how);

    // sweep.cpp
    void begin(dns::steady_time now);
    bool ask_next(dns::outgoing& q, dns::steady_time now);
    bool take_turn(std::uint32_t number, dns::outgoing& q, dns::steady_time now);
    bool ask_urgent(std::uint32_t number, dns::outgoing& q, dns::steady_time now);
    bool ask_subject(std::uint32_t number, dns::outgoing& q, dns::steady_time now);
    bool ask_canary(dns::outgoing& q, dns::steady_time now);
    [[nodiscard]] bool write_name(dns::wire_name& out, const list_track& list, const inventory_item& item) const;
    std::uint32_t take_slot(asked_for what, std::uint32_t course, dns::steady_time now);
    void free_slot(std::uint32_t number);
    [[nodiscard]] std::uint64_t tag_of(std::uint32_t number) const;
    void look_at_calendar(dns::steady_time now);

    // sweep_answers.cpp
    void take_answer(std::uint64_t tag, const answer& said, dns::steady_time now);
    void subject_answered(std::uint32_t number, const answer& said, dns::steady_time now);
    void text_answered(std::uint32_t number, const answer* said, dns::steady_time now);
    [[nodiscard]] finding make_finding(const slot& s, const answer& said, dns::steady_time now) const;
    [[nodiscard]] static bool believed(const course& c, verdict what, std::uint8_t resolver);
    void ask_again(std::uint32_t number, dns::steady_time now);
    static void hold(epoch& e, finding&& f);
    void take_in(std::uint32_t number, std::uint8_t resolver, finding&& f, dns::steady_time now);
    void watch_answers(std::uint32_t number, verdict what, unknown_reason reason, dns::steady_time now);
    void give_room(std::uint32_t number);

    // sweep_health.cpp
    void canaries_done(dns::steady_time now);
    void open_course(std::uint32_t number, dns::steady_time now);
    void close(std::uint32_t number, dns::steady_time now);
    void pause_and_close(std::uint32_t number, dns::steady_time now);
    void end_asking(std::uint32_t number, unknown_reason rest, dns::steady_time now);
    void close_the_last(std::uint32_t number, dns::steady_time now);
    void launch_probe(std::uint32_t number, dns::steady_time now);
    void test_answered(std::uint32_t number, test_question to, const answer& said, bool may_repeat,
                       dns::steady_time now);
    void probe_done(std::uint32_t number, dns::steady_time now);
    void conclude_probe(std::uint32_t number, dns::steady_time now);
    void passed(std::uint32_t number, std::uint32_t good, dns::steady_time now);
    void begin_again(std::uint32_t number, std::uint32_t liars, dns::steady_time now);
    void go_on(std::uint32_t number, dns::steady_time now);
    void commit(course& c);
    void give_up(std::uint32_t number, list_state health, unknown_reason reason, std::string why);
    void drop_urgent(course& c);
    void book_tests_anew();
    void set_health(course& c, list_state health, std::string why);
    [[nodiscard]] std::uint32_t candidates(const course& c) const;
    [[nodiscard]] std::int64_t entries_of(const course& c) const;
    [[nodiscard]] std::int64_t test_cost(const course& c) const;

    // sweep_proof.cpp
    [[nodiscard]] bool leans(const course& c) const;
    [[nodiscard]] bool somebody_lends() const;
    void note_entry(std::uint32_t list, std::uint8_t resolver, const answer& said, dns::steady_time asked_at,
                    bool again);
    void note_test(const course& c, test_question about, const answer& said, dns::steady_time asked_at);
    [[nodiscard]] standing standing_of(std::uint8_t resolver, dns::steady_time since) const;
    [[nodiscard]] bool proof_under_way(std::uint8_t resolver, dns::steady_time since) const;
    void seek_proof(std::uint32_t number, dns::steady_time now);
    [[nodiscard]] std::uint32_t proven_by(const course& c) const;
    bool borrow(std::uint32_t for_list, std::uint8_t resolver, dns::steady_time since);
    bool ask_loan(dns::outgoing& q, dns::steady_time now);
    void loan_answered(std::uint32_t list, std::uint8_t resolver, const answer& said, dns::steady_time asked_at,
                       dns::steady_time now);
    void loan_ended(std::uint32_t list, std::uint8_t resolver, dns::steady_time now);
    void proofs_progressed(dns::steady_time now);

    // sweep_blame.cpp
    void judge_suspects(dns::steady_time now);
    [[nodiscard]] bool losses_judged(dns::steady_time since, dns::steady_time now);
    void judge_failures(dns::steady_time since);
    void judge_again(dns::steady_time now);
    [[nodiscard]] bool all_tested_since(dns::steady_time moment, dns::steady_time now);
    void blame_resolvers(dns::steady_time since, dns::steady_time now);
    void leave_untrusted(dns::steady_time now);

    // sweep_bound.cpp
    void set_marks(dns::steady_time now);
    void pass_marks(dns::steady_time now);
    void end_canaries(dns::steady_time now);
    void end_first_tests(dns::steady_time now);
    void end_questions(dns::steady_time now);
    void end_all(dns::steady_time now);
    void end_tests_that_are_good(std::uint32_t number, dns::steady_time now);
    void drop_urgent_tests(course& c);
    void end_texts(std::uint32_t number, dns::steady_time now);
    [[nodiscard]] dns::steady_time late_questions_until(dns::steady_time now) const;
    [[nodiscard]] bool text_fits(const course& c, dns::steady_time now) const;

    // sweep_end.cpp
    void settle(std::uint32_t number);
    void settle_some();
    void count_the_rest(course& c);
    void complete(course& c);
    void fail(const problem& why);
    void finish();

    std::vector<list_track> lists_;
    std::vector<allowance*> allowances_;  // of lists_
    inventory subjects_;                  // for the summary; a copy shares the content
    std::uint64_t unasked_ = 0;           // of those, subjects that no course asks about
    sweep_options options_;
    sweep_sink& sink_;
    const clock& time_;
    budget_store& budgets_;
    resolver_watch watch_;
    std::vector<course> courses_;  // in the order assigned
    turn_queue turn_queue_;
    std::vector<slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<std::uint32_t> settling_;
    std::vector<loan> loans_;                      // asked as soon as the lender's pace allows
    std::vector<dns::steady_time> short_name_at_;  // by resolver: when a right entry of one label was asked last
    std::size_t lists_asked_ = 0;                  // of lists_; those behind them only lend
    std::size_t open_courses_ = 0;                 // not done
    bool begun_ = false;
    bool finished_ = false;
    bool stopped_ = false;
    bool winding_down_ = false;
    bool judge_again_ = false;  // a course ended that the suspects' judgement may have waited for
    std::optional<problem> failure_;
    std::string blame_;
    std::optional<dns::steady_time> suspects_since_;  // the moment from which tests are compared
    dns::steady_time began_{};
    dns::steady_time last_{};  // the newest moment seen
    dns::steady_time deadline_ = dns::steady_time::max();
    unknown_reason at_deadline_ = unknown_reason::over_budget;  // for what was not asked by then
    // Of a sweep with a hard end: when canaries, first tests and questions are waited for no longer, and the end.
    std::array<dns::steady_time, 4> marks_{};
    std::size_t marks_passed_ = marks_.size();
    bool questions_over_ = false;  // the third mark is passed
    dns::steady_time canaries_at_{};
    dns::steady_time day_known_until_{};
    std::chrono::sys_days today_{};
};

}  // namespace offlist
