#include "gateways/btcpay.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "gateways/signature.hpp"

namespace offlist::gateways {
namespace {

// BTCPay's names for them: a coin, and how it is paid.
std::string checkout_method(payment_method m)
{
    switch (m) {
        case payment_method::ltc:
            return "LTC-CHAIN";
        case payment_method::doge:
            return "DOGE-CHAIN";
        case payment_method::xmr:
            return "XMR-CHAIN";
        default:
            return "BTC-CHAIN";
    }
}

// Whether any payment of these methods may still come to nothing.
bool any_unsettled(const nlohmann::json& methods)
{
    if (!methods.is_array()) return true;
    for (const nlohmann::json& method : methods)
        for (const nlohmann::json& one : at(method, {"payments"}))
            if (text_at(one, {"status"}) == "Processing") return true;
    return false;
}

// The state, and whether the single payments must be looked at before the money is believed.
struct judged {
    payment_state state = payment_state::pending;
    bool look = false;
};

judged judge(const std::string& status, const std::string& additional)
{
    if (status == "Settled") return {.state = payment_state::settled, .look = false};
    if (status == "Invalid") return {.state = payment_state::invalid, .look = true};
    if (status != "Expired") return {};
    // Late and partial payments stay "Expired", and nothing there says whether the chain has confirmed them.
    if (additional == "PaidLate") return {.state = payment_state::late, .look = true};
    if (additional == "PaidPartial" || additional == "PaidOver") return {.state = payment_state::partial, .look = true};
    return {.state = payment_state::expired, .look = false};
}

}  // namespace

outbound::http_request btcpay::request(std::string method, const std::string& behind_invoices) const
{
    outbound::http_request r;
    r.method = std::move(method);
    r.url = options_.url + "/api/v1/stores/" + outbound::url_encoded(options_.store) + "/invoices" + behind_invoices;
    r.secrets = {{"Authorization", "token " + options_.api_key}};
    r.timeout = options_.timeout;
    r.special = special_addresses::allow;  // the operator's own server, often on a network of its own
    return r;
}

boost::asio::awaitable<gateway_answer> btcpay::report_of(said invoice)
{
    const nlohmann::json& i = invoice.is;
    payment_report r;
    r.external_id = text_at(i, {"id"});
    r.order = text_at(i, {"metadata", "orderId"});
    r.checkout_url = text_at(i, {"checkoutLink"});
    r.expires_at = std::chrono::sys_seconds{std::chrono::seconds{number_at(i, {"expirationTime"}).value_or(0)}};
    const std::string status = text_at(i, {"status"});
    if (r.external_id.empty() || status.empty()) co_return not_understood(name(), "an invoice");
    const judged j = judge(status, text_at(i, {"additionalStatus"}));
    r.state = j.state;
    if (j.state == payment_state::pending || j.state == payment_state::expired) co_return r;

    const auto paid = cents_of(at(i, {"paidAmount"}));
    const auto in = parse_currency(text_at(i, {"currency"}));
    if (!paid || !in) co_return not_understood(name(), "paidAmount and currency");
    if (j.look && *paid > 0) {
        const std::string behind = '/' + outbound::url_encoded(r.external_id) + "/payment-methods";
        auto methods = co_await asked(http_, name(), request("GET", behind));
        if (!methods) co_return methods.error();
        if (any_unsettled(methods->is)) {
            r.state = payment_state::pending;  // looked at again later
            co_return r;
        }
    }
    // An invalid invoice is one whose payments were not confirmed in time: nothing of it is money.
    if (j.state != payment_state::invalid) r.paid = {*paid, *in};
    co_return r;
}

boost::asio::awaitable<gateway_answer> btcpay::create(payment p, bool again)
{
    const std::string order = order_of(p.id);
    if (again) {
        auto made = co_await asked(http_, name(), request("GET", "?orderId=" + order));
        if (!made) co_return made.error();
        if (made->is.is_array() && !made->is.empty()) {
            said first{made->is.front()};
            co_return co_await report_of(std::move(first));
        }
    }
    outbound::http_request r = request("POST", "");
    r.headers.emplace_back("Content-Type", "application/json");
    nlohmann::json body;
    body["amount"] = decimal_of(p.total().cents);
    body["currency"] = p.amount.in.view();
    body["metadata"]["orderId"] = order;
    body["checkout"]["paymentMethods"] = nlohmann::json::array({checkout_method(p.method)});
    body["checkout"]["expirationMinutes"] = options_.life.count();
    body["checkout"]["redirectURL"] = options_.return_url;
    r.body = body.dump();
    auto made = co_await asked(http_, name(), std::move(r));
    if (!made) co_return made.error();
    co_return co_await report_of(std::move(*made));
}

boost::asio::awaitable<gateway_answer> btcpay::read(std::string external_id, std::string)
{
    auto invoice = co_await asked(http_, name(), request("GET", '/' + outbound::url_encoded(external_id)));
    if (!invoice) co_return invoice.error();
    co_return co_await report_of(std::move(*invoice));
}

boost::system::result<webhook_hint, refused_webhook> btcpay::verified(const webhook_delivery& d) const
{
    std::string_view signature;
    for (const auto& [header, value] : d.headers)
        if (header == "btcpay-sig") signature = value;
    if (const auto wrong = wrong_with_btcpay_signature(signature, d.body, options_.webhook_secret)) return *wrong;
    const auto event = parse_said(d.body);
    webhook_hint hint;
    if (event) {
        hint.delivery = text_at(*event, {"deliveryId"});
        hint.kind = text_at(*event, {"type"});
        hint.external_id = text_at(*event, {"invoiceId"});
    }
    if (hint.delivery.empty() || hint.kind.empty()) return refused_webhook::unreadable;
    return hint;
}

}  // namespace offlist::gateways
