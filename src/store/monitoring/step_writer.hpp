// step_writer.hpp: the steps of listings of one slice, into the database: a few statements for hundreds of steps.
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <chrono>
#include <monitor/monitor_store.hpp>
#include <span>
#include <vector>

#include "store/engine/session.hpp"

namespace offlist::store {

/// What writing them one after another would do, and its results, in the order of the steps. A step that has no answer
/// to rest on happened at `at`.
[[nodiscard]] std::vector<step_result> write_steps(soci::session& s, std::span<const listing_step> steps,
                                                   std::chrono::sys_seconds at);

}  // namespace offlist::store
