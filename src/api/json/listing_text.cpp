#include "api/json/listing_text.hpp"

#include <accounts/account.hpp>
#include <core/csv.hpp>
#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/endpoint.hpp"

namespace offlist::api {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between)
{
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += between;
        text += part;
    }
    return text;
}

std::string moment_text(const std::optional<std::chrono::sys_seconds>& at)
{
    return at ? timestamp(*at) : std::string();
}

nlohmann::json event_json(const store::listing_event& e, audience_of_text who)
{
    // "removed" rests on no answer
    const bool answered = !e.because.resolver.empty() || !e.because.codes.empty();
    nlohmann::json shown = {{"at", moment(e.at)},
                            {"change", e.what},
                            {"from", to_string(e.from)},
                            {"to", to_string(e.to)},
                            {"evidence", answered ? json_of(e.because) : nlohmann::json(nullptr)}};
    if (who == audience_of_text::staff) shown["mass_change"] = id_or_null("mass", e.hold);
    return shown;
}

}  // namespace

audience_of_text audience_of(const call& c)
{
    return c.staff() ? audience_of_text::staff : audience_of_text::customer;
}

nlohmann::json json_of(const evidence& e)
{
    nlohmann::json shown = {{"verdict", to_string(e.what)},
                            {"codes", e.codes},
                            {"meanings", e.meanings},
                            {"text", e.texts},
                            {"ttl", e.ttl},
                            {"resolver", e.resolver},
                            {"definition", e.definition},
                            {"asked_at", moment(e.asked_at)}};
    if (e.reason != unknown_reason::none) shown["reason"] = to_string(e.reason);
    return shown;
}

nlohmann::json json_of(const store::listing_record& l, audience_of_text who)
{
    nlohmann::json shown = {
        {"id", public_id("lst", l.id)},
        {"account", public_id("acc", l.account)},
        {"subject", l.subject},
        {"blocklist", l.blocklist},
        {"state", to_string(l.phase)},
        {"first_seen_at", moment(l.first_seen_at)},
        {"opened_at", moment(l.opened_at)},
        {"closed_at", moment(l.closed_at)},
        {"closed_reason", l.closed_reason.empty() ? nlohmann::json() : nlohmann::json(l.closed_reason)},
        {"verified_at", moment(l.verified_at)},
        {"not_verified_since", moment(l.unverified_since)},
        {"scope", to_string(l.scope)},
        {"evidence", json_of(l.because)}};
    if (who == audience_of_text::staff) shown["mass_change"] = id_or_null("mass", l.hold);
    return shown;
}

nlohmann::json json_of(const store::listing_detail& l, audience_of_text who)
{
    nlohmann::json shown = json_of(l.listing, who);
    nlohmann::json history = nlohmann::json::array();
    for (const store::listing_event& e : l.history)
        if (who == audience_of_text::staff || e.what != "held") history.push_back(event_json(e, who));
    shown["history"] = std::move(history);
    return shown;
}

std::string listing_csv_header()
{
    return csv_record({"id", "account", "subject", "blocklist", "state", "first_seen_at", "opened_at", "closed_at",
                       "verified_at", "not_verified_since", "scope", "codes", "meanings", "text", "ttl", "resolver",
                       "asked_at"});
}

std::string csv_of(const store::listing_record& l)
{
    return csv_record({public_id("lst", l.id), public_id("acc", l.account), l.subject, l.blocklist,
                       std::string(to_string(l.phase)), timestamp(l.first_seen_at), moment_text(l.opened_at),
                       moment_text(l.closed_at), moment_text(l.verified_at), moment_text(l.unverified_since),
                       std::string(to_string(l.scope)), joined(l.because.codes, " "), joined(l.because.meanings, "; "),
                       joined(l.because.texts, " | "), std::to_string(l.because.ttl), l.because.resolver,
                       timestamp(l.because.asked_at)});
}

}  // namespace offlist::api
