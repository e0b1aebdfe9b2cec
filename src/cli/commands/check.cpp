// `offlist check SUBJECT...`
#include <core/duration.hpp>
#include <memory>
#include <utility>

#include "cli/commands/table.hpp"
#include "cli/prepared_sweep.hpp"
#include "cli/refuse.hpp"
#include "cli/report/check_report.hpp"
#include "cli/report/json_report.hpp"
#include "cli/report/nagios.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* check_help =
    R"(The first line of the output is that of a Nagios plugin, with perfdata; the evidence follows.
With --json there is one object for every question, and at the end {"summary": {...}}.
It is done within 8 s, whatever is silent (--max-duration): what is not known by then is unknown, for the reason timeout.

Exit status: 0 all clean; 1 nothing listed, something not verified; 2 listed; 3 nothing verified, or wrong use.

Examples:
  offlist check 45.83.12.7
  offlist check 45.83.12.0/28 example.org
  grep -v '^#' addresses | offlist check --json -
  offlist check --resolver 127.0.0.1:5353 --list spamhaus-zen --list spamcop 45.83.12.7)";

// `check` holds every finding until its end, for the line that comes first; more than this is an inventory.
constexpr std::uint64_t most_subjects_of_a_check = 4096;

// Of one try: a second one has to fit into the time of a check (longest_check), too.
constexpr std::chrono::milliseconds timeout_of_a_check{1000};

loaded<inventory_report> subjects_named(const std::vector<std::string>& words, const prepared_sweep& with)
{
    if (words.size() == 1 && words.front() == "-") return subjects_of("-", with);
    const inventory_options& options = with.subjects;
    inventory_builder builder(options);
    problems wrong;
    for (const std::string& word : words)
        if (word == "-")
            wrong.push_back({"- (standard input) stands beside other subjects", "one or the other", "", 0});
        else if (const auto added = builder.add(word); !added)
            wrong.push_back(added.error());
    if (!wrong.empty() && !options.skip_invalid) return wrong;
    auto made = std::move(builder).finish();
    if (!made) return problems{made.error()};
    made->skipped = wrong.size();
    made->skipped_lines = std::move(wrong);
    return std::move(*made);
}

// A monitoring system reads standard output only, so everything stands there: the first problem on the first line.
exit_status refuse_check(const problems& wrong, console& out)
{
    if (out.json() || wrong.empty()) return refuse_as_asked(wrong, out);
    const std::string more = wrong.size() > 1 ? " (and " + std::to_string(wrong.size() - 1) + " more)" : "";
    out.print(nagios_line(wrong.front().to_string() + more));
    for (auto p = wrong.begin() + 1; p != wrong.end(); ++p) out.print(without_bars(p->to_string()));
    return exit_status::unknown;
}

struct check_command {
    config::overrides from;
    sweep_flags flags;
    std::vector<std::string> subjects;

    exit_status run(console& out) const
    {
        const std::chrono::milliseconds whole = flags.max_duration.value_or(longest_check);
        const limit_guard guard(whole, out.json() ? "" : nagios_line("not done within " + offlist::to_string(whole)));
        auto ready = prepare(from, flags, out);
        if (!ready) return refuse_check(ready.error(), out);
        ready->subjects.limit = most_subjects_of_a_check;
        auto named = subjects_named(subjects, *ready);
        if (named && flags.resolve) named = resolved(std::move(*named), *ready);
        if (!named) return refuse_check(named.error(), out);
        const std::string where = subjects.front() == "-" ? "standard input" : "the command line";
        if (const problems wrong = look_over(*named, where, *ready, out); !wrong.empty())
            return refuse_check(wrong, out);

        ready->setup.how.report_clean = true;
        ready->setup.how.confirm_buffer = most_subjects_of_a_check;
        std::unique_ptr<report> results;
        if (out.json())
            results = std::make_unique<json_report>(out, named->skipped);
        else
            results = std::make_unique<check_report>(out, ready->setup.lists);
        return run_prepared(std::move(*ready), named->subjects, *results, out);
    }
};

}  // namespace

void add_check(command program)
{
    auto [check, what] = program.add<check_command>("check", "check subjects now; a Nagios plugin, or JSON");
    what.from.own_timeout = timeout_of_a_check;
    check.words("subject", what.subjects, "addresses, CIDR ranges, domains; or - for standard input")
        .takes("SUBJECT|-")
        .required();
    add_catalog_flags(check, what.from);
    add_resolver_flags(check, what.from);
    add_sweep_flags(check, what.flags, what.from, "unknown: timeout (default: 8s)");
    what.flags.own_duration = longest_check;
    check.output_flags();
    check.help(check_help);
}

}  // namespace offlist::cli
