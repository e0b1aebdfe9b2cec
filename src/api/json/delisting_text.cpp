#include "api/json/delisting_text.hpp"

#include <accounts/account.hpp>
#include <delisting/outlook.hpp>
#include <nlohmann/json.hpp>
#include <services/correspondence.hpp>
#include <services/prefilled_task.hpp>
#include <services/relisting_rates.hpp>
#include <store/monitoring/evidence_json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/json/money_text.hpp"

namespace offlist::api {

namespace {

nlohmann::json proof_of(const job& j)
{
    // also of an uncertain one: DNS may prove what nobody knows
    if (j.proof.known_at == std::chrono::sys_seconds{}) return nullptr;
    return {{"newest", to_string(j.proof.newest)},
            {"known_at", moment(j.proof.known_at)},
            {"gone_at", moment(j.proof.gone_at)},
            {"clean_answers", j.proof.clean_answers},
            {"clean_for", span_text(j.proof.clean_for)},
            {"looked_for", span_text(j.proof.looked_for)},
            {"clean_for_seconds", j.proof.clean_for.count()},
            {"looked_for_seconds", j.proof.looked_for.count()}};
}

nlohmann::json change_json(const store::job_change& c, audience_of_text who)
{
    nlohmann::json shown = {{"at", moment(c.at)}, {"to", c.to}};
    shown["from"] = c.from.empty() ? nlohmann::json(nullptr) : nlohmann::json(c.from);
    if (who == audience_of_text::staff) {
        shown["actor"] = c.actor;
        shown["note"] = c.note;
    }
    return shown;
}

nlohmann::json evidence_json(const store::job_evidence& e)
{
    nlohmann::json content = nlohmann::json::parse(e.content, nullptr, false);
    if (content.is_discarded())
        content = e.content;
    else if (e.kind == "answer")
        content = json_of(store::read_evidence(e.content));
    nlohmann::json shown = {{"at", moment(e.at)}, {"kind", e.kind}};
    shown["content"] = std::move(content);
    return shown;
}

nlohmann::json request_json(const services::told_request& t)
{
    nlohmann::json shown = {{"at", moment(t.at)},   {"way", t.way},   {"to", t.to},
                            {"subject", t.subject}, {"text", t.text}, {"message_id", t.message_id},
                            {"fate", t.fate}};
    shown["answer"] = nullptr;
    if (t.answer) shown["answer"] = {{"at", moment(t.answer->at)}, {"text", t.answer->text}};
    return shown;
}

}  // namespace

nlohmann::json json_of(const store::delisting_record& d, audience_of_text who, const delisting_policy& rules)
{
    const job& j = d.what;
    const job_outlook outlook = outlook_of(j, {.to_pay = d.to_pay, .frozen = d.frozen}, rules);
    nlohmann::json shown = {{"id", public_id("del", j.id)},
                            {"account", public_id("acc", j.account)},
                            {"subject", j.subject},
                            {"blocklist", j.blocklist},
                            {"listing", id_or_null("lst", j.listing)},
                            {"state", to_string(j.state)},
                            {"fee", json_of(j.fee)},
                            {"reason", j.reason},
                            {"terms", j.terms},
                            {"method", to_string(j.method)},
                            {"url", j.url},
                            {"deadline", span_text(j.deadline)},
                            {"deadline_seconds", j.deadline.count()},
                            {"created_at", moment(j.created_at)},
                            {"held_at", moment(j.held_at)},
                            {"submitted_at", moment(j.submitted_at)},
                            {"ended_at", moment(j.ended_at)},
                            {"to_pay", json_of(money{d.to_pay, j.fee.in})},
                            {"summary", outlook.summary},
                            {"next_at", moment(outlook.next_at)},
                            {"again_of", id_or_null("del", j.again_of)}};
    shown["proof"] = proof_of(j);
    if (who == audience_of_text::staff)
        shown["worker"] = j.lease.worker.empty() ? nlohmann::json(nullptr) : nlohmann::json(j.lease.worker);
    return shown;
}

nlohmann::json json_of(const store::delisting_detail& d, audience_of_text who, const delisting_policy& rules)
{
    nlohmann::json shown = json_of(d.of, who, rules);
    nlohmann::json history = nlohmann::json::array();
    for (const store::job_change& c : d.history) history.push_back(change_json(c, who));
    nlohmann::json evidence = nlohmann::json::array();
    for (const store::job_evidence& e : d.evidence)
        // what was sent and what came back may name people; the answers of DNS are everybody's
        if (who == audience_of_text::staff || e.kind == "answer") evidence.push_back(evidence_json(e));
    nlohmann::json correspondence = nlohmann::json::array();
    for (const services::told_request& t : services::correspondence_of(d)) correspondence.push_back(request_json(t));
    shown["correspondence"] = std::move(correspondence);
    shown["history"] = std::move(history);
    shown["evidence"] = std::move(evidence);
    return shown;
}

nlohmann::json json_of(const services::prefilled_task& p)
{
    const store::staff_task& t = p.what;
    nlohmann::json shown = {{"id", public_id("tsk", t.id)},
                            {"delisting", id_or_null("del", t.delisting)},
                            {"holder", id_or_null("acc", p.holder)},
                            {"account", public_id("acc", t.account)},
                            {"kind", to_string(t.kind)},
                            {"subject", t.subject},
                            {"blocklist", t.blocklist},
                            {"url", p.brief.url},
                            {"instructions", p.brief.instructions},
                            {"request", p.brief.request},
                            {"state", t.state},
                            {"created_at", moment(t.created_at)}};
    shown["claimed_by"] = t.claimed_by ? nlohmann::json(*t.claimed_by) : nlohmann::json(nullptr);
    shown["claimed_until"] = moment(t.claimed_until);
    shown["done_at"] = moment(t.done_at);
    shown["outcome"] = t.outcome.empty() ? nlohmann::json(nullptr) : nlohmann::json(t.outcome);
    shown["note"] = t.note.empty() ? nlohmann::json(nullptr) : nlohmann::json(t.note);
    shown["evidence"] = p.because ? json_of(*p.because) : nlohmann::json(nullptr);
    return shown;
}

nlohmann::json json_of(const services::relistings& r)
{
    return {{"blocklist", r.blocklist}, {"succeeded", r.succeeded}, {"relisted", r.relisted}, {"rate", r.rate}};
}

}  // namespace offlist::api
