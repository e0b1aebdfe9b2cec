#include "api/ways.hpp"

#include <delisting/removal_advice.hpp>
#include <nlohmann/json.hpp>
#include <services/payments/payment_service.hpp>

#include "api/json/money_text.hpp"

namespace offlist::api {

std::vector<way_to_pay> ways_of(const api_ports& with)
{
    std::vector<way_to_pay> ways;
    const auto terms = with.program.terms();
    if (with.payments == nullptr || !terms->prices) return ways;
    for (const payment_method m : with.payments->methods()) {
        const auto rate = terms->prices->surcharge.find(to_string(m));
        ways.push_back({.method = m,
                        .gateway = std::string(with.payments->gateway_for(m)->name()),
                        .per_mille = rate == terms->prices->surcharge.end() ? 0 : rate->second});
    }
    return ways;
}

nlohmann::json pay_json(const api_ports& with, const money& amount)
{
    const auto terms = with.program.terms();
    if (amount.cents <= 0 || amount.cents > largest_amount || !terms->prices || terms->prices->in != amount.in)
        return nullptr;
    const auto totals = totals_of(amount, ways_of(with), *terms->prices);
    nlohmann::json ways = nlohmann::json::array();
    for (const way_total& t : totals)
        ways.push_back({{"method", to_string(t.method)},
                        {"amount", json_of(t.amount)},
                        {"surcharge", json_of(money{t.surcharge, t.amount.in})},
                        {"total", json_of(t.total())}});
    nlohmann::json shown = {{"text", in_words(totals)}};
    shown["ways"] = std::move(ways);
    return shown;
}

void add_what_is_asked(nlohmann::json& to, const store::delisting_record& of, const api_ports& with)
{
    to["pay"] = nullptr;
    to["free"] = nullptr;
    if (of.what.state != job_state::awaiting_funds) return;
    to["pay"] = pay_json(with, {of.to_pay, of.what.fee.in});
    const auto lists = with.program.lists();
    if (const blocklist* const list = lists->find(of.what.blocklist))
        to["free"] = {{"text", removal_advice(*list, of.what.subject)}, {"url", removal_link(*list, of.what.subject)}};
}

nlohmann::json free_in_general()
{
    return {{"text",
             "Asking the operator of a blocklist yourself stays possible and is free: the quote of each listing tells "
             "how (GET /v1/quotes)."},
            {"url", ""}};
}

}  // namespace offlist::api
