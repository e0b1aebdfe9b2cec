#include "api/json/listing_text.hpp"

#include <accounts/account.hpp>
#include <core/csv.hpp>
#include <core/timestamp.hpp>
#include <delisting/removal_advice.hpp>
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

/// Null where the catalogue does not have the list any more. The free way is told while there is something to get off.
void tell_of_list(nlohmann::json& shown, const store::listing_record& l, const blocklist* list)
{
    for (const char* key : {"blocklist_name", "severity", "operator", "free"}) shown[key] = nullptr;
    if (list == nullptr) return;
    shown["blocklist_name"] = list->name;
    shown["severity"] = to_string(list->level);
    shown["operator"] = list->operator_name;
    if (l.closed_at) return;
    const std::string url = removal_link(*list, l.subject);
    shown["free"] = {{"method", to_string(list->removal.method)},
                     {"url", url.empty() ? nlohmann::json() : nlohmann::json(url)}};
}

void tell_of_context(nlohmann::json& shown, const store::listing_context& c, const std::string& subject)
{
    shown["monitored_as"] = id_or_null("sub", c.monitored_as);
    shown["label"] = c.label;
    const bool in_range = c.monitored_as != 0 && c.monitored_text != subject;
    shown["range"] = in_range ? nlohmann::json(c.monitored_text) : nlohmann::json();
    shown["delisting"] = nullptr;
    if (c.delisting != 0) shown["delisting"] = {{"id", public_id("del", c.delisting)}, {"state", c.delisting_state}};
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

nlohmann::json json_of(const store::listing_record& l, audience_of_text who, const catalog& lists)
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
    tell_of_list(shown, l, lists.find(l.blocklist));
    tell_of_context(shown, l.around, l.subject);
    if (who == audience_of_text::staff) shown["mass_change"] = id_or_null("mass", l.hold);
    return shown;
}

nlohmann::json json_of(const store::listing_detail& l, audience_of_text who, const catalog& lists)
{
    nlohmann::json shown = json_of(l.listing, who, lists);
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
