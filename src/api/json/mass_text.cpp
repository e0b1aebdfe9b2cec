#include "api/json/mass_text.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>

#include "api/answers.hpp"

namespace offlist::api {

std::string_view state_of(const store::mass_change_record& m)
{
    if (!m.change.decision) return "open";
    return *m.change.decision == mass_decision::release ? "released" : "dismissed";
}

nlohmann::json json_of(const store::mass_change_record& m)
{
    return {{"id", public_id("mass", m.change.id)},
            {"blocklist", m.change.blocklist},
            {"direction", to_string(m.change.direction)},
            {"subjects", m.change.subjects},
            {"accounts", m.change.accounts},
            {"began_at", moment(m.change.began)},
            {"state", state_of(m)},
            {"decided_at", moment(m.decided_at)},
            {"decided_by", m.change.decision ? nlohmann::json(m.decided_by) : nlohmann::json(nullptr)},
            {"reason", m.change.decision ? nlohmann::json(m.reason) : nlohmann::json(nullptr)}};
}

nlohmann::json json_of(const store::mass_end& m)
{
    const bool decided = !m.decision.empty();
    nlohmann::json shown = {{"id", public_id("end", m.id)}, {"cause", to_string(m.cause)},
                            {"text", words_of(m.cause)},    {"delistings", m.jobs},
                            {"began_at", moment(m.began)},  {"decided_at", moment(m.decided_at)}};
    shown["decision"] = decided ? nlohmann::json(m.decision) : nlohmann::json(nullptr);
    shown["decided_by"] = decided ? nlohmann::json(m.decided_by) : nlohmann::json(nullptr);
    shown["reason"] = decided ? nlohmann::json(m.reason) : nlohmann::json(nullptr);
    return shown;
}

}  // namespace offlist::api
