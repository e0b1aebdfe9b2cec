#include "cli/report/nagios.hpp"

#include <algorithm>
#include <sweep/forecast.hpp>

#include "cli/exit_status.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t most_named = 5;  // listings on the line; it is read on pagers and in lists of services

std::string where(const finding& f)
{
    const std::string_view scope = scope_in_words(f.scope);
    const std::string means = f.judged.meanings.empty() ? std::string() : f.judged.meanings.front();
    const std::string both = means + (means.empty() || scope.empty() ? "" : "; ") + std::string(scope);
    return f.blocklist + (both.empty() ? "" : " (" + both + ')');
}

bool of_one_subject(std::span<const finding> listed)
{
    return std::all_of(listed.begin(), listed.end(),
                       [&](const finding& f) { return f.subject == listed.front().subject; });
}

std::string listings(std::span<const finding> listed)
{
    if (listed.empty()) return "listed";
    const bool one = of_one_subject(listed);
    std::string text;
    if (one)
        text = to_string(listed.front().subject) + " is listed on " +
               (listed.size() > 1 ? std::to_string(listed.size()) + " lists: " : "");
    else
        text = std::to_string(listed.size()) + " listings: ";
    const std::size_t named = std::min(listed.size(), most_named);
    for (std::size_t i = 0; i < named; ++i)
        text +=
            (i > 0 ? ", " : "") + (one ? where(listed[i]) : to_string(listed[i].subject) + " on " + where(listed[i]));
    if (listed.size() > named) text += " and " + std::to_string(listed.size() - named) + " more";
    return text;
}

std::string unknown_part(const sweep_summary& all)
{
    if (all.counts.unknown == 0) return {};
    return grouped(all.counts.unknown) + " of " + counted(all.questions, "question", "questions") + " unknown (" +
           std::string(to_string(main_reason(all.counts))) +
           (std::count_if(all.counts.by_reason.begin(), all.counts.by_reason.end(), [](auto n) { return n > 0; }) > 1
                ? " and others)"
                : ")");
}

// A resolver that is caught says more than that most lists fail.
std::string cause_of(const sweep_summary& all)
{
    const auto caught = [](const resolver_summary& r) { return !r.trusted; };
    const bool all_caught = std::all_of(all.resolvers.begin(), all.resolvers.end(), caught);
    if (all.blame.empty() || all.resolvers.empty() || !all_caught) return all.blame;
    std::string one = "resolver " + all.resolvers.front().name + ' ' + all.resolvers.front().why;
    const std::size_t more = all.resolvers.size() - 1;
    if (more == 0) return one;
    return one + "; " + counted(more, "other resolver is", "other resolvers are") + " not trusted either";
}

std::string words(const sweep_summary& all, std::span<const finding> listed, exit_status status)
{
    const std::string unknown = unknown_part(all);
    std::string text;
    switch (status) {
        case exit_status::critical:
            text = listings(listed);
            break;
        case exit_status::ok:
        case exit_status::warning:
            text = "nothing is listed, " + counted(all.counts.clean, "question", "questions") + " clean";
            break;
        case exit_status::unknown:
            text = "nothing could be verified";
            if (const std::string why = cause_of(all); !why.empty()) text += ": " + why;
            break;
    }
    if (all.counts.informational > 0) text += ", " + grouped(all.counts.informational) + " informational";
    if (!unknown.empty()) text += ", " + unknown;
    if (all.open > 0) text += ", stopped: " + counted(all.open, "question", "questions") + " not asked";
    if (all.unasked > 0)
        text += ", " + counted(all.unasked, "subject is", "subjects are") + " of a kind that no list was asked about";
    if (all.failure) text += ", " + all.failure->to_string();
    return text;
}

std::string perfdata(const sweep_summary& all)
{
    return "questions=" + std::to_string(all.questions) + " listed=" + std::to_string(all.counts.listed) +
           ";;0 informational=" + std::to_string(all.counts.informational) +
           " clean=" + std::to_string(all.counts.clean) + " unknown=" + std::to_string(all.counts.unknown) +
           ";0 elapsed=" + seconds_text(all.elapsed) + 's';
}

std::string first_words(exit_status status)
{
    return "OFFLIST " + std::string(to_string(status)) + " - ";
}

}  // namespace

unknown_reason main_reason(const tally& counts)
{
    const auto most = std::max_element(counts.by_reason.begin(), counts.by_reason.end());
    return *most == 0 ? unknown_reason::none : static_cast<unknown_reason>(most - counts.by_reason.begin());
}

std::string without_bars(std::string text)
{
    std::replace(text.begin(), text.end(), '|', '/');
    return text;
}

std::string nagios_line(const sweep_summary& all, std::span<const finding> listed)
{
    const exit_status status = status_of(all);
    return first_words(status) + without_bars(words(all, listed, status)) + " | " + perfdata(all);
}

std::string nagios_line(std::string_view why)
{
    return first_words(exit_status::unknown) + without_bars(std::string(why));
}

}  // namespace offlist::cli
