#include "api/quoting.hpp"

#include <accounts/account.hpp>
#include <core/duration.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/monitoring/health_reader.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/money_text.hpp"

namespace offlist::api {

namespace {

std::string text_of(std::chrono::seconds span)
{
    return offlist::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(span));
}

nlohmann::json json_of(const precondition& p)
{
    return {{"kind", to_string(p.kind)}, {"text", p.text}, {"standing", to_string(p.now)}, {"detail", p.detail}};
}

nlohmann::json free_way_of(const quote& q)
{
    return {{"text", q.free_way}, {"url", q.free_link}};
}

nlohmann::json refusal_json(const quote& q)
{
    if (q.sold()) return nullptr;
    return {{"code", to_string(q.refused)}, {"text", q.why}};
}

}  // namespace

quote_facts gather(soci::session& s, const quote_request& of)
{
    quote_facts facts;
    facts.subject = to_string(of.about);
    facts.kind = kind_of(of.about);
    facts.list = of.lists->find(of.blocklist);
    facts.retired = of.lists->find_retired(of.blocklist);
    if (const auto found = store::listing_reader::find_live(s, of.account, of.about, of.blocklist))
        facts.listing = quoted_listing{.id = found->id,
                                       .account = found->account,
                                       .confirmed = found->phase == store::listing_phase::open && !found->hold,
                                       .scope = found->scope};
    if (const auto health = store::health_reader::newest(s, of.blocklist, facts.kind)) {
        facts.health = health->now;
        facts.health_why = health->why;
    }
    facts.live_job = store::find_live_job(s, facts.subject, of.blocklist).has_value();
    return facts;
}

bool asks_dns(const quote_request& of)
{
    const blocklist* const list = of.lists->find(of.blocklist);
    return list != nullptr && needs_of(list->removal.preconditions, kind_of(of.about)).any();
}

boost::asio::awaitable<parsed<dns_facts>> look_up_for(context& with, const quote_request& of)
{
    if (!asks_dns(of)) co_return dns_facts{};
    auto job = [of](soci::session& s) -> parsed<dns_needs> { return needs_of(gather(s, of), *of.terms); };
    const parsed<dns_needs> needs = co_await with.db.read(std::move(job));
    if (!needs) co_return needs.error();
    subject about = of.about;
    dns_facts found = co_await look_up(with.program.dns(), std::move(about), *needs);
    co_return found;
}

nlohmann::json json_of(const quote& q, const quote_request& of)
{
    nlohmann::json first = nlohmann::json::array();
    for (const precondition& p : q.first) first.push_back(json_of(p));
    nlohmann::json shown = {{"subject", to_string(of.about)},
                            {"blocklist", of.blocklist},
                            {"listing", id_or_null("lst", q.listing)},
                            {"sold", q.sold()},
                            {"terms", q.terms}};
    shown["refusal"] = refusal_json(q);
    shown["fee"] = q.fee ? json_of(*q.fee) : nlohmann::json(nullptr);
    shown["way"] = {{"method", to_string(q.method)}, {"text", q.way}, {"url", q.url}};
    shown["expected"] = {{"proof_takes", text_of(q.proof_takes)}, {"deadline", text_of(q.deadline)}};
    shown["first"] = std::move(first);
    shown["free"] = free_way_of(q);
    return shown;
}

http::response refusal_of(const quote& q, const quote_request& of)
{
    const bool later = q.refused == quote_refusal::could_not_check;
    const std::string_view type = later                                      ? "could-not-check"
                                  : q.refused == quote_refusal::not_in_order ? "not-in-order"
                                  : q.refused == quote_refusal::live_job     ? "live-job"
                                                                             : "not-sold";
    http::response answer = http::problem_response(
        later ? 503 : 409, type,
        later ? "What must be in order first could not be checked" : "This listing is not worked for money now", q.why);
    nlohmann::json body = nlohmann::json::parse(answer.body);
    body["subject"] = to_string(of.about);
    body["blocklist"] = of.blocklist;
    body["refusal"] = refusal_json(q);
    body["free"] = free_way_of(q);
    answer.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    if (later) answer.headers.emplace_back("Retry-After", "30");
    return answer;
}

}  // namespace offlist::api
