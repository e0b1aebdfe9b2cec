#include "cli/report/sweep_report.hpp"

#include <algorithm>
#include <utility>

#include "cli/exit_status.hpp"
#include "cli/report/nagios.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t subject_width = 15;  // of an IPv4 address; longer subjects push the rest of their line

std::vector<cell> row_of(const list_summary& list)
{
    const unknown_reason reason = main_reason(list.counts);
    std::string why = list.why;
    if (reason != unknown_reason::none) why = std::string(to_string(reason)) + (why.empty() ? "" : ": " + why);
    return {{list.blocklist},
            {std::string(to_string(list.health)), tone_of(list.health)},
            {grouped(list.counts.listed), list.counts.listed > 0 ? tone::alarm : tone::plain},
            {grouped(list.counts.informational)},
            {grouped(list.counts.clean)},
            {grouped(list.counts.unknown), list.counts.unknown > 0 ? tone::doubt : tone::plain},
            {why}};
}

}  // namespace

sweep_report::sweep_report(console& out, const std::vector<blocklist>& lists, std::uint64_t subjects,
                           std::uint64_t skipped, std::string through)
    : out_(out), subjects_(subjects), skipped_(skipped), through_(std::move(through)), lists_(lists.size())
{
    for (const blocklist& list : lists) id_width_ = std::max(id_width_, list.id.size());
}

void sweep_report::begin(const forecast& expected)
{
    std::uint64_t questions = 0;
    for (const list_forecast& list : expected.lists) questions += list.questions;
    out_.print("Sweeping " + counted(subjects_, "subject", "subjects") + " on " + counted(lists_, "list", "lists") +
               ": " + counted(questions, "question", "questions") + " through " + through_);
    if (expected.longest >= std::chrono::minutes(1))
        out_.print("The limits of the lists make this take at least " + spoken(expected.longest));
    out_.flush();
}

void sweep_report::found(finding&& what)
{
    if (what.judged.what != verdict::listed) return;  // the rest is counted in the summary
    if (!std::exchange(any_listed_, true)) out_.print("");
    std::string meanings;
    for (const std::string& one : what.judged.meanings) meanings += (meanings.empty() ? "" : ", ") + one;
    std::string line = out_.colors()(tone::alarm, "listed") + "  " + padded(to_string(what.subject), subject_width) +
                       "  " + padded(what.blocklist, id_width_) + "  " + meanings;
    if (const std::string_view scope = scope_in_words(what.scope); !scope.empty())
        line += "  (" + std::string(scope) + ')';
    if (!what.texts.empty()) line += "  \"" + what.texts.front() + '"';
    out_.print(line);
}

void sweep_report::end(const sweep_summary& all)
{
    text_table table({{"blocklist"},
                      {"health"},
                      {"listed", align::right},
                      {"informational", align::right},
                      {"clean", align::right},
                      {"unknown", align::right},
                      {"why"}});
    for (const list_summary& list : all.lists) table.add(row_of(list));
    out_.print("");
    for (const std::string& line : table.lines(out_.colors())) out_.print(line);
    out_.print("");
    print_totals(all);
}

void sweep_report::print_totals(const sweep_summary& all)
{
    const bool nothing = status_of(all) == exit_status::unknown && !all.failure;
    const std::string verified = nothing ? "nothing could be verified" : "";
    const std::string blame = verified + (nothing && !all.blame.empty() ? ": " : "") + all.blame;
    if (!blame.empty()) out_.print(out_.colors()(tone::doubt, blame));
    for (const resolver_summary& r : all.resolvers)
        if (!r.trusted)
            out_.print("resolver " + r.name + " is " + out_.colors()(tone::doubt, "not trusted") + ": " + r.why);
    if (all.failure) out_.print("stopped: " + all.failure->to_string());
    if (all.open > 0)
        out_.print("stopped: " + counted(all.open, "question", "questions") + " not asked, or asked and not confirmed");
    if (skipped_ > 0) out_.print(counted(skipped_, "bad line", "bad lines") + " passed over");
    std::uint64_t sent = 0;
    for (const list_summary& list : all.lists) sent += list.sent;
    const auto rate = all.elapsed.count() > 0 ? sent * 1000 / static_cast<std::uint64_t>(all.elapsed.count()) : sent;
    out_.print(
        counted(all.subjects, "subject", "subjects") + ", " + counted(all.questions, "question", "questions") + " in " +
        seconds_text(all.elapsed) + " s (" + grouped(sent) + " sent, " + grouped(rate) + " a second): " +
        out_.colors()(all.counts.listed > 0 ? tone::alarm : tone::plain, grouped(all.counts.listed) + " listed") +
        ", " + grouped(all.counts.informational) + " informational, " + grouped(all.counts.clean) + " clean, " +
        out_.colors()(all.counts.unknown > 0 ? tone::doubt : tone::plain, grouped(all.counts.unknown) + " unknown"));
}

}  // namespace offlist::cli
