#include "gateways/stripe.hpp"

#include <algorithm>
#include <core/hex.hpp>
#include <map>
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
// A session that was made before, and paid since.
constexpr std::chrono::days session_margin{1};
// Stripe remembers keys for 24 hours at least; an hour is left for clocks and queues.
constexpr std::chrono::hours key_life{23};
constexpr std::string_view intent_prefix = "pi_";
// What was made before, and whose refund or dispute we may have missed: Stripe's clock is not ours, and a round may
// have met a key that could not read everything.
constexpr std::chrono::days claim_margin{3};
// Of 100 objects each, foreign and unpaid ones too. It only bounds a list that never ends: the reconciliation asks for
// a week at most, and a week that has more is nothing that a shop sells.
constexpr int most_pages = 100'000;

gateway_failure none_of_ours()
{
    return {.why = gateway_fault::not_there, .what = "stripe has no checkout session of offlist for this"};
}

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

// Whether offlist made it. Another shop on the same account may call its own metadata the same.
bool is_ours(const nlohmann::json& session)
{
    return payment_of_reference(text_at(session, {"metadata", "payment"})).has_value();
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

// Whether the balance transactions of a dispute show that its money went, or that it went and came back. They are in
// the currency that Stripe settles in, which need not be the payment's.
claim_state state_by_balance(const nlohmann::json& dispute)
{
    std::map<std::string, std::int64_t> net;
    bool moved = false;
    const nlohmann::json& all = at(dispute, {"balance_transactions"});
    if (!all.is_array()) return claim_state::prevented;
    for (const nlohmann::json& one : all) {
        const auto cents = number_at(one, {"amount"});
        if (!cents || *cents == 0 || *cents > largest_amount || *cents < -largest_amount) continue;
        net[text_at(one, {"currency"})] += *cents;
        moved = true;
    }
    if (std::ranges::any_of(net, [](const auto& of) { return of.second < 0; })) return claim_state::taken;
    return moved ? claim_state::returned : claim_state::prevented;
}

claim_state state_of_dispute(const nlohmann::json& dispute)
{
    const std::string status = text_at(dispute, {"status"});

    if (status == "won") return claim_state::returned;
    if (status == "lost") return claim_state::taken;
    // Settled with the payer's bank before it became a dispute: with the money, or by what the bank was shown.
    if (status == "prevented") return state_by_balance(dispute);
    // of an older interface: it led to a refund, which is a claim of its own
    if (status == "charge_refunded") return claim_state::returned;
    return claim_state::open;
}

std::optional<claim_report> dispute_of(const nlohmann::json& said)
{
    const std::string id = text_at(said, {"id"});
    const std::string status = text_at(said, {"status"});
    const auto amount = number_at(said, {"amount"});
    // Inquiries (warning_…) take no money, and may never become disputes.
    if (id.empty() || status.empty() || status.starts_with("warning_") || !amount || *amount < 0 ||
        *amount > largest_amount)
        return std::nullopt;
    return claim_report{.id = id,
                        .kind = claim_kind::dispute,
                        .state = state_of_dispute(said),
                        .amount = {*amount, currency_of(text_at(said, {"currency"}))}};
}

std::optional<claim_report> refund_of(const nlohmann::json& said)
{
    const std::string id = text_at(said, {"id"});
    const std::string status = text_at(said, {"status"});
    const auto amount = number_at(said, {"amount"});
    if (id.empty() || !amount || *amount < 0 || *amount > largest_amount) return std::nullopt;
    const bool came_to_nothing = status == "failed" || status == "canceled";
    return claim_report{.id = id,
                        .kind = claim_kind::refund,
                        .state = came_to_nothing         ? claim_state::returned
                                 : status == "succeeded" ? claim_state::taken
                                                         : claim_state::open,
                        .amount = {*amount, currency_of(text_at(said, {"currency"}))}};
}

void add_claim(std::vector<claim_report>& to, std::optional<claim_report> c)
{
    if (!c) return;
    const auto same = std::ranges::find(to, c->id, &claim_report::id);
    if (same == to.end()) to.push_back(std::move(*c));
}

// What of an event leads to a payment: the session itself, or the intent of a charge, a refund or a dispute.
std::string leads_to(const nlohmann::json& object)
{
    const std::string kind = text_at(object, {"object"});
    if (kind == "checkout.session") return text_at(object, {"id"});
    if (kind == "charge" || kind == "refund") return text_at(object, {"payment_intent"});
    return {};
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
    auto list = co_await asked(
        http_, name(), request("GET", "/v1/checkout/sessions?limit=1&payment_intent=" + percent_encoded(intent)));
    if (!list) co_return list.error();
    const nlohmann::json& data = at(list->is, {"data"});
    if (!data.is_array() || data.empty()) co_return none_of_ours();
    gateway_json first{data.front()};
    co_return std::move(first);
}

boost::asio::awaitable<std::optional<gateway_failure>> stripe::each_of(std::string path, taker take)
{
    std::string after;
    for (int page = 0; page < most_pages; ++page) {
        auto list = co_await asked(http_, name(), request("GET", path + after));
        if (!list) co_return list.error();
        const nlohmann::json& data = at(list->is, {"data"});
        if (!data.is_array()) co_return not_understood(name(), "a list");
        for (const nlohmann::json& one : data) take(one);
        const nlohmann::json& more = at(list->is, {"has_more"});
        if (!more.is_boolean() || !more.get<bool>() || data.empty()) co_return std::nullopt;
        std::string next = "&starting_after=" + percent_encoded(text_at(data.back(), {"id"}));
        if (next == after) break;  // it would go on for ever
        after = std::move(next);
    }
    co_return not_understood(name(), "a list that ends");
}

boost::asio::awaitable<payment_report> stripe::with_claims(payment_report r, std::string intent)
{
    const std::string of_intent = "?limit=100&payment_intent=" + percent_encoded(intent);
    // A key that may not read them keeps nobody's money out of the books.
    taker refunded = [&r](const nlohmann::json& one) { add_claim(r.claims, refund_of(one)); };
    auto no_refunds = co_await each_of("/v1/refunds" + of_intent, std::move(refunded));
    if (no_refunds) r.unread = std::move(no_refunds);
    taker disputed = [&r](const nlohmann::json& one) { add_claim(r.claims, dispute_of(one)); };
    auto no_disputes = co_await each_of("/v1/disputes" + of_intent, std::move(disputed));
    if (no_disputes) r.unread = std::move(no_disputes);
    co_return r;
}

boost::asio::awaitable<gateway_answer> stripe::read(std::string external_id, std::string dispute)
{
    std::optional<claim_report> disputed;
    if (!dispute.empty()) {
        auto about = co_await asked(http_, name(), request("GET", "/v1/disputes/" + percent_encoded(dispute)));
        if (!about) co_return about.error();
        disputed = dispute_of(about->is);
        if (external_id.empty()) external_id = text_at(about->is, {"payment_intent"});
        if (external_id.empty()) co_return gateway_answer(none_of_ours());
    }
    json_or_failure session = gateway_json{};
    if (external_id.starts_with(intent_prefix))
        session = co_await session_of_intent(external_id);
    else
        session =
            co_await asked(http_, name(), request("GET", "/v1/checkout/sessions/" + percent_encoded(external_id)));
    if (!session) co_return session.error();
    // Whatever else is sold through the same account of Stripe is no business of ours, and no money of anybody's here.
    if (!is_ours(session->is)) co_return gateway_answer(none_of_ours());
    gateway_answer r = report_of_session(session->is);
    if (!r) co_return r;
    std::string intent = text_at(session->is, {"payment_intent"});
    if (!intent.empty() && r->paid.cents > 0) r = co_await with_claims(std::move(*r), std::move(intent));
    if (r) add_claim(r->claims, std::move(disputed));
    co_return r;
}

boost::asio::awaitable<gateway_answer> stripe::close(std::string external_id)
{
    outbound::http_request r = request("POST", "/v1/checkout/sessions/" + percent_encoded(external_id) + "/expire");
    r.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    const auto session = co_await asked(http_, name(), std::move(r));
    // refused: it is not open any more
    if (!session && session.error().why != gateway_fault::refused) co_return session.error();
    co_return co_await read(std::move(external_id), {});
}

boost::asio::awaitable<gateway_news_answer> stripe::news(std::chrono::sys_seconds from,
                                                         std::optional<std::chrono::sys_seconds> until)
{
    gateway_news found;
    std::string end;
    if (until) end = "&created%5Blt%5D=" + std::to_string(until->time_since_epoch().count());
    const auto since = [&end](std::chrono::sys_seconds at) {
        return "?limit=100&created%5Bgte%5D=" + std::to_string(at.time_since_epoch().count()) + end;
    };
    taker session = [&found](const nlohmann::json& one) {
        if (!is_ours(one)) return;
        gateway_answer r = report_of_session(one);
        if (!r)
            found.unreadable.push_back({.external_id = text_at(one, {"id"}), .what = r.error().what});
        else if (r->paid.cents > 0)
            found.payments.push_back(std::move(*r));
    };
    const auto no_sessions =
        co_await each_of("/v1/checkout/sessions" + since(from - session_margin), std::move(session));
    if (no_sessions) co_return *no_sessions;
    for (const char* const kind : {"/v1/refunds", "/v1/disputes"}) {
        taker claimed = [&found](const nlohmann::json& one) {
            std::string intent = text_at(one, {"payment_intent"});
            if (!intent.empty()) found.to_ask.push_back(std::move(intent));
        };
        const auto no_claims = co_await each_of(kind + since(from - claim_margin), std::move(claimed));
        if (no_claims) co_return *no_claims;
    }
    co_return found;
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
    const nlohmann::json& object = at(*event, {"data", "object"});
    hint.external_id = leads_to(object);
    if (text_at(object, {"object"}) == "dispute") hint.dispute = text_at(object, {"id"});
    return hint;
}

}  // namespace offlist::gateways
