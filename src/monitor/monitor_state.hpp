// monitor_state.hpp: the parts of a running monitor. Only monitor*.cpp include this.
//
// Cut by task: monitor.cpp runs the chain of slices, monitor_load.cpp reads the store and takes in what others have
// changed, monitor_plan.cpp decides what a slice asks, monitor_harvest.cpp what its answers mean, monitor_waves.cpp
// what of that is kept back until staff decides, monitor_verified.cpp when listings were verified last,
// monitor_record.cpp writes it down and then believes it.
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <core/clock.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <sweep/sink.hpp>
#include <sweep/sweep.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "monitor/alarm.hpp"
#include "monitor/fickle_resolvers.hpp"
#include "monitor/list_budget.hpp"
#include "monitor/list_standing.hpp"
#include "monitor/monitor.hpp"
#include "monitor/slice.hpp"

namespace offlist {

class monitor::state final : private sweep_sink {
public:
    state(dns::pipeline& pipeline, monitor_store& store, const clock& time, budget_store& budgets,
          monitor_options options, std::vector<monitored_list> lists, monitor_observer& observer);
    ~state() override;

    boost::asio::awaitable<parsed<void>> start();
    void stop();
    void use(std::vector<monitored_list> lists);
    void subjects_changed();
    void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every);
    void unwatch(const subject& about, std::string_view blocklist);
    void decided(std::int64_t mass_change, mass_decision what);
    [[nodiscard]] monitor_status status() const;
    [[nodiscard]] std::vector<list_budget> budget(const subject_counts& more) const;
    [[nodiscard]] std::vector<list_standing> standing(const subject_range& of, std::chrono::sys_seconds since) const;

private:
    struct watch_order {
        subject about;
        std::chrono::seconds every{0};
        dns::steady_time ask_at{};
    };
    struct decision {
        std::int64_t mass_change;
        mass_decision what;
    };
    // sweep_sink: within the sweep, while a slice runs
    void found(finding&& what) override;
    void list_changed(const blocklist& list, subject_kind kind, list_state now, const std::string& why) override;
    void note(const std::string& text) override;
    void finished() override;

    // monitor.cpp
    boost::asio::awaitable<void> run_slice(slice& s);
    boost::asio::awaitable<void> sleep_until(dns::steady_time moment);
    [[nodiscard]] sweep_options options_of_a_slice() const;

    // monitor_load.cpp
    boost::asio::awaitable<parsed<void>> load();
    boost::asio::awaitable<parsed<void>> load_listings();
    boost::asio::awaitable<void> reload_what_changed();
    boost::asio::awaitable<void> hear_of_subjects();
    void take_subject_changes();
    boost::asio::awaitable<parsed<void>> load_subjects();
    void take_lists(std::vector<monitored_list> lists);
    void place_new_courses();
    void take_position(const round_position& p);
    std::uint32_t track_of(const std::string& blocklist);

    // monitor_plan.cpp
    [[nodiscard]] slice plan(dns::steady_time now);
    void plan_list(slice& s, std::uint32_t track, bool regular, bool urgent);
    void add_witnesses(slice& s);
    void add_lenders(slice& s) const;
    void add_tests(slice& s, std::uint32_t track);
    void turn_wheels(monitored_track& t, std::uint32_t track, dns::steady_time now);
    void tell_of_long_round(monitored_track& t, std::uint64_t subjects);
    [[nodiscard]] std::uint64_t room_of(const monitored_track& t) const;
    void watch_listings(slice& s, std::vector<std::vector<watched_item>>& items,
                        const std::vector<listing_index::number>& taken);

    // monitor_harvest.cpp
    boost::asio::awaitable<harvest> reap(slice& s);
    void judge(const slice& s, std::size_t finding_number, harvest& h,
               boost::unordered_flat_set<listing_index::number>& known,
               boost::unordered_flat_set<std::pair<std::uint32_t, std::size_t>>& fresh,
               const boost::unordered_flat_set<std::pair<std::uint32_t, subject_kind>>& doubtful);
    void note_health(slice& s, harvest& h);
    void let_rest(const slice& s);
    void note_rounds(slice& s, harvest& h);
    [[nodiscard]] std::uint8_t resolver_number(const std::string& name) const;

    // monitor_waves.cpp
    boost::asio::awaitable<void> keep_back_waves(const slice& s, harvest& h);
    boost::asio::awaitable<void> keep_back_ends(std::uint32_t track, const std::vector<std::size_t>& ends, harvest& h);
    boost::asio::awaitable<void> keep_back(monitored_track& t, mass_direction direction,
                                           const std::vector<std::size_t>& effects, harvest& h);
    boost::asio::awaitable<std::optional<std::int64_t>> written(const mass_change& m);
    void hold_back(harvest& h, slice_effect& e, std::optional<std::int64_t> hold) const;
    [[nodiscard]] closing_watch::judged judge_end(std::uint32_t track, std::size_t subject_hash);
    [[nodiscard]] bool doubts_end(std::uint32_t track, const subject& about);
    boost::asio::awaitable<void> end_waves_that_have_passed();
    boost::asio::awaitable<void> hear_of_decisions();
    boost::asio::awaitable<void> take_decisions();
    boost::asio::awaitable<void> dismiss(const std::vector<listing_index::number>& held);
    void forget_listing(listing_index::number n);

    // monitor_record.cpp
    boost::asio::awaitable<std::optional<slice_result>> record(slice_record r);
    boost::asio::awaitable<bool> store_failed(const problem& why, std::chrono::seconds& pause);
    void store_works();
    void believe(slice& s, harvest& h, const slice_result& stored);
    void believe_effect(const slice& s, const harvest& h, const slice_effect& e, const slice_result& stored);
    void watch_for_waves(const slice& s, const harvest& h, const slice_effect& e);
    void tell_watched(const slice& s);
    void believe_rounds(slice& s, const harvest& h);
    void log_what_was_asked(const slice& s, const slice_course& c, std::uint64_t confirmed);
    void leave_slice(const slice& s);

    // monitor_verified.cpp
    [[nodiscard]] std::optional<dns::steady_time> verified_through(monitored_course& c);
    void note_verifications(const slice& s, harvest& h);
    void believe_verifications(const slice_record& r);
    boost::asio::awaitable<void> doubt_unused_lists();
    void order_verifications();

    [[nodiscard]] std::chrono::seconds lag_of(const monitored_track& t, dns::steady_time now) const;
    [[nodiscard]] std::chrono::seconds lag(dns::steady_time now) const;

    dns::pipeline& pipeline_;
    monitor_store& store_;
    const clock& time_;
    budget_store& budgets_;
    const monitor_options options_;
    monitor_observer& observer_;

    std::vector<monitored_track> tracks_;
    std::unordered_map<std::string, std::uint32_t> numbers_;  // by list id
    inventory subjects_;
    std::int64_t subjects_at_ = 0;                 // the newest change of subjects that was heard of
    bool subjects_dirty_ = false;                  // there may be newer ones
    bool subjects_missed_ = false;                 // the store could not be read for them
    bool subjects_stale_ = false;                  // changes are lost: all are to be read again
    std::vector<subject_change> subject_changes_;  // heard of, and not in subjects_ yet
    std::vector<left_out_subjects> left_out_;      // of what the store has
    std::vector<subject> refused_;                 // the store knows better about a listing of these
    bool listings_dirty_ = false;
    std::array<arrivals, subject_kinds> arrivals_;
    listing_index listings_;
    std::map<std::pair<std::uint32_t, std::string>, watch_order> watches_;  // by list and subject
    sweep_record sweep_row_;
    dns::steady_time row_began_{};

    std::optional<std::vector<monitored_list>> new_lists_;
    std::vector<decision> decisions_;
    boost::unordered_flat_set<std::int64_t> released_;  // mass changes that may keep listings back in the store yet
    std::unique_ptr<alarm> alarm_;
    std::unique_ptr<sweep> sweep_;
    bool sweep_attached_ = false;
    slice* running_ = nullptr;
    std::uint64_t slice_number_ = 0;
    std::uint64_t slices_done_ = 0;
    bool loaded_ = false;
    bool stopping_ = false;
    bool early_ = false;  // what cannot wait has come: the slice under way is wound down
    std::optional<problem> trouble_;
    std::string blame_;
    fickle_resolvers fickle_;
    std::vector<std::string> told_notes_;
};

}  // namespace offlist
