// run_sweep.hpp: a sweep from its first question to its last, with signals, progress and results.
//
// Blocks the calling thread, on which everything runs.
#pragma once
#include <offlist/blocklist.hpp>
#include <offlist/resolver.hpp>
#include <sweep/assignment.hpp>
#include <sweep/budget.hpp>
#include <sweep/inventory.hpp>
#include <sweep/summary.hpp>
#include <sweep/sweep.hpp>
#include <vector>

#include "cli/console.hpp"
#include "cli/report/report.hpp"

namespace offlist::cli {

/// What is asked through whom, and how.
struct sweep_setup {
    std::vector<blocklist> lists;
    resolver_options resolvers;
    sweep_options how;
};

/// Runs the sweep and tells `results`. The first SIGINT or SIGTERM stops it; the next one ends the program at once.
/// Throws std::system_error when no socket can be made.
sweep_summary run_sweep(sweep_setup setup, const inventory& subjects, budget_store& budgets, report& results,
                        console& out);

/// The same with subjects of its own for each list, or none, which tests the list.
sweep_summary run_sweep(sweep_setup setup, const std::vector<assignment>& work, budget_store& budgets, report& results,
                        console& out);

}  // namespace offlist::cli
