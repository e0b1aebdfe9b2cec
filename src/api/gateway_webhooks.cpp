// What gateways tell of payments: no token, a signature instead.
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <desk/payment_desk.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/payment_routes.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

asio::awaitable<http::response> hear(call& of, desk::payment_desk* at, std::string gateway)
{
    payment_gateway* const from = at == nullptr ? nullptr : at->gateway(gateway);
    if (from == nullptr) co_return not_found();
    const auto now = of.with.time.steady();
    const http::rate_decision failures = of.with.failures.look(of.request.remote, now);
    if (!failures.allowed) co_return http::too_many_requests(failures);
    // Not left half way: a gateway that hangs up would only send it again.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    webhook_delivery d;
    d.headers = of.request.headers;
    d.query = of.request.query;
    d.body = of.request.body;
    d.at = of.with.time.now_seconds();
    const desk::heard done = co_await at->hear(*from, std::move(d));
    if (done == desk::heard::done) co_return json_response(200, nlohmann::json::object());
    if (done == desk::heard::failed) {
        // Gateways send again what is answered with a status of 5xx, and some nothing else.
        http::response r = http::problem_response(503, "not-acted-on", "It is kept, and has not been acted on yet");
        r.headers.emplace_back("Retry-After", "10");
        co_return r;
    }
    (void)of.with.failures.take(of.request.remote, now);
    co_return http::problem_response(400, "webhook-refused", "This is not from the gateway",
                                     "The signature is missing, wrong or too old, or what it signs is no event.");
}

endpoint row(desk::payment_desk* desk, const std::string& gateway, std::vector<std::string_view> query)
{
    endpoint e;
    e.method = "POST";
    e.pattern = "/v1/gateways/" + gateway + "/webhook";
    e.who = anyone;
    e.query = std::move(query);
    e.body = body_kind::json;
    e.handle = [desk, gateway](call& of) { return hear(of, desk, gateway); };
    return e;
}

}  // namespace

std::vector<endpoint> gateway_webhooks_endpoints(desk::payment_desk* desk)
{
    return {row(desk, "stripe", {}), row(desk, "btcpay", {}), row(desk, "bitpay", {"payment", "key"})};
}

}  // namespace offlist::api
