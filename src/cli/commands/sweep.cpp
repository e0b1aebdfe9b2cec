// `offlist sweep FILE`
#include <memory>
#include <utility>

#include "cli/commands/table.hpp"
#include "cli/prepared_sweep.hpp"
#include "cli/refuse.hpp"
#include "cli/report/json_report.hpp"
#include "cli/report/sweep_report.hpp"
#include "cli/shared_flags.hpp"

namespace offlist::cli {
namespace {

constexpr const char* sweep_help =
    R"(An inventory has one address, range or domain a line; # or ; starts a comment. CSV and the INI of other checkers are
read as offlist import does. Bad lines are named (the first hundred of them) and nothing is asked, unless --skip-invalid is given. Each list is asked within its own limits; questions of
lists with a daily limit are counted in the budget file ($XDG_STATE_HOME/offlist/budget unless said).

Listings are told as soon as they are confirmed, and at the end a summary of each list. With --json there is
one object for every question that is not clean, and at the end {"summary": {...}}.
Ctrl-C stops asking, confirms what was answered and tells it; twice ends at once.

Exit status: 0 all clean; 1 nothing listed, something not verified; 2 listed; 3 nothing verified, or wrong use.

Examples:
  offlist sweep inventory.txt
  offlist sweep --max-duration 2h --json inventory.txt > findings.jsonl
  zcat addresses.gz | offlist sweep --skip-invalid -)";

std::string names_of(const resolver_options& resolvers)
{
    std::string all;
    for (const auto& server : resolvers.servers) all += (all.empty() ? "" : ", ") + config::to_text(server);
    return all;
}

struct sweep_command {
    config::overrides from;
    sweep_flags flags;
    std::string file;

    exit_status run(console& out) const
    {
        const limit_guard guard(flags.max_duration);
        auto ready = prepare(from, flags, out);
        if (!ready) return refuse_as_asked(ready.error(), out);
        auto subjects = subjects_of(file, *ready);
        if (subjects && flags.resolve) subjects = resolved(std::move(*subjects), *ready);
        if (!subjects) return refuse_as_asked(subjects.error(), out);
        const problems wrong = look_over(*subjects, file == "-" ? "standard input" : file, *ready, out);
        if (!wrong.empty()) return refuse_as_asked(wrong, out);

        ready->setup.how.max_duration = flags.max_duration;
        ready->setup.how.reason_at_end = unknown_reason::over_budget;
        ready->setup.how.report_unasked = out.json();  // a person reads the numbers in the table
        std::unique_ptr<report> results;
        if (out.json())
            results = std::make_unique<json_report>(out, subjects->skipped);
        else
            results = std::make_unique<sweep_report>(out, ready->setup.lists, subjects->subjects.size(),
                                                     subjects->skipped, names_of(ready->setup.resolvers));
        return run_prepared(std::move(*ready), subjects->subjects, *results, out);
    }
};

}  // namespace

void add_sweep(command program)
{
    auto [sweep, what] = program.add<sweep_command>("sweep", "one pass over an inventory");
    sweep.word("file", what.file, "one subject or CIDR range a line, # for comments; or - for standard input")
        .takes("FILE|-");
    add_catalog_flags(sweep, what.from);
    add_resolver_flags(sweep, what.from);
    add_sweep_flags(sweep, what.flags, what.from, "over_budget");
    sweep.output_flags();
    sweep.help(sweep_help);
}

}  // namespace offlist::cli
