#include "services/removal_evidence.hpp"

#include <nlohmann/json.hpp>
#include <variant>

namespace offlist::services {
namespace {

using nlohmann::json;

constexpr std::size_t most_kept = 16'384;  // octets of a page

struct intent {
    const outbound::mail_message& mail;

    json operator()(const mail_plan&) const
    {
        return {{"way", "email"},          {"from", mail.from}, {"to", mail.to}, {"message_id", mail.message_id},
                {"subject", mail.subject}, {"text", mail.text}};
    }
    json operator()(const form_plan& p) const
    {
        return {{"way", "form"}, {"method", p.request.method}, {"url", p.request.url}, {"body", p.request.body}};
    }
    json operator()(const hand_plan&) const { return {{"way", "by hand"}}; }
};

// Others' octets may be anything.
std::string text_of(const json& object)
{
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string intent_json(const removal_plan& plan, const outbound::mail_message& mail)
{
    return text_of(std::visit(intent{mail}, plan));
}

std::string outcome_json(std::string_view outcome, const std::string& said)
{
    return text_of({{"outcome", outcome}, {"said", said}});
}

std::string outcome_json(std::string_view outcome, const std::string& said, const outbound::http_answer& answer)
{
    return text_of(
        {{"outcome", outcome}, {"said", said}, {"status", answer.status}, {"body", answer.body.substr(0, most_kept)}});
}

}  // namespace offlist::services
