// Payments into an account's funds.
#include <algorithm>
#include <core/quoted.hpp>
#include <delisting/terms.hpp>
#include <nlohmann/json.hpp>
#include <services/payments/payment_service.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/money/payment_table.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/fields.hpp"
#include "api/filters.hpp"
#include "api/json/money_text.hpp"
#include "api/json/payment_text.hpp"
#include "api/once.hpp"
#include "api/query.hpp"
#include "api/resources/resources.hpp"
#include "api/ways.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace payments_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), payments_(with.db), delistings_(with.db) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);
    asio::awaitable<http::response> methods(call& of);
    asio::awaitable<http::response> after_paying(call& of);

private:
    asio::awaitable<http::response> opened(call& of, std::int64_t id);

    api_ports with_;
    store::payment_table payments_;
    store::delisting_reader delistings_;
};

// Where customers come back to from a gateway's pages, unless [payments] return_url leads elsewhere. Whether they have
// paid nobody knows yet, and a link tells no state.
constexpr std::string_view page_after_paying = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Back from the payment</title>
<h1>You are back from the payment page</h1>
<p>If you have paid, nothing is left to do: as soon as the payment is confirmed it is in your account's funds, and orders
that wait for it begin by themselves. A card takes seconds, coins up to an hour.</p>
<p>If you turned back, nothing was charged.</p>
<p><a href="/">Go to your account</a></p>
</html>
)";

// The least and the most of one payment, in cents.
struct bounds {
    std::int64_t least = 1;
    std::int64_t most = largest_amount;
};

bounds bounds_of(const services::payment_options& o, const price_book& prices)
{
    bounds b;
    std::int64_t cheapest = largest_amount;
    for (const auto& [product, cents] : prices.fees) cheapest = std::min(cheapest, cents);
    b.least = o.least.value_or(cheapest);
    b.most = std::max(o.most.value_or(largest_amount), b.least);
    return b;
}

std::string names_of(const std::vector<payment_method>& methods)
{
    std::string names;
    for (const payment_method m : methods) names += (names.empty() ? "" : ", ") + std::string(to_string(m));
    return names;
}

// Where nothing can be paid any method will do: that nothing can be paid is told later, with more words.
std::optional<payment_method> method_field(http::json_body& body, const services::payment_service* paid_by)
{
    const std::string text = body.required_text("method", "btc");
    if (text.empty()) return std::nullopt;
    const auto method = parse_payment_method(text);
    if (method && (paid_by == nullptr || paid_by->gateway_for(*method) != nullptr)) return method;
    body.complain("method",
                  quoted(text) + (method ? " cannot be used here: no gateway for it is set up" : " is no method"),
                  "one of " + (paid_by == nullptr ? "card, btc, bch, ltc, doge, xmr" : names_of(paid_by->methods())));
    return std::nullopt;
}

http::response not_set_up(bool prices)
{
    return http::problem_response(503, "payments-not-set-up", "Nothing can be paid here yet",
                                  prices ? "The configuration has no gateway ([gateways.…])."
                                         : "The configuration names no price book ([prices]).");
}

http::response try_later(const std::string& why)
{
    http::response r = http::problem_response(503, "gateway-unavailable", "The payment could not be opened just now",
                                              why +
                                                  ". Nothing is lost: the same request with the same Idempotency-Key "
                                                  "goes on with it.");
    r.headers.emplace_back("Retry-After", "5");
    return r;
}

/// While money is asked for, also what it would be by another way, and that asking oneself is free.
nlohmann::json shown_of(nlohmann::json shown, const payment& p, const api_ports& with)
{
    const bool asks = p.state == payment_state::created || p.state == payment_state::pending;
    shown["pay"] = asks ? pay_json(with, p.amount) : nlohmann::json(nullptr);
    shown["free"] = asks ? free_in_general() : nlohmann::json(nullptr);
    return shown;
}

asio::awaitable<http::response> handlers::opened(call& of, std::int64_t id)
{
    // The gateway has opened it, in transactions of its own: what is left is to keep the answer.
    auto look = [id](soci::session& s) -> parsed<std::optional<store::payment_detail>> {
        return store::payment_table::detail(s, id);
    };
    making job = answered(look, [with = with_](const std::optional<store::payment_detail>& p) {
        if (!p) return not_found();
        return created(shown_of(json_of(p->what, p->claims), p->what, with), "/v1/payments/" + order_of(p->what.id));
    });
    co_return co_await commit(with_, of, std::move(job));
}

asio::awaitable<http::response> handlers::create(call& of)
{
    services::payment_service* const at = with_.payments;
    const auto terms = with_.program.terms();
    const bool ready = terms->prices && at != nullptr && !at->methods().empty();
    http::json_body body(body_of(of));
    const auto account = account_field(body, of);
    const bounds b = ready ? bounds_of(at->options(), *terms->prices) : bounds{};
    const currency in = terms->prices ? terms->prices->in : currency{};
    std::int64_t least = b.least;
    if (ready && account && own_or_staff(of, *account)) {
        const auto missing = co_await delistings_.missing(*account, in);
        if (!missing) co_return store_trouble(missing.error());
        if (*missing) least = std::clamp<std::int64_t>(**missing, 1, b.least);
    }
    const auto amount = money_field(body, "amount", in, least, b.most);
    const auto method = method_field(body, ready ? at : nullptr);
    if (body.finish()) co_return body.answer();
    if (!own_or_staff(of, *account)) co_return not_found();

    if (!ready) co_return not_set_up(terms->prices.has_value());
    if (const auto held = with_.program.held(); !held.empty()) co_return nothing_sold(held);
    if (with_.program.books_wrong()) co_return books_do_not_balance();

    services::payment_wish wish;
    wish.account = *account;
    wish.method = *method;
    wish.amount = *amount;
    // A method that the price book does not name costs nothing on top.
    wish.surcharge = surcharge(amount->cents, to_string(*method), *terms->prices).value_or(0);
    if (of.once) wish.key = store::payment_key{of.once->token, of.once->person, of.once->key};
    const services::opened_payment done = co_await at->open(std::move(wish));
    switch (done.what) {
        case services::opening::no_account:
            co_return not_found();
        case services::opening::differs:
            co_return http::problem_response(422, "idempotency-key-reused", "The Idempotency-Key was used before",
                                             "It belongs to another payment. Use a new key for a new one.");
        case services::opening::too_many:
            co_return http::problem_response(409, "too-many-open-payments", "Too many payments are open",
                                             "At most " + std::to_string(at->options().schedule.open_per_account) +
                                                 " payments of an account can be open at once. Pay one of them (GET "
                                                 "/v1/payments?state=pending shows "
                                                 "where), or wait until they have expired.");
        case services::opening::refused:
            co_return http::problem_response(502, "gateway-refused", "The gateway does not open this payment",
                                             done.why.empty() ? "See the service's log." : done.why);
        case services::opening::later:
            co_return try_later(done.why);
        case services::opening::opened:
            break;
    }
    co_return co_await opened(of, done.is.id);
}

asio::awaitable<http::response> handlers::list(call& of)
{
    query asked(of.request);
    auto account = asked.id("account", "acc");
    std::vector<std::string_view> names;
    names.reserve(payment_states);
    for (int i = 0; i < payment_states; ++i) names.push_back(to_string(static_cast<payment_state>(i)));
    const auto words = asked.words("state", names);
    store::page_request which = asked.page("payment");
    if (asked.wrong()) co_return asked.answer();
    if (auto refused = co_await refused_account(of, with_.db, account)) co_return std::move(*refused);
    if (!of.staff()) account = of.who.account;
    std::vector<payment_state> states;
    for (const std::string& word : words)
        if (const auto state = parse_payment_state(word)) states.push_back(*state);
    const auto page = co_await payments_.page(account, std::move(states), std::move(which));
    co_return page_answer(page, [this](const auto& p) { return shown_of(json_of(p), p, with_); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "pay");
    if (!id) co_return not_found();
    const auto found = co_await payments_.detail(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found || !own_or_staff(of, (*found)->what.account)) co_return not_found();
    co_return json_response(200, shown_of(json_of((*found)->what, (*found)->claims), (*found)->what, with_));
}

asio::awaitable<http::response> handlers::methods(call&)
{
    const auto ways = ways_of(with_);
    co_return page_response(
        ways.size(),
        [&ways](std::size_t i) {
            return nlohmann::json{{"method", to_string(ways[i].method)},
                                  {"gateway", ways[i].gateway},
                                  {"surcharge_per_mille", ways[i].per_mille},
                                  {"brands", brands_of(ways[i].method)}};
        },
        std::nullopt);
}

asio::awaitable<http::response> handlers::after_paying(call&)
{
    http::response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = page_after_paying;
    co_return page;
}

}  // namespace
}  // namespace payments_resource

std::vector<endpoint> payments_endpoints(const api_ports& with)
{
    using payments_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/payments", everybody, to(&handlers::create)),
            endpoint::get("/v1/payments", everybody, to(&handlers::list),
                          {"account", "state", "total", "sort", "limit", "cursor"}),
            endpoint::get("/v1/payments/{id}", everybody, to(&handlers::show)),
            endpoint::get("/v1/payment-methods", everybody, to(&handlers::methods)),
            endpoint::get("/paid", anyone, to(&handlers::after_paying))};
}

}  // namespace offlist::api
