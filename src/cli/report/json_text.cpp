#include "cli/report/json_text.hpp"

#include <algorithm>
#include <core/duration.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>

#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

using json = nlohmann::ordered_json;

// Octets that are not UTF-8 (a definition may hold some) must not end the program.
std::string one_line(const json& object)
{
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

json counts_of(const tally& counts)
{
    return {{"listed", counts.listed},
            {"informational", counts.informational},
            {"clean", counts.clean},
            {"unknown", counts.unknown}};
}

json reasons_of(const tally& counts)
{
    json reasons = json::object();
    for (std::size_t r = 0; r < counts.by_reason.size(); ++r)
        if (counts.by_reason[r] > 0)
            reasons[std::string(to_string(static_cast<unknown_reason>(r)))] = counts.by_reason[r];
    return reasons;
}

json list_of(const list_summary& list)
{
    json object = {{"health", to_string(list.health)}};
    object.update(counts_of(list.counts));
    if (list.open > 0) object["open"] = list.open;
    if (!list.why.empty()) object["why"] = list.why;
    if (list.counts.unknown > 0) object["reasons"] = reasons_of(list.counts);
    return object;
}

json resolvers_of(const std::vector<resolver_summary>& resolvers)
{
    json all = json::object();
    for (const resolver_summary& r : resolvers) {
        json object = {{"trusted", r.trusted}, {"answers", r.answers}};
        if (!r.why.empty()) object["why"] = r.why;
        all[r.name] = std::move(object);
    }
    return all;
}

json subjects_of(const blocklist& list)
{
    json kinds = json::array();
    for (int k = 0; k < subject_kinds; ++k)
        if (list.asks(static_cast<subject_kind>(k))) kinds.push_back(to_string(static_cast<subject_kind>(k)));
    return kinds;
}

json removal_of(const removal& r)
{
    json object = {{"method", to_string(r.method)}};
    if (!r.url.empty()) object["url"] = r.url;
    if (r.expires_after) object["expires_after"] = offlist::to_string(std::chrono::milliseconds(*r.expires_after));
    if (r.deadline) object["deadline"] = offlist::to_string(std::chrono::milliseconds(*r.deadline));
    if (!r.preconditions.empty()) object["requires"] = r.preconditions;
    return object;
}

json terms_of(const terms_of_use& terms)
{
    json object = {{"commercial", to_string(terms.commercial)}};
    if (terms.volume) object["volume"] = *terms.volume;
    if (!terms.way.empty()) object["way"] = terms.way;
    if (!terms.url.empty()) object["url"] = terms.url;
    return object;
}

json rule_of(const answer_rule& rule)
{
    json object;
    if (rule.bit != 0) {
        object["bit"] = rule.bit;
        object["octet"] = rule.octet;
    } else {
        object["first"] = address_v4(rule.first).to_string();
        object["last"] = address_v4(rule.last).to_string();
    }
    object["verdict"] = to_string(rule.result);
    if (rule.reason != unknown_reason::none) object["reason"] = to_string(rule.reason);
    object["means"] = rule.means;
    return object;
}

json tests_of(const blocklist& list)
{
    json tests = json::object();
    for (int k = 0; k < subject_kinds; ++k) {
        const auto kind = static_cast<subject_kind>(k);
        const test_entry& test = list.test_of(kind);
        if (!list.asks(kind) || (test.listed.empty() && test.unlisted.empty())) continue;
        json object = json::object();
        if (!test.listed.empty()) object["listed"] = test.listed;
        if (!test.unlisted.empty()) object["unlisted"] = test.unlisted;
        tests[std::string(to_string(kind))] = std::move(object);
    }
    return tests;
}

}  // namespace

std::string json_of(const finding& f)
{
    json object = {
        {"subject", to_string(f.subject)}, {"blocklist", f.blocklist}, {"verdict", to_string(f.judged.what)}};
    if (f.judged.reason != unknown_reason::none) object["reason"] = to_string(f.judged.reason);
    if (!f.judged.codes.empty()) object["codes"] = f.judged.codes;
    if (!f.judged.meanings.empty()) object["meanings"] = f.judged.meanings;
    if (f.judged.what == verdict::listed && !scope_in_words(f.scope).empty()) object["scope"] = to_string(f.scope);
    if (!f.texts.empty()) object["text"] = f.texts;
    if (!f.judged.codes.empty()) object["ttl"] = f.ttl;
    if (!f.resolver.empty()) object["resolver"] = f.resolver;
    if (f.asked_at != std::chrono::sys_seconds{}) object["asked_at"] = timestamp(f.asked_at);
    return one_line(object);
}

std::string json_of(const sweep_summary& s, std::uint64_t skipped)
{
    json body = {{"subjects", s.subjects}, {"questions", s.questions}};
    body.update(counts_of(s.counts));
    body["elapsed_ms"] = s.elapsed.count();
    json lists = json::object();
    for (const list_summary& list : s.lists) lists[list.blocklist] = list_of(list);
    body["blocklists"] = std::move(lists);
    body["reasons"] = reasons_of(s.counts);
    body["over_budget"] = s.counts.by_reason[static_cast<std::size_t>(unknown_reason::over_budget)];
    body["open"] = s.open;
    body["unasked"] = s.unasked;
    body["stopped"] = s.stopped;
    if (skipped > 0) body["skipped"] = skipped;
    if (!s.blame.empty()) body["blame"] = s.blame;
    if (s.failure) body["failure"] = s.failure->to_string();
    body["resolvers"] = resolvers_of(s.resolvers);
    return one_line({{"summary", std::move(body)}});
}

std::string json_of(const problem& p)
{
    json body = {{"what", p.what}};
    if (!p.expected.empty()) body["expected"] = p.expected;
    if (!p.file.empty()) body["file"] = p.file;
    if (p.line > 0) body["line"] = p.line;
    return one_line({{"problem", std::move(body)}});
}

std::string json_of_answer(const blocklist& list, const std::string& answer, const judgement& judged)
{
    json object = {{"blocklist", list.id}, {"answer", answer}, {"verdict", to_string(judged.what)}};
    if (judged.reason != unknown_reason::none) object["reason"] = to_string(judged.reason);
    object["meanings"] = judged.meanings;
    return one_line(object);
}

std::string json_of(const blocklist& list)
{
    json object = {{"id", list.id},
                   {"name", list.name},
                   {"operator", {{"name", list.operator_name}, {"url", list.operator_url}}},
                   {"zone", list.zone},
                   {"subjects", subjects_of(list)},
                   {"severity", to_string(list.level)},
                   {"scope", to_string(list.scope)},
                   {"enabled", list.enabled},
                   {"key", list.needs_key() ? (list.query_zone().empty() ? "missing" : "given") : "none"}};
    if (list.form == domain_form::organisational) object["domain_form"] = "organisational";
    if (!list.setup.empty()) object["setup"] = list.setup;
    if (!list.note.empty()) object["note"] = list.note;
    if (!list.url.empty()) object["url"] = list.url;
    object["answers"] = json::array();
    for (const answer_rule& rule : list.answers) object["answers"].push_back(rule_of(rule));
    object["tests"] = tests_of(list);
    object["limits"] = json::object();
    if (list.limits.per_second) object["limits"]["per_second"] = *list.limits.per_second;
    if (list.limits.per_day) object["limits"]["per_day"] = *list.limits.per_day;
    object["terms"] = terms_of(list.terms);
    object["removal"] = removal_of(list.removal);
    return one_line(object);
}

std::string json_of(const retired_list& list)
{
    json object = {{"id", list.id}, {"retired", true}, {"zones", list.zones}};
    if (!list.since.empty()) object["since"] = list.since;
    object["history"] = list.history;
    return one_line(object);
}

std::string json_of_health(const std::string& list, subject_kind kind, list_state now, const std::string& why)
{
    json object = {{"blocklist", list},
                   {"kind", to_string(kind)},
                   {"health", to_string(now)},
                   {"healthy", now == list_state::healthy},
                   {"tested", now != list_state::untested && now != list_state::unused}};
    if (!why.empty()) object["why"] = why;
    return one_line(object);
}

}  // namespace offlist::cli
