// monitor_options.hpp: what the monitor is told by the configuration, with the defaults that suit most.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <listing/listing.hpp>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <string>
#include <sweep/sweep_options.hpp>

namespace offlist {

/// When so much appears on one list within one interval, or goes from it, it is the list that changed: subjects,
/// accounts and the share must be reached. Where everything goes, however few, accounts alone must be.
struct mass_thresholds {
    std::uint64_t mass_subjects = 20;
    std::uint64_t mass_accounts = 3;
    double mass_share = 0.05;          ///< what appears: of the questions that the list was asked within the interval
    double mass_closing_share = 0.25;  ///< what goes: of the open listings asked about meanwhile
};

struct monitor_options {
    std::chrono::seconds interval{6 * 3600};        ///< each subject is asked about on each list once within it
    std::chrono::seconds listed_interval{15 * 60};  ///< the same for open listings
    confirmation_policy confirmation;
    mass_thresholds mass;
    std::chrono::seconds slice{60};        ///< length of one small sweep, and so the grain of everything above
    std::chrono::seconds stop_within{10};  ///< a stop may take so long, to confirm and record what was asked
    sweep_options sweep;                   ///< its report_* and probe_every are the monitor's own affair
};

/// What is wrong with `options`, named as in the configuration; nothing if they can be used.
[[nodiscard]] parsed<void> usable(const monitor_options& options);

/// A list that is asked, and the version of its definition (evidence::definition).
struct monitored_list {
    blocklist definition;
    std::string version;
};

}  // namespace offlist
