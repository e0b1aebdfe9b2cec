#include "cli/report/list_card.hpp"

#include <blocklists/terms_warnings.hpp>
#include <cmath>
#include <core/duration.hpp>
#include <sweep/forecast.hpp>

#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::size_t heading_width = 13;

void field(console& out, std::string_view label, const std::string& value)
{
    if (!value.empty()) out.print(padded(label, heading_width) + value);
}

std::string which(const answer_rule& rule)
{
    if (rule.bit != 0) return "bit " + std::to_string(rule.bit) + " of octet " + std::to_string(rule.octet);
    const std::string first = address_v4(rule.first).to_string();
    return rule.first == rule.last ? first : first + " - " + address_v4(rule.last).to_string();
}

std::string rate_of(double per_second)
{
    if (per_second == std::floor(per_second)) return grouped(static_cast<std::uint64_t>(per_second));
    std::string text = std::to_string(per_second);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

std::string limits_of(const query_limits& limits)
{
    std::string text;
    if (limits.per_second) text = rate_of(*limits.per_second) + " questions a second";
    if (limits.per_day)
        text += (text.empty() ? "" : ", ") + grouped(static_cast<std::uint64_t>(*limits.per_day)) + " a day";
    return text.empty() ? "none" : text;
}

std::string test_entries_of(const blocklist& list)
{
    std::string text;
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        const test_entry& test = list.test_of(kind);
        if (!list.asks(kind) || (test.listed.empty() && test.unlisted.empty())) continue;
        text += text.empty() ? "" : "; ";
        if (!test.listed.empty()) text += test.listed + " must be listed";
        if (!test.unlisted.empty()) text += (test.listed.empty() ? "" : ", ") + test.unlisted + " must not";
    }
    return text.empty() ? "none: the list may be dead without our seeing it" : text;
}

void print_removal(const removal& r, console& out)
{
    std::string text(to_string(r.method));
    if (!r.url.empty()) text += ", " + r.url;
    if (r.expires_after) text += ", entries lapse after " + spoken(*r.expires_after);
    if (r.deadline) text += ", a request has failed after " + spoken(*r.deadline);
    field(out, "removal", text);
    for (const std::string& first : r.preconditions) field(out, "  first", first);
}

void print_answers(const blocklist& list, console& out)
{
    text_table table({{"answer"}, {"verdict"}, {"means"}});
    for (const answer_rule& rule : list.answers) {
        std::string verdict(to_string(rule.result));
        if (rule.reason != unknown_reason::none) verdict += ": " + std::string(to_string(rule.reason));
        const tone how = rule.result == verdict::listed ? tone::alarm : tone::plain;
        table.add({{which(rule)}, {std::move(verdict), how}, {rule.means}});
    }
    out.print("");
    for (const std::string& line : table.lines(out.colors())) out.print(line);
}

}  // namespace

std::string subjects_text(const blocklist& list)
{
    std::string text;
    for (int k = 0; k < subject_kinds; ++k)
        if (list.asks(static_cast<subject_kind>(k)))
            text += (text.empty() ? "" : " ") + std::string(to_string(static_cast<subject_kind>(k)));
    return text;
}

void print_card(const blocklist& list, const std::string& state, console& out)
{
    out.print(out.colors()(tone::strong, list.id) + "  " + list.name);
    field(out, "state", state);
    if (list.needs_key()) field(out, "key", list.query_zone().empty() ? "missing" : "given");
    field(out, "to set up", list.setup);
    field(out, "operator", list.operator_name + (list.operator_url.empty() ? "" : ", " + list.operator_url));
    field(out, "zone", list.zone);
    field(out, "subjects", subjects_text(list));
    if (list.form == domain_form::organisational) field(out, "", "asked about registrable domains only");
    field(out, "severity", std::string(to_string(list.level)));
    field(out, "scope", std::string(to_string(list.scope)));
    field(out, "limits", limits_of(list.limits));
    field(out, "free use", terms_in_words(list.terms));
    field(out, "test entries", test_entries_of(list));
    field(out, "look-up", list.url);
    print_removal(list.removal, out);
    field(out, "note", list.note);
    print_answers(list, out);
}

void print_card(const retired_list& list, console& out)
{
    out.print(out.colors()(tone::strong, list.id) + "  retired" + (list.since.empty() ? "" : " since " + list.since));
    for (const std::string& zone : list.zones) field(out, "zone", zone);
    field(out, "history", list.history);
}

}  // namespace offlist::cli
