#include "api/json/quote_text.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/json/money_text.hpp"

namespace offlist::api {

namespace {

nlohmann::json precondition_json(const precondition& p)
{
    return {{"kind", to_string(p.kind)}, {"text", p.text}, {"standing", to_string(p.now)}, {"detail", p.detail}};
}

nlohmann::json free_way_of(const quote& q)
{
    return {{"text", q.free_way}, {"url", q.free_link}};
}

nlohmann::json odds_json(const std::optional<track_record>& odds)
{
    if (!odds) return nullptr;
    return {{"text", in_words(*odds)},
            {"jobs", odds->jobs},
            {"removed", odds->removed},
            {"median", odds->median ? nlohmann::json(span_text(*odds->median)) : nlohmann::json(nullptr)},
            {"watched", odds->watched},
            {"relisted", odds->relisted}};
}

nlohmann::json refusal_json(const quote& q)
{
    if (q.sold()) return nullptr;
    return {{"code", to_string(q.refused)}, {"text", q.why}};
}

}  // namespace

nlohmann::json json_of(const quote& q, const services::quote_request& of)
{
    nlohmann::json first = nlohmann::json::array();
    for (const precondition& p : q.first) first.push_back(precondition_json(p));
    nlohmann::json shown = {{"subject", to_string(of.about)},
                            {"blocklist", of.blocklist},
                            {"listing", id_or_null("lst", q.listing)},
                            {"sold", q.sold()},
                            {"terms", q.terms}};
    shown["refusal"] = refusal_json(q);
    shown["fee"] = q.fee ? json_of(*q.fee) : nlohmann::json(nullptr);
    shown["way"] = {{"method", to_string(q.method)}, {"text", q.way}, {"url", q.url}};
    shown["expected"] = {{"proof_takes", span_text(q.proof_takes)},
                         {"proof_takes_seconds", q.proof_takes.count()},
                         {"deadline", span_text(q.deadline)},
                         {"deadline_seconds", q.deadline.count()}};
    shown["first"] = std::move(first);
    shown["free"] = free_way_of(q);
    shown["again_of"] = id_or_null("del", q.again_of);
    shown["odds"] = odds_json(q.odds);
    return shown;
}

http::response refusal_of(const quote& q, const services::quote_request& of)
{
    const bool later = q.refused == quote_refusal::could_not_check;
    const std::string_view type = later                                      ? "could-not-check"
                                  : q.refused == quote_refusal::not_in_order ? "not-in-order"
                                  : q.refused == quote_refusal::live_job     ? "live-job"
                                                                             : "not-sold";
    const nlohmann::json also = {{"subject", to_string(of.about)},
                                 {"blocklist", of.blocklist},
                                 {"refusal", refusal_json(q)},
                                 {"free", free_way_of(q)}};
    const std::string_view title =
        later ? "What must be in order first could not be checked" : "This listing is not worked for money now";
    http::response answer = problem_with(later ? 503 : 409, type, title, q.why, also);
    if (later) answer.headers.emplace_back("Retry-After", "30");
    return answer;
}

http::response price_differs(const quote& q, const money& expected)
{
    return problem_with(409, "price-differs", "The price is another one",
                        "it costs " + to_string(*q.fee) + ", and the order expects " + to_string(expected) +
                            ": take a quote, and order with its fee; nothing was ordered",
                        {{"fee", json_of(*q.fee)}, {"expected_fee", json_of(expected)}, {"terms", q.terms}});
}

}  // namespace offlist::api
