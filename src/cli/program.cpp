#include "cli/program.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <telemetry/log.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/nagios.hpp"

namespace offlist::cli {
namespace {

// A descriptor that is closed would be given to the next socket or file, which would then be read as the inventory or
// written over with results. What stands in its place fails, as the closed one would: the wrong way open.
void occupy_closed_descriptors()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) < 0)
            (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

exit_status run_command(const arguments& from, const command_line& line, console& out)
{
    switch (from.command) {
        case command::check:
            return check_command(from, out);
        case command::sweep:
            return sweep_command(from, out);
        case command::lists_list:
            return lists_list_command(from, out);
        case command::lists_show:
            return lists_show_command(from, out);
        case command::lists_test:
            return lists_test_command(from, out);
        case command::lists_explain:
            return lists_explain_command(from, out);
        case command::completion:
            out.print(completion_script(line.tree(), from.words.front()));
            return exit_status::ok;
        case command::serve:
            return serve_command(from, out);
        case command::import_subjects:
            return import_command(from, out);
        case command::account_create:
        case command::account_list:
        case command::account_show:
        case command::account_terminate:
        case command::account_destroy:
            return account_command(from, out);
        case command::token_create:
        case command::token_list:
        case command::token_revoke:
            return token_command(from, out);
        case command::subject_list:
        case command::subject_add:
        case command::subject_remove:
            return subject_command(from, out);
        case command::delisting_list:
        case command::delisting_show:
        case command::delisting_cancel:
        case command::delisting_rates:
            return delisting_command(from, out);
        case command::task_list:
        case command::task_claim:
        case command::task_complete:
            return task_command(from, out);
        case command::funds:
            return funds_command(from, out);
        case command::ledger_verify:
            return ledger_command(from, out);
        case command::backup:
            return backup_command(from, out);
        case command::doctor:
            return doctor_command(from, out);
    }
    return exit_status::unknown;
}

exit_status run_checked(int argc, char** argv)
{
    command_line line;
    const auto wanted = line.parse(argc, argv);
    if (!wanted) {
        console out(color_choice::never);
        if (std::find(argv, argv + argc, std::string_view("--json")) != argv + argc)
            return refuse({wanted.error()}, out);
        const bool plugin = argc > 1 && std::string_view(argv[1]) == "check";
        if (plugin) out.print(nagios_line(wanted.error().to_string()));
        return refuse({wanted.error()});
    }
    console out(color_choice::automatic);
    exit_status status = exit_status::ok;
    if (const auto* const text = std::get_if<wanted_text>(&*wanted)) {
        out.print(text->text);
    } else {
        const auto& from = std::get<arguments>(*wanted);
        telemetry::start_log(from.verbose);
        out.use(from.color);
        status = run_command(from, line, out);
    }
    out.flush();
    if (const auto failure = out.failure()) telemetry::log_error(failure->to_string());
    return out.broken() ? exit_status::unknown : status;
}

}  // namespace

int run(int argc, char** argv)
{
    occupy_closed_descriptors();
    std::signal(SIGPIPE, SIG_IGN);     // a reader that leaves is an error of write()
    std::ios::sync_with_stdio(false);  // so that an error of reading standard input is seen, and large ones are fast
    telemetry::start_log(false);
    try {
        return static_cast<int>(run_checked(argc, argv));
    } catch (const std::exception& unexpected) {
        telemetry::log_error(unexpected.what());
        return static_cast<int>(exit_status::unknown);
    }
}

}  // namespace offlist::cli
