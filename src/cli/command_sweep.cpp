#include <memory>
#include <utility>

#include "cli/asking.hpp"
#include "cli/commands.hpp"
#include "cli/json_report.hpp"
#include "cli/sweep_report.hpp"

namespace offlist::cli {
namespace {

std::string names_of(const resolver_options& resolvers)
{
    std::string all;
    for (const auto& server : resolvers.servers) all += (all.empty() ? "" : ", ") + config::to_text(server);
    return all;
}

}  // namespace

exit_status sweep_command(const arguments& from, console& out)
{
    const auto refused = [&](const problems& wrong) { return from.json ? refuse(wrong, out) : refuse(wrong); };
    auto ready = prepare(from, out);
    if (!ready) return refused(ready.error());
    const std::string& file = from.words.front();
    const auto subjects = subjects_of(file, ready->subjects);
    if (!subjects) return refused(subjects.error());
    const problems wrong = look_over(*subjects, file == "-" ? "standard input" : file, *ready, out);
    if (!wrong.empty()) return refused(wrong);

    ready->job.how.report_unasked = from.json;  // a person reads the numbers in the table
    std::unique_ptr<report> results;
    if (from.json)
        results = std::make_unique<json_report>(out, subjects->skipped);
    else
        results = std::make_unique<sweep_report>(out, ready->job.lists, subjects->subjects.size(), subjects->skipped,
                                                 names_of(ready->job.resolvers));
    return ask(std::move(*ready), subjects->subjects, *results, out);
}

}  // namespace offlist::cli
