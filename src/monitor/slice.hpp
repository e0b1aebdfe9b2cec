// slice.hpp: the parts of one small sweep: what it is to ask, and what it has brought. Values; for one thread.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <dns/pipeline.hpp>
#include <optional>
#include <string>
#include <sweep/assignment.hpp>
#include <utility>
#include <vector>

#include "monitor/arrivals.hpp"
#include "monitor/asked_log.hpp"
#include "monitor/health_log.hpp"
#include "monitor/listing_index.hpp"
#include "monitor/mass_watch.hpp"
#include "monitor/monitor_observer.hpp"
#include "monitor/monitor_options.hpp"
#include "monitor/monitor_store.hpp"
#include "monitor/quota.hpp"
#include "monitor/wheel.hpp"

namespace offlist {

/// The endless round of one list over the subjects of one kind.
struct monitored_course {
    monitored_course(subject_kind kind, dns::steady_time now) : round(now), log(kind) {}

    bool active = false;  ///< the list asks this kind
    bool placed = false;  ///< `after` is set, or the start on purpose
    wheel round;
    std::optional<subject> after;  ///< the last subject asked; none: at the start
    std::chrono::sys_seconds round_began{};
    std::uint64_t next_arrival = 0;
    health_log health;
    asked_log log;
    std::deque<std::pair<dns::steady_time, listing_index::number>> verified;  ///< oldest first; some are out of date
    list_verification told;                                                   ///< what the store has
};

/// One list. Its number never changes while the monitor runs, even when it is used no more.
struct monitored_track {
    monitored_track(monitored_list l, std::chrono::seconds interval, dns::steady_time now)
        : list(std::move(l)),
          opening(interval),
          closing(interval),
          courses{monitored_course(subject_kind::ip4, now), monitored_course(subject_kind::ip6, now),
                  monitored_course(subject_kind::domain, now)}
    {
    }
    [[nodiscard]] bool failing() const { return sick_slices > 0 || doubtful_slices > 0; }
    [[nodiscard]] std::optional<mass_change>& kept_in(mass_direction d) { return kept[static_cast<std::size_t>(d)]; }
    [[nodiscard]] monitored_course& course(subject_kind kind) { return courses[static_cast<std::size_t>(kind)]; }

    monitored_list list;
    bool in_use = false;
    std::uint64_t tests = 0;  ///< test questions of one slice, before and after
    quota allowed;
    std::chrono::seconds told_period{0};  ///< staff has been told that its round takes so long; 0: not, or not any more
    opening_watch opening;
    closing_watch closing;
    std::array<std::optional<mass_change>, 2> kept;  ///< by direction: what staff has not decided on
    dns::steady_time closings_from{};  ///< staff has said that its "no" is wrong: before this it proves nothing
    int sick_slices = 0;               ///< in a row
    int doubtful_slices = 0;           ///< in a row: its tests failed, and nobody could tell whether the network did
    std::uint64_t rests_until = 0;     ///< who fails is tested ever more rarely: number of the slice
    std::array<monitored_course, subject_kinds> courses;
};

struct slice_course {
    std::uint32_t track = 0;
    subject_kind kind = subject_kind::ip4;
    std::uint64_t arrivals = 0;  ///< asked first
    std::uint64_t watched = 0;   ///< asked before the window, arrivals included
    inventory_window window;
    list_state health = list_state::unused;
    std::string why;
};

struct slice {
    dns::steady_time began{};
    std::chrono::sys_seconds at{};
    std::vector<blocklist> lists;       ///< of the sweep, paced to fill the slice
    std::vector<std::uint32_t> tracks;  ///< by place in `lists`
    std::vector<blocklist> lenders;     ///< sweep_options::lenders
    std::vector<assignment> work;
    std::vector<slice_course> courses;  ///< by place in `work`
    std::vector<listing_index::number> taken;
    std::vector<finding> findings;
    std::vector<std::string> notes;
};

/// What the monitor will believe once the store has it.
struct slice_effect {
    static constexpr std::size_t no_step = SIZE_MAX;

    std::optional<listing_index::number> record;  ///< none: a new listing
    std::size_t step = no_step;                   ///< place in slice_record::steps
    std::size_t finding = 0;                      ///< place in slice::findings
    observation seen;                             ///< as it counts
    dns::steady_time left{};                      ///< when its question left, rather later than sooner
    listing next;
    dns::steady_time counts_from{};
    dns::steady_time ask_at{};
};

/// What one slice has brought, ready to be recorded.
struct harvest {
    slice_record record;
    std::vector<slice_effect> effects;
    std::vector<std::uint64_t> confirmed;  ///< by place in slice::work: questions of its feed that are decided
    slice_report report;
};

}  // namespace offlist
