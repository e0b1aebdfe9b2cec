// monitor_observer.hpp: the port through which the monitor tells what it does, for metrics, logs and notices to staff.
//
// Called on the monitor's thread, between slices. An observer must not call the monitor from within.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/checker.hpp>
#include <offlist/problem.hpp>
#include <string>
#include <sweep/summary.hpp>
#include <vector>

#include "monitor/monitor_store.hpp"

namespace offlist {

/// One list within one slice.
struct list_slice {
    std::string blocklist;
    tally counts;            ///< verdicts told
    std::uint64_t sent = 0;  ///< questions on the wire, test and TXT questions included
};

/// One small sweep, recorded.
struct slice_report {
    std::int64_t sweep = 0;  ///< the record that it belongs to
    std::chrono::sys_seconds at{};
    std::chrono::milliseconds asking{0};     ///< from its first question to its end
    std::chrono::milliseconds recording{0};  ///< until the store had it
    std::vector<list_slice> lists;           ///< those that took part
    std::vector<resolver_summary> resolvers;
    std::string blame;  ///< in words, when the network or the resolvers are blamed; else empty
};

class monitor_observer {
public:
    virtual ~monitor_observer() = default;
    virtual void slice_done(const slice_report&) {}
    /// A change of status that the store has. `account` owns the subject.
    virtual void listing_changed(const listing_step&, std::int64_t /*listing*/, std::int64_t /*account*/) {}
    /// A list can be trusted more, or less, than before.
    virtual void health_changed(const health_change&) {}
    /// Listings are kept back until staff decides: a new mass change, or one that has grown.
    virtual void kept_back(const mass_change&) {}
    /// What a mass change kept back has gone by itself, before staff decided.
    virtual void passed(const mass_change&) {}
    /// The store refused a record; it is tried again. Once for all tries until store_recovered().
    virtual void store_failed(const problem&) {}
    virtual void store_recovered() {}
    /// What the store has and is not monitored; again at each reading of all subjects.
    virtual void left_out(const left_out_subjects&) {}
    /// What was learnt about a pair that somebody watches (monitor::watch).
    virtual void watched(const finding&) {}
    /// Something that a person should know; see sweep_sink::note.
    virtual void note(const std::string&) {}
};

}  // namespace offlist
