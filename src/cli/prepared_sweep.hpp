// prepared_sweep.hpp: what `check`, `sweep` and `lists test` have in common: all that is settled before the first
// question.
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
#include "cli/report/report.hpp"
#include "cli/run_sweep.hpp"
#include "cli/shared_flags.hpp"
#include "cli/time_limit.hpp"

namespace offlist::cli {

struct prepared_sweep {
    sweep_setup setup;
    inventory_options subjects;
    time_limit limit;
    std::unique_ptr<budget_store> budgets;  ///< a file when a list has a limit a day, which must survive this process
};

/// Lists, resolvers and budgets as the flags and the configuration say. Warnings go to `out`. The command's time runs
/// from this call on.
[[nodiscard]] loaded<prepared_sweep> prepare(const config::overrides& from, const sweep_flags& flags, console& out);

/// The subjects of `file`, or of standard input for "-". Problem: it did not come to its end in time.
[[nodiscard]] loaded<inventory_report> subjects_of(const std::string& file, const prepared_sweep& with);

/// --resolve: the addresses of the domains among `subjects`, which stay beside them when a list knows domains. Blocks
/// until DNS has answered. Problems: those of with_addresses().
[[nodiscard]] loaded<inventory_report> resolved(inventory_report&& subjects, const prepared_sweep& with);

/// Tells what a person should know about the subjects. Problems: there are none, or no list could be asked about them.
[[nodiscard]] problems look_over(const inventory_report& subjects, const std::string& where, const prepared_sweep& with,
                                 console& out);

/// What is left of the time is for the questions from now on.
void bound_questions(prepared_sweep& ready);

/// Runs the sweep; what it came to.
[[nodiscard]] exit_status run_prepared(prepared_sweep with, const inventory& subjects, report& results, console& out);

}  // namespace offlist::cli
