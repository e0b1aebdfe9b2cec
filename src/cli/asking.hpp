// asking.hpp: what `check` and `sweep` have in common: everything that is settled before the first question.
//
// For one thread; blocks for the file system.
#pragma once
#include <config/settings.hpp>
#include <memory>
#include <sweep/budget.hpp>
#include <sweep/inventory_reader.hpp>
#include <vector>

#include "cli/console.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/run_sweep.hpp"

namespace offlist::cli {

struct asking {
    sweep_job job;
    inventory_options subjects;
    std::unique_ptr<budget_store> budgets;  ///< a file when a list has a limit a day, which must survive this process
};

/// Lists, resolvers and budgets as the flags and the configuration say. Warnings go to `out`.
[[nodiscard]] loaded<asking> prepare(const arguments& from, console& out);

/// The subjects of `file`, or of standard input for "-".
[[nodiscard]] loaded<inventory_report> subjects_of(const std::string& file, const inventory_options& options);

/// Tells what a person should know about the subjects. Problems: there are none, or no list could be asked about them.
[[nodiscard]] problems look_over(const inventory_report& subjects, const std::string& where, const asking& with,
                                 console& out);

/// Runs the sweep; what it came to.
[[nodiscard]] exit_status ask(asking with, const inventory& subjects, report& results, console& out);

}  // namespace offlist::cli
