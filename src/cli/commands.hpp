// commands.hpp: what each command does.
//
// Each blocks the calling thread and uses only it. Bad input is told on standard error and is exit_status::unknown.
#pragma once
#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_status.hpp"

namespace offlist::cli {

[[nodiscard]] exit_status check_command(const arguments& from, console& out);
[[nodiscard]] exit_status sweep_command(const arguments& from, console& out);

[[nodiscard]] exit_status lists_list_command(const arguments& from, console& out);
[[nodiscard]] exit_status lists_show_command(const arguments& from, console& out);
[[nodiscard]] exit_status lists_explain_command(const arguments& from, console& out);
/// ok: all healthy; critical: some are not; unknown: none could be asked.
[[nodiscard]] exit_status lists_test_command(const arguments& from, console& out);

/// Until a signal ends it. unknown: it could not start.
[[nodiscard]] exit_status serve_command(const arguments& from, console& out);

// These open the store themselves, beside the daemon if it runs, and write the audit log. ok, or unknown.
[[nodiscard]] exit_status import_command(const arguments& from, console& out);
[[nodiscard]] exit_status account_command(const arguments& from, console& out);
[[nodiscard]] exit_status token_command(const arguments& from, console& out);
[[nodiscard]] exit_status subject_command(const arguments& from, console& out);
[[nodiscard]] exit_status delisting_command(const arguments& from, console& out);
[[nodiscard]] exit_status task_command(const arguments& from, console& out);
[[nodiscard]] exit_status funds_command(const arguments& from, console& out);
/// ok: the books balance; critical: they do not; unknown: they cannot be read.
[[nodiscard]] exit_status ledger_command(const arguments& from, console& out);
[[nodiscard]] exit_status backup_command(const arguments& from, console& out);
/// ok: all is well; warning: something to see to; critical: something is broken; unknown: wrong use.
[[nodiscard]] exit_status doctor_command(const arguments& from, console& out);

/// Tells the problems; always exit_status::unknown.
exit_status refuse(const problems& wrong);
/// The same, for whoever reads JSON on standard output: one object a problem.
exit_status refuse(const problems& wrong, console& out);

}  // namespace offlist::cli
