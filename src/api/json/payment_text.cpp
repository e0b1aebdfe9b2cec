#include "api/json/payment_text.hpp"

#include <nlohmann/json.hpp>

#include "api/answers.hpp"
#include "api/json/money_text.hpp"

namespace offlist::api {

nlohmann::json json_of(const payment& p)
{
    const bool open = p.state == payment_state::pending && !p.checkout_url.empty();
    return {{"id", order_of(p.id)},
            {"account", id_or_null("acc", p.account)},
            {"method", to_string(p.method)},
            {"gateway", p.gateway},
            {"amount", json_of(p.amount)},
            {"surcharge", json_of(money{p.surcharge, p.amount.in})},
            {"total", json_of(p.total())},
            {"received", json_of(money{p.received, p.amount.in})},
            {"charged_back", json_of(money{p.charged_back, p.amount.in})},
            {"state", to_string(p.state)},
            {"reason", p.reason},
            {"checkout_url", open ? nlohmann::json(p.checkout_url) : nlohmann::json()},
            {"created_at", moment(p.created_at)},
            {"changed_at", moment(p.changed_at)},
            {"expires_at", moment(p.expires_at)}};
}

nlohmann::json json_of(const payment& p, std::span<const claim> claims)
{
    nlohmann::json shown = json_of(p);
    shown["claims"] = nlohmann::json::array();
    for (const claim& c : claims)
        shown["claims"].push_back({{"kind", to_string(c.kind)},
                                   {"state", to_string(c.state)},
                                   {"amount", json_of(c.amount)},
                                   {"taken", json_of(money{c.taken, p.amount.in})},
                                   {"frozen", json_of(money{c.frozen, p.amount.in})}});
    return shown;
}

}  // namespace offlist::api
