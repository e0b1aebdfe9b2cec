#include <algorithm>
#include <memory>
#include <telemetry/log.hpp>
#include <utility>

#include "cli/asking.hpp"
#include "cli/check_report.hpp"
#include "cli/commands.hpp"
#include "cli/json_report.hpp"
#include "cli/json_text.hpp"
#include "cli/nagios.hpp"

namespace offlist::cli {
namespace {

// `check` holds every finding until its end, for the line that comes first; more than this is an inventory.
constexpr std::uint64_t most_subjects_of_a_check = 4096;

loaded<inventory_report> subjects_named(const arguments& from, const inventory_options& options)
{
    const auto& words = from.words;
    if (words.size() == 1 && words.front() == "-") return subjects_of("-", options);
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

// A monitoring system reads standard output only.
exit_status refuse_check(const arguments& from, console& out, const problems& wrong)
{
    if (from.json) return refuse(wrong, out);
    if (!wrong.empty()) {
        const std::string more = wrong.size() > 1 ? " (and " + std::to_string(wrong.size() - 1) + " more)" : "";
        out.print(nagios_line(wrong.front().to_string() + more));
    }
    return refuse(wrong);
}

}  // namespace

exit_status refuse(const problems& wrong)
{
    telemetry::log_problems(wrong);
    return exit_status::unknown;
}

exit_status refuse(const problems& wrong, console& out)
{
    for (const problem& p : wrong) out.print(json_of(p));
    return refuse(wrong);
}

exit_status check_command(const arguments& from, console& out)
{
    auto ready = prepare(from, out);
    if (!ready) return refuse_check(from, out, ready.error());
    ready->subjects.limit = most_subjects_of_a_check;
    const auto subjects = subjects_named(from, ready->subjects);
    if (!subjects) return refuse_check(from, out, subjects.error());
    const std::string where = from.words.front() == "-" ? "standard input" : "the command line";
    if (const problems wrong = look_over(*subjects, where, *ready, out); !wrong.empty())
        return refuse_check(from, out, wrong);

    ready->job.how.report_clean = true;
    ready->job.how.confirm_buffer = most_subjects_of_a_check;
    std::unique_ptr<report> results;
    if (from.json)
        results = std::make_unique<json_report>(out, subjects->skipped);
    else
        results = std::make_unique<check_report>(out, ready->job.lists);
    return ask(std::move(*ready), subjects->subjects, *results, out);
}

}  // namespace offlist::cli
