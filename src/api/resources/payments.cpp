// Payments into an account's funds.
#include <algorithm>
#include <core/quoted.hpp>
#include <delisting/terms.hpp>
#include <nlohmann/json.hpp>
#include <services/payment_service.hpp>
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

namespace offlist::api {

namespace asio = boost::asio;

namespace payments_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), payments_(with.db) {}

    asio::awaitable<http::response> create(call& of);
    asio::awaitable<http::response> list(call& of);
    asio::awaitable<http::response> show(call& of);

private:
    asio::awaitable<http::response> opened(call& of, std::int64_t id);

    api_ports with_;
    store::payment_table payments_;
};

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

asio::awaitable<http::response> handlers::opened(call& of, std::int64_t id)
{
    // The gateway has opened it, in transactions of its own: what is left is to keep the answer.
    auto look = [id](soci::session& s) -> parsed<std::optional<payment>> { return store::payment_table::find(s, id); };
    making job = answered(look, [](const std::optional<payment>& p) {
        if (!p) return not_found();
        return created(json_of(*p), "/v1/payments/" + order_of(p->id));
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
    const auto amount = money_field(body, "amount", in, b.least, b.most);
    const auto method = method_field(body, ready ? at : nullptr);
    if (body.finish()) co_return body.answer();
    if (!own_or_staff(of, *account)) co_return not_found();

    if (!ready) co_return not_set_up(terms->prices.has_value());

    services::payment_wish wish;
    wish.account = *account;
    wish.method = *method;
    wish.amount = *amount;
    // A method that the price book does not name costs nothing on top.
    wish.surcharge = surcharge(amount->cents, to_string(*method), *terms->prices).value_or(0);
    if (of.once) wish.key = store::payment_key{of.once->token, of.once->key};
    const services::opened_payment done = co_await at->open(std::move(wish));
    switch (done.what) {
        case services::opening::no_account:
            co_return not_found();
        case services::opening::differs:
            co_return http::problem_response(422, "idempotency-key-reused", "The Idempotency-Key was used before",
                                             "It belongs to another payment. Use a new key for a new one.");
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
    const auto state = asked.word("state", names);
    store::page_request which = asked.page("payment");
    if (asked.wrong()) co_return asked.answer();
    if (!co_await may_filter_by(of, with_.db, account)) co_return not_found();
    if (!of.staff()) account = of.who.account;
    std::optional<payment_state> only;
    if (state) only = parse_payment_state(*state);
    const auto page = co_await payments_.page(account, only, std::move(which));
    co_return page_answer(page, [](const auto& p) { return json_of(p); });
}

asio::awaitable<http::response> handlers::show(call& of)
{
    const auto id = id_in_path(of, "pay");
    if (!id) co_return not_found();
    const auto found = co_await payments_.find(*id);
    if (!found) co_return store_trouble(found.error());
    if (!*found || !own_or_staff(of, (*found)->account)) co_return not_found();
    co_return json_response(200, json_of(**found));
}

}  // namespace
}  // namespace payments_resource

std::vector<endpoint> payments_endpoints(const api_ports& with)
{
    using payments_resource::handlers;
    const handlers_of<handlers> to(with);
    return {endpoint::post_once("/v1/payments", everybody, to(&handlers::create)),
            endpoint::get("/v1/payments", everybody, to(&handlers::list), {"account", "state", "limit", "cursor"}),
            endpoint::get("/v1/payments/{id}", everybody, to(&handlers::show))};
}

}  // namespace offlist::api
