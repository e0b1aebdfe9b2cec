#include "cli/program.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <telemetry/log.hpp>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>

#include "cli/command_tree.hpp"
#include "cli/commands/table.hpp"
#include "cli/refuse.hpp"
#include "cli/report/nagios.hpp"

namespace offlist::cli {
namespace {

constexpr const char* about =
    R"(Checks addresses and domains against DNS blocklists, and says what was found with its evidence.
A list's answer counts only while its own test entries prove that it works.)";

constexpr const char* help = R"(Exit status (that of Nagios plugins):
  0  everything is clean
  1  nothing is listed, but something could not be verified
  2  something is listed
  3  nothing could be verified, or wrong use

Lists come from the first of: --lists DIR, [lists] directory of the configuration, $OFFLIST_LISTS,
share/offlist/lists.d of the installation, lists.d of the source tree, ./lists.d.

Use a resolver of your own: the big lists refuse questions through public ones (8.8.8.8, 1.1.1.1).

Examples:
  offlist check 45.83.12.7 mail.example.org
  offlist check --list spamhaus-zen --json - < addresses.txt
  offlist sweep inventory.txt
  offlist lists explain spamhaus-zen 127.0.0.4
  offlist serve --config /etc/offlist/offlist.toml

offlist COMMAND --help tells more, and so does man offlist.)";

// A descriptor that is closed would be given to the next socket or file, which would then be read as the inventory or
// written over with results. What stands in its place fails, as the closed one would: the wrong way open.
void occupy_closed_descriptors()
{
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) < 0)
            (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// The first word that is neither --config nor its file.
std::string_view command_in(int argc, char** argv)
{
    for (int n = 1; n < argc; ++n) {
        const std::string_view word = argv[n];
        if (word == "--config")
            ++n;
        else if (!word.starts_with("--config="))
            return word;
    }
    return {};
}

exit_status refuse_command_line(const problem& wrong, int argc, char** argv)
{
    const bool json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    console out({.json = json, .color = color_choice::never});
    if (json) return refuse_as_asked({wrong}, out);
    if (command_in(argc, argv) != "check") return refuse({wrong});
    out.print(nagios_line(wrong.to_string()));
    return exit_status::unknown;
}

exit_status run_checked(int argc, char** argv)
{
    command_tree tree("offlist", about, help);
    add_commands(tree);
    const auto wanted = tree.parse(argc, argv);
    if (!wanted) return refuse_command_line(wanted.error(), argc, argv);
    console out(tree.output());
    exit_status status = exit_status::ok;
    if (const auto* const text = std::get_if<wanted_text>(&*wanted)) {
        out.print(text->text);
    } else {
        telemetry::start_log(tree.output().verbose);
        status = std::get<action>(*wanted)(out);
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
