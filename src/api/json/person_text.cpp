#include "api/json/person_text.hpp"

#include <nlohmann/json.hpp>

#include "api/answers.hpp"

namespace offlist::api {

nlohmann::json json_of(const person& p)
{
    return {{"id", public_id("per", p.id)}, {"email", p.email}, {"name", p.name}};
}

nlohmann::json json_of(const membership& m)
{
    return {{"account", id_or_null("acc", m.account)}, {"role", to_string(m.role)}};
}

nlohmann::json json_of(const store::sign_in& one, bool current)
{
    return {{"id", public_id("sgn", one.id)}, {"way", to_string(one.way)}, {"account", id_or_null("acc", one.account)},
            {"address", one.address},         {"browser", one.browser},    {"created_at", moment(one.created_at)},
            {"seen_at", moment(one.seen_at)}, {"current", current}};
}

}  // namespace offlist::api
