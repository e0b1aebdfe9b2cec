#include "gateways/stripe.hpp"

#include <core/hex.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateways/gateway_json.hpp"
#include "gateways/signature.hpp"

namespace offlist::gateways {
namespace {

using namespace std::chrono_literals;

// The shapes of requests and answers are those of this version, whatever the account's default is.
constexpr std::string_view api_version = "2024-11-20.acacia";  // the first one with adaptive_pricing
// Stripe's least is 30 minutes and its most 24 hours, from when it gets the request.
constexpr std::chrono::minutes session_life{90};
// Stripe remembers keys for 24 hours at least; an hour is left for clocks and queues.
constexpr std::chrono::hours key_life{23};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// Stripe's currencies are in lower case. XXX for what is none.
currency currency_of(const std::string& text)
{
    std::string upper = text;
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto known = parse_currency(upper);
    return known ? *known : currency{};
}

std::chrono::sys_seconds moment(std::optional<std::int64_t> seconds)
{
    return std::chrono::sys_seconds{std::chrono::seconds{seconds.value_or(0)}};
}

using form = std::vector<std::pair<std::string, std::string>>;

void add_line(form& f, int number, const std::string& what, std::int64_t cents, currency in)
{
    const std::string line = "line_items[" + std::to_string(number) + ']';
    f.emplace_back(line + "[quantity]", "1");
    f.emplace_back(line + "[price_data][currency]", lower(in.view()));
    f.emplace_back(line + "[price_data][unit_amount]", std::to_string(cents));
    f.emplace_back(line + "[price_data][product_data][name]", what);
}

// Made of nothing but the payment, so that it is the same each time it is sent: Stripe refuses a key with other
// parameters.
form session_form(const payment& p, const std::string& return_url)
{
    const std::string order = reference_of(p);
    form f{{"mode", "payment"},
           {"client_reference_id", order},
           {"metadata[payment]", order},
           {"payment_intent_data[metadata][payment]", order},
           {"payment_method_types[0]", "card"},
           // Whatever the account's setting: it adds a fee for the exchange, and the price book's surcharge is the only
           // one (R14); and the money, and disputes about it, would come in the customer's currency.
           {"adaptive_pricing[enabled]", "false"},
           {"success_url", return_url},
           {"cancel_url", return_url},
           {"expires_at", std::to_string((p.created_at + session_life).time_since_epoch().count())}};
    add_line(f, 0, "Account funds", p.amount.cents, p.amount.in);
    if (p.surcharge > 0) add_line(f, 1, "Card surcharge", p.surcharge, p.amount.in);
    return f;
}

gateway_answer report_of_session(const nlohmann::json& session)
{
    payment_report r;
    r.external_id = text_at(session, {"id"});
    // and not its client_reference_id, which whoever pays through a payment link can set in the link
    r.order = text_at(session, {"metadata", "payment"});
    r.checkout_url = text_at(session, {"url"});
    r.expires_at = moment(number_at(session, {"expires_at"}));
    const std::string status = text_at(session, {"status"});
    const std::string paid = text_at(session, {"payment_status"});
    if (r.external_id.empty() || status.empty()) return not_understood("stripe", "a checkout session");
    if (paid == "paid") {
        const auto total = number_at(session, {"amount_total"});
        if (!total || *total < 0 || *total > largest_amount) return not_understood("stripe", "amount_total");
        r.paid = {*total, currency_of(text_at(session, {"currency"}))};
        r.state = payment_state::settled;
    } else if (status == "expired") {
        r.state = payment_state::expired;
    }
    return r;
}

std::optional<dispute_report> dispute_of(const nlohmann::json& said)
{
    const std::string status = text_at(said, {"status"});
    const auto amount = number_at(said, {"amount"});
    // Inquiries (warning_…) take no money, and may never become disputes.
    if (status.empty() || status.starts_with("warning_") || !amount || *amount < 0 || *amount > largest_amount)
        return std::nullopt;
    return dispute_report{.id = text_at(said, {"id"}),
                          .state = status == "won"    ? dispute_state::won
                                   : status == "lost" ? dispute_state::lost
                                                      : dispute_state::open,
                          .amount = {*amount, currency_of(text_at(said, {"currency"}))}};
}

}  // namespace

outbound::http_request stripe::request(std::string method, const std::string& path) const
{
    outbound::http_request r;
    r.method = std::move(method);
    r.url = options_.url + path;
    r.headers = {{"Stripe-Version", std::string(api_version)}};
    r.secrets = {{"Authorization", "Bearer " + options_.secret_key}};
    r.timeout = options_.timeout;
    r.special = special_addresses::allow;  // the operator's own configuration
    return r;
}

boost::asio::awaitable<gateway_answer> stripe::create(payment p, bool)
{
    if (time_.now_seconds() - p.created_at > key_life) {
        gateway_failure late{.why = gateway_fault::refused, .what = "stripe has forgotten the key of this payment"};
        co_return late;
    }
    outbound::http_request r = request("POST", "/v1/checkout/sessions");
    r.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    r.headers.emplace_back("Idempotency-Key", "offlist-" + reference_of(p));
    r.body = outbound::form_encoded(session_form(p, options_.return_url));
    const auto session = co_await asked(http_, name(), std::move(r));
    if (!session) co_return session.error();
    co_return report_of_session(session->is);
}

boost::asio::awaitable<json_or_failure> stripe::session_of_intent(std::string intent)
{
    gateway_failure none{.why = gateway_fault::not_there, .what = "stripe has no checkout session for a dispute"};
    if (intent.empty())
        co_return none;  // of a charge that was made without one, so not by us; and all sessions match ""
    auto list = co_await asked(
        http_, name(), request("GET", "/v1/checkout/sessions?limit=1&payment_intent=" + percent_encoded(intent)));
    if (!list) co_return list.error();
    const nlohmann::json& data = at(list->is, {"data"});
    if (!data.is_array() || data.empty()) co_return none;
    gateway_json first{data.front()};
    co_return std::move(first);
}

boost::asio::awaitable<gateway_answer> stripe::read(std::string external_id, std::string dispute)
{
    std::optional<dispute_report> disputed;
    json_or_failure session = gateway_json{};
    if (!external_id.empty())
        session =
            co_await asked(http_, name(), request("GET", "/v1/checkout/sessions/" + percent_encoded(external_id)));
    if (!dispute.empty()) {
        auto about = co_await asked(http_, name(), request("GET", "/v1/disputes/" + percent_encoded(dispute)));
        if (!about) co_return about.error();
        disputed = dispute_of(about->is);
        std::string intent = text_at(about->is, {"payment_intent"});
        if (external_id.empty()) session = co_await session_of_intent(std::move(intent));
    }
    if (!session) co_return session.error();
    gateway_answer r = report_of_session(session->is);
    if (r) r->dispute = disputed;
    co_return r;
}

boost::system::result<webhook_hint, refused_webhook> stripe::verified(const webhook_delivery& d) const
{
    std::string_view signature;
    for (const auto& [header, value] : d.headers)
        if (header == "stripe-signature") signature = value;
    if (const auto wrong = wrong_with_stripe_signature(signature, d.body, options_.webhook_secret, d.at)) return *wrong;
    const auto event = parse_json(d.body);
    webhook_hint hint;
    if (event) {
        hint.delivery = text_at(*event, {"id"});
        hint.kind = text_at(*event, {"type"});
    }
    if (hint.delivery.empty() || hint.kind.empty()) return refused_webhook::unreadable;
    const std::string object = text_at(*event, {"data", "object", "object"});
    if (object == "checkout.session") hint.external_id = text_at(*event, {"data", "object", "id"});
    if (object == "dispute") hint.dispute = text_at(*event, {"data", "object", "id"});
    return hint;
}

}  // namespace offlist::gateways
