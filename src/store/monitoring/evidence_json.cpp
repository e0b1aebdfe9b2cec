#include "store/monitoring/evidence_json.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace offlist::store {

std::string evidence_text(const evidence& e)
{
    nlohmann::json text = {{"verdict", to_string(e.what)},
                           {"codes", e.codes},
                           {"meanings", e.meanings},
                           {"texts", e.texts},
                           {"ttl", e.ttl},
                           {"resolver", e.resolver},
                           {"definition", e.definition},
                           {"asked_at", e.asked_at.time_since_epoch().count()}};
    if (e.reason != unknown_reason::none) text["reason"] = to_string(e.reason);
    // texts come sanitised; what is odd all the same must not cost the listing
    return text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

evidence read_evidence(std::string_view text)
{
    const auto read = nlohmann::json::parse(text, nullptr, false);
    if (!read.is_object()) throw std::runtime_error("stored evidence is no JSON object");
    evidence e;
    const auto verdict_name = read.value("verdict", std::string());
    for (const auto v : {verdict::listed, verdict::clean, verdict::informational, verdict::unknown})
        if (to_string(v) == verdict_name) e.what = v;
    const auto reason_name = read.value("reason", std::string());
    for (int i = 1; i < unknown_reasons; ++i)
        if (to_string(static_cast<unknown_reason>(i)) == reason_name) e.reason = static_cast<unknown_reason>(i);
    e.codes = read.value("codes", std::vector<std::string>());
    e.meanings = read.value("meanings", std::vector<std::string>());
    e.texts = read.value("texts", std::vector<std::string>());
    e.ttl = read.value("ttl", 0U);
    e.resolver = read.value("resolver", std::string());
    e.definition = read.value("definition", std::string());
    e.asked_at = std::chrono::sys_seconds{std::chrono::seconds{read.value("asked_at", std::int64_t{0})}};
    return e;
}

}  // namespace offlist::store
