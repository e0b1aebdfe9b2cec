#include "gateways/btcpay.hpp"

#include <algorithm>
#include <core/hex.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateways/signature.hpp"

namespace offlist::gateways {
namespace {

// Coins may come to an invoice so long after it was made.
constexpr std::chrono::days late_coins{8};
constexpr int page_size = 100;
// Only bounds a list that never ends: the reconciliation asks for a few weeks at most.
constexpr int most_pages_of_invoices = 100'000;

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

// Whether any payment of these methods may still come to nothing. What is not said, or said in a word that we do not
// know, may; and an invoice that was paid has a payment.
bool any_unsettled(const nlohmann::json& methods)
{
    if (!methods.is_array()) return true;
    bool any = false;
    for (const nlohmann::json& method : methods) {
        const nlohmann::json& payments = at(method, {"payments"});
        if (!payments.is_array()) return true;
        for (const nlohmann::json& one : payments)
            if (text_at(one, {"status"}) != "Settled") return true;
        any = any || !payments.empty();
    }
    return !any;
}

// The state, and whether the single payments must be looked at before the money is believed.
struct judged {
    payment_state state = payment_state::pending;
    bool look = false;
};

judged judge(const std::string& status, const std::string& additional)
{
    // Whoever marks an invoice may do so before the chain has confirmed what came for it.
    if (status == "Settled") return {.state = payment_state::settled, .look = additional == "Marked"};
    // Not confirmed in time; what is confirmed later is money all the same, and comes late.
    if (status == "Invalid") return {.state = payment_state::late, .look = true};
    if (status != "Expired") return {};
    // Late and partial payments stay "Expired", and nothing there says whether the chain has confirmed them.
    if (additional == "PaidLate") return {.state = payment_state::late, .look = true};
    if (additional == "PaidPartial" || additional == "PaidOver") return {.state = payment_state::partial, .look = true};
    return {.state = payment_state::expired, .look = false};
}

// What of an invoice that is settled has come for good, as far as the invoice alone tells. `paidAmount` counts what the
// chain has not confirmed as well; the invoice is settled by what it has confirmed, and only its amount is certain.
struct certain {
    std::int64_t cents = 0;
    bool more = false;  ///< and what is over, if it is confirmed
};

certain certain_of(std::int64_t paid, std::int64_t amount, bool marked)
{
    if (paid > amount) return {.cents = amount, .more = true};
    // The coins' rate has more digits than cents have: 34.999999 for 35 is all of it, or it would not be settled.
    if (!marked && paid + 1 == amount) return {.cents = amount};
    return {.cents = paid};
}

// Whether an invoice is the one that was made for this payment.
bool is_btcpay_invoice_of(const payment& p, const nlohmann::json& invoice)
{
    const auto in = parse_currency(text_at(invoice, {"currency"}));
    return text_at(invoice, {"metadata", "orderId"}) == reference_of(p) &&
           cents_of(at(invoice, {"amount"})) == p.total().cents && in && *in == p.amount.in;
}

}  // namespace

outbound::http_request btcpay::request(std::string method, const std::string& behind_invoices) const
{
    outbound::http_request r;
    r.method = std::move(method);
    r.url = options_.url + "/api/v1/stores/" + percent_encoded(options_.store) + "/invoices" + behind_invoices;
    r.secrets = {{"Authorization", "token " + options_.api_key}};
    r.timeout = options_.timeout;
    r.special = special_addresses::allow;  // the operator's own server, often on a network of its own
    return r;
}

boost::asio::awaitable<gateway_answer> btcpay::report_of(gateway_json invoice)
{
    const nlohmann::json& i = invoice.is;
    payment_report r;
    r.external_id = text_at(i, {"id"});
    r.order = text_at(i, {"metadata", "orderId"});
    r.checkout_url = text_at(i, {"checkoutLink"});
    r.expires_at = std::chrono::sys_seconds{std::chrono::seconds{number_at(i, {"expirationTime"}).value_or(0)}};
    const std::string status = text_at(i, {"status"});
    if (r.external_id.empty() || status.empty()) co_return not_understood(name(), "an invoice");
    const bool marked = text_at(i, {"additionalStatus"}) == "Marked";
    const judged j = judge(status, text_at(i, {"additionalStatus"}));
    r.state = j.state;
    if (j.state == payment_state::pending || j.state == payment_state::expired) co_return r;

    const auto paid = cents_of(at(i, {"paidAmount"}));
    const auto in = parse_currency(text_at(i, {"currency"}));
    if (!paid || !in) co_return not_understood(name(), "paidAmount and currency");
    if (*paid == 0 && status == "Invalid") r.state = payment_state::invalid;
    certain sure{.cents = *paid};
    if (j.state == payment_state::settled) {
        const auto amount = cents_of(at(i, {"amount"}));
        if (!amount) co_return not_understood(name(), "amount");
        sure = certain_of(*paid, *amount, marked);
    }
    if (*paid > 0 && (j.look || sure.more)) {
        const std::string behind = '/' + percent_encoded(r.external_id) + "/payment-methods";
        auto methods = co_await asked(http_, name(), request("GET", behind));
        if (!methods) co_return methods.error();
        const bool unsettled = any_unsettled(methods->is);
        if (unsettled && j.look) {
            r.state = payment_state::pending;  // looked at again later
            co_return r;
        }
        if (!unsettled) sure.cents = std::max(sure.cents, *paid);
    }
    r.paid = {sure.cents, *in};
    co_return r;
}

boost::asio::awaitable<gateway_answer> btcpay::create(payment p, bool again)
{
    const std::string order = reference_of(p);
    if (again) {
        auto made = co_await asked(http_, name(), request("GET", "?orderId=" + order));
        if (!made) co_return made.error();
        if (!made->is.is_array()) co_return not_understood(name(), "a list of invoices");
        for (const nlohmann::json& one : made->is) {
            if (!is_btcpay_invoice_of(p, one)) continue;
            gateway_json found{one};
            co_return co_await report_of(std::move(found));
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
    auto invoice = co_await asked(http_, name(), request("GET", '/' + percent_encoded(external_id)));
    if (!invoice) co_return invoice.error();
    co_return co_await report_of(std::move(*invoice));
}

boost::asio::awaitable<gateway_answer> btcpay::close(std::string external_id)
{
    outbound::http_request r = request("POST", '/' + percent_encoded(external_id) + "/status");
    r.headers.emplace_back("Content-Type", "application/json");
    r.body = R"({"status":"Invalid"})";
    const auto invoice = co_await asked(http_, name(), std::move(r));
    // refused: it has ended, or something has come for it
    if (!invoice && invoice.error().why != gateway_fault::refused) co_return invoice.error();
    co_return co_await read(std::move(external_id), {});
}

boost::asio::awaitable<gateway_news_answer> btcpay::news(std::chrono::sys_seconds from,
                                                         std::optional<std::chrono::sys_seconds> until)
{
    gateway_news found;
    std::string since = "?startDate=" + std::to_string((from - late_coins).time_since_epoch().count());
    if (until) since += "&endDate=" + std::to_string(until->time_since_epoch().count());
    since += "&take=" + std::to_string(page_size);
    for (int page = 0; page < most_pages_of_invoices; ++page) {
        auto list = co_await asked(http_, name(), request("GET", since + "&skip=" + std::to_string(page * page_size)));
        if (!list) co_return list.error();
        if (!list->is.is_array()) co_return not_understood(name(), "a list of invoices");
        for (const nlohmann::json& one : list->is) {
            gateway_json invoice{one};
            auto report = co_await report_of(std::move(invoice));
            if (report && report->paid.cents > 0) found.payments.push_back(std::move(*report));
            if (report) continue;
            if (silent(report.error())) co_return report.error();
            // One invoice that cannot be read keeps none of the others out of the books; a foreign one is nobody's
            // here.
            if (payment_of_reference(text_at(one, {"metadata", "orderId"})))
                found.unreadable.push_back({.external_id = text_at(one, {"id"}), .what = report.error().what});
        }
        if (list->is.size() < static_cast<std::size_t>(page_size)) co_return found;
    }
    co_return not_understood(name(), "a list of invoices that ends");
}

boost::system::result<webhook_hint, refused_webhook> btcpay::verified(const webhook_delivery& d) const
{
    std::string_view signature;
    for (const auto& [header, value] : d.headers)
        if (header == "btcpay-sig") signature = value;
    if (const auto wrong = wrong_with_btcpay_signature(signature, d.body, options_.webhook_secret)) return *wrong;
    const auto event = parse_json(d.body);
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
