#include "blocklists/definition.hpp"

#include <algorithm>
#include <cmath>
#include <core/quoted.hpp>
#include <core/toml_section.hpp>
#include <core/utf8.hpp>

#include "blocklists/answer_match.hpp"
#include "blocklists/removal_definition.hpp"
#include "blocklists/terms_definition.hpp"
#include "blocklists/zone_text.hpp"
#include "offlist/verdict.hpp"

namespace offlist {
namespace {

template <class Value>
using choice = std::pair<std::string_view, Value>;

constexpr std::array<choice<subject_kind>, 3> kinds{
    {{"ip4", subject_kind::ip4}, {"ip6", subject_kind::ip6}, {"domain", subject_kind::domain}}};
constexpr std::array<choice<severity>, 3> severities{
    {{"high", severity::high}, {"medium", severity::medium}, {"low", severity::low}}};
constexpr std::array<choice<listing_scope>, 4> scopes{{{"ip", listing_scope::ip},
                                                       {"range", listing_scope::range},
                                                       {"asn", listing_scope::asn},
                                                       {"domain", listing_scope::domain}}};
constexpr std::array<choice<domain_form>, 2> forms{
    {{"as-given", domain_form::as_given}, {"organisational", domain_form::organisational}}};
constexpr std::array<choice<verdict>, 3> rule_verdicts{
    {{"listed", verdict::listed}, {"informational", verdict::informational}, {"unknown", verdict::unknown}}};
constexpr std::array<choice<unknown_reason>, 2> rule_reasons{
    {{"blocked_by_list", unknown_reason::blocked_by_list}, {"rate_limited", unknown_reason::rate_limited}}};
template <class Value, std::size_t Size>
std::span<const choice<Value>> all(const std::array<choice<Value>, Size>& choices)
{
    return choices;
}

void read_subjects(toml_section& in, blocklist& list)
{
    if (!in.has("subjects")) return in.complain("", "subjects is missing", R"(subjects = ["ip4"])");
    const auto names = in.texts("subjects");
    for (const std::string& name : names) {
        const auto* const kind =
            std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == name; });
        if (kind != kinds.end())
            list.subjects[static_cast<std::size_t>(kind->second)] = true;
        else
            in.complain("subjects", "subject " + offlist::quoted(name) + " is not known",
                        R"("ip4", "ip6" or "domain")");
    }
    if (names.empty()) in.complain("subjects", "subjects is empty", R"("ip4", "ip6" or "domain" in it)");
}

void read_bit(toml_section& in, answer_rule& rule)
{
    const std::int64_t bit = in.integer("bit").value_or(1);
    const std::int64_t octet = in.integer("octet").value_or(4);
    const bool one_bit = bit >= 1 && bit <= 128 && (bit & (bit - 1)) == 0;
    if (!one_bit)
        in.complain("bit", "bit " + std::to_string(bit) + " is not one bit of an octet",
                    "1, 2, 4, 8, 16, 32, 64 or 128");
    if (octet < 2 || octet > 4)
        in.complain("octet", "octet " + std::to_string(octet) + " holds no bits to tell (the first is always 127)",
                    "2, 3 or 4");
    rule.bit = one_bit ? static_cast<std::uint8_t>(bit) : std::uint8_t{1};
    rule.octet = octet >= 2 && octet <= 4 ? static_cast<std::uint8_t>(octet) : std::uint8_t{4};
}

// The address part of a rule. False: there is none to go on with.
bool read_match(toml_section& in, answer_rule& rule)
{
    const auto text = in.text("match");
    if (!text) return false;
    const auto span = parse_match(*text);
    if (!span) {
        in.complain("match", span.error());
        return false;
    }
    rule.first = span->first;
    rule.last = span->last;
    return true;
}

// What the rule says: verdict, reason and meaning.
void read_saying(toml_section& in, answer_rule& rule)
{
    if (!in.has("verdict"))
        in.complain("", "verdict is missing", R"(verdict = "listed", "informational" or "unknown")");
    rule.result = in.word("verdict", all(rule_verdicts)).value_or(verdict::listed);
    rule.means = sanitised(in.required_text("means", "spam source"));
    const auto reason = in.word("reason", all(rule_reasons));
    if (rule.result == verdict::unknown)
        rule.reason = reason.value_or(unknown_reason::blocked_by_list);
    else if (reason)
        in.complain("reason", "reason belongs to rules with verdict \"unknown\"", "no reason here");
}

bool read_rule(toml_section& in, answer_rule& rule)
{
    const bool by_bit = in.has("bit");
    bool usable = true;
    if (by_bit == in.has("match")) {
        in.complain("", by_bit ? "both match and bit" : "neither match nor bit", "one of the two");
        usable = false;
    }
    if (by_bit)
        read_bit(in, rule);
    else {
        usable = read_match(in, rule) && usable;
        if (in.has("octet")) in.complain("octet", "octet belongs to bit rules", "bit beside it, or no octet");
    }
    read_saying(in, rule);
    if (usable && !by_bit && holds(error_space, {rule.first, rule.last}) && rule.result != verdict::unknown)
        in.complain("verdict", "127.255.255.0/24 is an error in every list", R"(verdict = "unknown")");
    in.finish();
    return usable;
}

void read_answers(toml_section& in, const std::string& file, problems& wrong, blocklist& list)
{
    if (!in.has("answers"))
        return in.complain("", "answers is missing",
                           R"(answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }])");
    const std::size_t problems_before = wrong.size();
    std::vector<const toml::table*> tables = in.tables("answers");
    if (tables.empty() && wrong.size() == problems_before)
        in.complain("answers", "answers is empty", "at least one rule: without one no answer could mean anything");
    std::vector<int> lines;
    for (const toml::table* table : tables) {
        toml_section rule_in(*table,
                             "blocklist " + offlist::quoted(list.id) + ", answer " + std::to_string(lines.size() + 1),
                             file, wrong);
        answer_rule rule;
        const bool usable = read_rule(rule_in, rule);
        lines.push_back(rule_in.line());
        if (usable) list.answers.push_back(std::move(rule));
    }
    if (wrong.size() != problems_before) return;  // half the rules would tell nothing about shadows
    for (std::size_t i = 0; i < list.answers.size(); ++i)
        if (never_matches(list.answers, i))
            wrong.push_back({"blocklist " + offlist::quoted(list.id) + ", answer " + std::to_string(i + 1) + " (" +
                                 offlist::quoted(list.answers[i].means) + ") can never match",
                             "it before the rules that cover it, or not at all", file, lines[i]});
}

// RFC 5782 section 5.
test_entry standard_entry(subject_kind kind)
{
    switch (kind) {
        case subject_kind::ip4:
            return {"127.0.0.2", "127.0.0.1"};
        case subject_kind::ip6:
            return {"::ffff:7f00:2", "::ffff:7f00:1"};
        case subject_kind::domain:
            return {"test", "invalid"};
    }
    return {};
}

// The kind that plain `listed` and `unlisted` are about: IPv4 where the list knows it, else what it does know.
subject_kind main_kind(const blocklist& list)
{
    for (const subject_kind kind : {subject_kind::ip4, subject_kind::ip6})
        if (list.asks(kind)) return kind;
    return subject_kind::domain;
}

void read_test_key(toml_section& in, const std::string& key, subject_kind kind, std::string& entry)
{
    auto text = in.text(key);
    if (!text) return;
    if (*text == "none") return entry.clear();
    if (const auto wrong = test_entry_problem(*text, kind)) return in.complain(key, *wrong);
    entry = std::move(*text);
}

// `suffix` is empty, "_ip6" or "_domain".
void read_test_pair(toml_section& in, const std::string& suffix, subject_kind kind, test_entry& entry)
{
    read_test_key(in, "listed" + suffix, kind, entry.listed);
    read_test_key(in, "unlisted" + suffix, kind, entry.unlisted);
}

void read_tests(toml_section& in, const std::string& file, problems& wrong, blocklist& list)
{
    for (const auto& [name, kind] : kinds)
        if (list.asks(kind)) list.tests[static_cast<std::size_t>(kind)] = standard_entry(kind);
    const toml::table* const table = in.table("test");
    if (table == nullptr) return;
    toml_section test(*table, "blocklist " + offlist::quoted(list.id) + ", test", file, wrong);
    const subject_kind plain = main_kind(list);
    read_test_pair(test, "", plain, list.tests[static_cast<std::size_t>(plain)]);
    for (const subject_kind kind : {subject_kind::ip6, subject_kind::domain}) {
        const std::string suffix = '_' + std::string(to_string(kind));
        for (const std::string& key : {"listed" + suffix, "unlisted" + suffix})
            if (test.has(key) && (!list.asks(kind) || kind == plain))
                test.complain(key,
                              key + " is for lists that are asked about " + std::string(to_string(kind)) +
                                  " besides other subjects",
                              list.asks(kind) ? offlist::quoted(key.substr(0, key.find('_'))) : "no such key here");
        if (list.asks(kind) && kind != plain)
            read_test_pair(test, suffix, kind, list.tests[static_cast<std::size_t>(kind)]);
    }
    test.finish();
}

void read_limits(toml_section& in, const std::string& file, problems& wrong, blocklist& list)
{
    const toml::table* const table = in.table("limits");
    if (table == nullptr) return;
    toml_section limits(*table, "blocklist " + offlist::quoted(list.id) + ", limits", file, wrong);
    list.limits.per_second = limits.number("per_second");
    list.limits.per_day = limits.integer("per_day");
    if (list.limits.per_second && !(std::isfinite(*list.limits.per_second) && *list.limits.per_second > 0))
        limits.complain("per_second", "per_second is not above 0", "questions a second, or no per_second for no limit");
    if (list.limits.per_day && *list.limits.per_day < 1)
        limits.complain("per_day", "per_day is not above 0", "questions a day, or no per_day for no limit");
    limits.finish();
}

void read_names(toml_section& in, blocklist& list)
{
    list.id = in.required_text("id", "example-ip");
    in.rename("blocklist " + offlist::quoted(list.id));
    if (!list.id.empty())
        if (const auto wrong = id_problem(list.id)) in.complain("id", *wrong);
    list.name = in.text("name").value_or(list.id);
    read_subjects(in, list);
    list.zone = in.required_text("zone", "ip.lists.example");
    if (!list.zone.empty())
        if (const auto wrong = zone_problem(list.zone, list.subjects)) in.complain("zone", *wrong);
}

void read_blocklist(const toml::table& table, const blocklist& of_operator, const std::string& file, definitions& into)
{
    toml_section in(table, "[[blocklist]]", file, into.wrong);
    blocklist list = of_operator;
    read_names(in, list);
    const bool domains_only = list.asks(subject_kind::domain) && main_kind(list) == subject_kind::domain;
    list.level = in.word("severity", all(severities)).value_or(severity::low);
    list.enabled = in.flag("enabled").value_or(true) && !list.needs_key();
    list.setup = in.text("setup").value_or("");
    list.note = in.text("note").value_or("");
    list.url = in.text("url").value_or("");
    list.scope = in.word("scope", all(scopes)).value_or(domains_only ? listing_scope::domain : listing_scope::ip);
    list.form = in.word("domain_form", all(forms)).value_or(domain_form::as_given);
    if (list.form == domain_form::organisational && !list.asks(subject_kind::domain))
        in.complain("domain_form", "domain_form is for lists of domains", "no domain_form here");
    read_answers(in, file, into.wrong, list);
    read_tests(in, file, into.wrong, list);
    read_limits(in, file, into.wrong, list);
    read_terms(in, "blocklist " + offlist::quoted(list.id), file, into.wrong, list.terms);
    removal_details details;
    read_removal(in, "blocklist " + offlist::quoted(list.id), file, into.wrong, list.removal, details);
    into.removals.emplace(list.id, std::move(details));
    in.finish();
    list.use_key("");
    into.lists.push_back({std::move(list), file, in.line("id")});
}

void read_retired(const toml::table& table, const std::string& file, definitions& into)
{
    toml_section in(table, "[[retired]]", file, into.wrong);
    retired_list list;
    list.id = in.required_text("id", "example-ip");
    in.rename("retired " + offlist::quoted(list.id));
    list.zones = in.texts("zones");
    if (list.zones.empty()) in.complain("zones", "zones is missing or empty", R"(zones = ["ip.lists.example"])");
    for (const std::string& zone : list.zones)
        if (const auto wrong = zone_problem(zone, {})) in.complain("zones", *wrong);
    list.since = in.text("since").value_or("");
    list.history = in.required_text("history", "The operator closed the list.");
    in.finish();
    into.retired.push_back({std::move(list), file, in.line("id")});
}

void read_file(const toml::table& root, const std::string& file, definitions& into)
{
    toml_section in(root, "the file", file, into.wrong);
    const auto lists = in.tables("blocklist");
    const auto retired = in.tables("retired");
    blocklist of_operator;
    if (const toml::table* const table = in.table("operator")) {
        toml_section section(*table, "[operator]", file, into.wrong);
        of_operator.operator_name = section.required_text("name", "Example operator");
        of_operator.operator_url = section.text("url").value_or("");
        read_terms(section, "[operator]", file, into.wrong, of_operator.terms);
        section.finish();
    } else if (!lists.empty() && !in.has("operator")) {
        in.complain("blocklist", "[operator] is missing",
                    "who runs the lists: [operator] with name = \"Example operator\"");
    }
    const std::size_t problems_before = into.wrong.size();
    in.finish();
    if (lists.empty() && retired.empty() && into.wrong.size() == problems_before)
        into.wrong.push_back({"the file defines nothing", "[[blocklist]] or [[retired]]", file, 1});
    for (const toml::table* table : lists) read_blocklist(*table, of_operator, file, into);
    for (const toml::table* table : retired) read_retired(*table, file, into);
}

}  // namespace

void read_definitions(std::string_view text, const std::string& file, definitions& into)
{
    if (text.size() > largest_definition_file) {
        into.wrong.push_back({"the file is " + std::to_string(text.size()) + " octets long",
                              "a list definition, at most " + std::to_string(largest_definition_file), file, 0});
        return;
    }
    if (const int line = first_line_not_utf8(text); line != 0) {
        into.wrong.push_back({"the file is not UTF-8", "UTF-8 text", file, line});
        return;
    }
    try {
        const toml::table root = toml::parse(text, file);
        read_file(root, file, into);
    } catch (const toml::parse_error& error) {
        into.wrong.push_back({"not valid TOML: " + sanitised(error.description()), "", file,
                              static_cast<int>(error.source().begin.line)});
    }
}

}  // namespace offlist
