// readiness.hpp: whether the daemon is of use now, as /readyz tells: one pure decision over what its parts know.
//
// Safe from any thread.
#pragma once
#include <api/ports.hpp>
#include <chrono>
#include <monitor/monitor.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

#include "daemon/store_check.hpp"

namespace offlist::daemon {

/// What the parts of the daemon know. The defaults: just begun.
struct state_of_parts {
    monitor_status sweep{};
    std::chrono::seconds interval{std::chrono::hours(6)};  ///< how far the sweep may be behind
    std::string start_trouble{};                           ///< why the monitor cannot read the store
    std::optional<problem> store{};                        ///< why the newest transaction could not be written
    store_state store_is{};                                ///< what the store itself is like
    bool resolver_checked = false;
    std::string resolver{};                ///< its trouble
    std::optional<std::string> ledger{};   ///< its trouble, empty: it balances; none: not added up yet
    std::string restored{};                ///< what a restored store waits for; empty: nothing
    std::chrono::milliseconds lateness{};  ///< of the daemon's thread
    bool stopping = false;
};

/// Each thing that must work: store, resolver, sweep, ledger, service; and the restore that waits.
[[nodiscard]] std::vector<api::readiness_check> readiness_of(const state_of_parts& now);
[[nodiscard]] bool ready(const std::vector<api::readiness_check>& checks);

}  // namespace offlist::daemon
