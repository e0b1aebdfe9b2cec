#include "gateways/bitpay.hpp"

#include <core/hex.hpp>
#include <crypto/same_secret.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateways/signature.hpp"

namespace offlist::gateways {
namespace {

std::string guid_of(const std::string& order)
{
    return "offlist-" + order;
}

payment_state state_of(const std::string& status)
{
    // `paid` has not been confirmed by the chain yet. What is too little or too late BitPay itself sends back, so it is
    // no money of ours; what is too much as well.
    if (status == "confirmed" || status == "complete") return payment_state::settled;
    if (status == "expired" || status == "declined") return payment_state::expired;
    if (status == "invalid") return payment_state::invalid;
    return payment_state::pending;
}

// Whether an invoice is the one that was made for this payment.
bool is_bitpay_invoice_of(const payment& p, const nlohmann::json& invoice)
{
    const auto in = parse_currency(text_at(invoice, {"currency"}));
    return text_at(invoice, {"orderId"}) == reference_of(p) && cents_of(at(invoice, {"price"})) == p.total().cents &&
           in && *in == p.amount.in;
}

gateway_answer report_of_invoice(const nlohmann::json& said)
{
    const nlohmann::json& i = at(said, {"data"});
    payment_report r;
    r.external_id = text_at(i, {"id"});
    r.order = text_at(i, {"orderId"});
    r.checkout_url = text_at(i, {"url"});
    r.expires_at = std::chrono::sys_seconds{std::chrono::seconds{number_at(i, {"expirationTime"}).value_or(0) / 1000}};
    const std::string status = text_at(i, {"status"});
    if (r.external_id.empty() || status.empty()) return not_understood("bitpay", "an invoice");
    r.state = state_of(status);
    if (r.state != payment_state::settled) return r;
    const auto price = cents_of(at(i, {"price"}));
    const auto in = parse_currency(text_at(i, {"currency"}));
    if (!price || !in) return not_understood("bitpay", "price and currency");
    r.paid = {*price, *in};
    return r;
}

}  // namespace

std::string bitpay::notification_url(const std::string& order) const
{
    return options_.webhook_url + "?payment=" + order + "&key=" + hmac_sha256(options_.webhook_secret, order);
}

outbound::http_request bitpay::request(std::string method, const std::string& path) const
{
    outbound::http_request r;
    r.method = std::move(method);
    r.url = options_.url + path;
    r.headers = {{"X-Accept-Version", "2.0.0"}, {"Content-Type", "application/json"}};
    r.timeout = options_.timeout;
    r.special = special_addresses::allow;  // the operator's own configuration
    return r;
}

boost::asio::awaitable<gateway_answer> bitpay::create(payment p, bool again)
{
    const std::string order = reference_of(p);
    if (again) {
        const std::string path = "/invoices/guid/" + guid_of(order) + "?token=" + percent_encoded(options_.token);
        auto made = co_await asked(http_, name(), request("GET", path));
        if (made && !is_bitpay_invoice_of(p, at(made->is, {"data"}))) {
            gateway_failure other{.why = gateway_fault::refused, .what = "bitpay has another invoice under this guid"};
            co_return other;
        }
        if (made) co_return report_of_invoice(made->is);
        if (made.error().why != gateway_fault::not_there) co_return made.error();
    }
    nlohmann::json body;
    body["token"] = options_.token;
    body["price"] = nlohmann::json::parse(decimal_of(p.total().cents));
    body["currency"] = p.amount.in.view();
    body["orderId"] = order;
    body["guid"] = guid_of(order);
    body["itemDesc"] = "Account funds";
    body["paymentCurrencies"] = nlohmann::json::array({"BCH"});
    body["notificationURL"] = notification_url(order);
    body["fullNotifications"] = true;
    body["redirectURL"] = options_.return_url;
    outbound::http_request r = request("POST", "/invoices");
    r.body = body.dump();
    auto made = co_await asked(http_, name(), std::move(r));
    if (!made) co_return made.error();
    co_return report_of_invoice(made->is);
}

boost::asio::awaitable<gateway_answer> bitpay::read(std::string external_id, std::string)
{
    const std::string path = "/invoices/" + percent_encoded(external_id) + "?token=" + percent_encoded(options_.token);
    auto invoice = co_await asked(http_, name(), request("GET", path));
    if (!invoice) co_return invoice.error();
    co_return report_of_invoice(invoice->is);
}

// Only a token of another kind, which offlist has not, may cancel an invoice; it ends by itself within 15 minutes.
boost::asio::awaitable<gateway_answer> bitpay::close(std::string external_id)
{
    co_return co_await read(std::move(external_id), {});
}

boost::asio::awaitable<gateway_news_answer> bitpay::news(std::chrono::sys_seconds,
                                                         std::optional<std::chrono::sys_seconds>)
{
    gateway_news none{.listed = false};
    co_return none;
}

boost::system::result<webhook_hint, refused_webhook> bitpay::verified(const webhook_delivery& d) const
{
    std::string order;
    std::string key;
    for (const auto& [parameter, value] : d.query) {
        if (parameter == "payment") order = value;
        if (parameter == "key") key = value;
    }
    if (key.empty()) return refused_webhook::unsigned_one;
    if (!crypto::same_secret(hmac_sha256(options_.webhook_secret, order), key)) return refused_webhook::wrong_signature;
    const auto event = parse_json(d.body);
    if (!event) return refused_webhook::unreadable;
    // Both formats of BitPay: the invoice itself, or the invoice in `data` beside the event.
    const nlohmann::json& invoice = event->contains("data") ? at(*event, {"data"}) : *event;
    webhook_hint hint;
    hint.external_id = text_at(invoice, {"id"});
    hint.kind = text_at(invoice, {"status"});
    if (hint.external_id.empty() || hint.kind.empty()) return refused_webhook::unreadable;
    hint.delivery = hint.external_id + ':' + hint.kind;  // it has no id of its own
    return hint;
}

}  // namespace offlist::gateways
