// What gateways tell of payments: no token, a signature instead.
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>
#include <services/payment_service.hpp>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/context.hpp"
#include "api/payment_routes.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace {

// Events are of some thousand octets. Signatures are checked over all that came, so it may not be much.
constexpr std::size_t most_octets = 262'144;

// Limited only now that it is certain that no gateway sent it: strangers must not use up what gateways need.
http::response refused(call& of, http::response answer)
{
    const http::rate_decision forgeries = of.with.forgeries.take(of.request.remote, of.with.time.steady());
    return forgeries.allowed ? std::move(answer) : http::too_many_requests(forgeries);
}

asio::awaitable<http::response> hear(call& of, services::payment_service* at, std::string gateway)
{
    payment_gateway* const from = at == nullptr ? nullptr : at->gateway(gateway);
    if (from == nullptr) co_return not_found();
    if (of.request.body.size() > most_octets)
        co_return refused(of, http::problem_response(413, "body-too-large", "The body is too large",
                                                     "Expected at most " + std::to_string(most_octets) + " octets."));
    // Not left half way: a gateway that hangs up would only send it again.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    webhook_delivery d;
    d.headers = of.request.headers;
    d.query = of.request.query;
    d.body = of.request.body;
    d.at = of.with.time.now_seconds();
    const services::heard done = co_await at->hear(*from, std::move(d));
    if (done == services::heard::done) co_return json_response(200, nlohmann::json::object());
    if (done == services::heard::failed) {
        // Gateways send again what is answered with a status of 5xx, and some nothing else.
        http::response r = http::problem_response(503, "not-acted-on", "It is kept, and has not been acted on yet");
        r.headers.emplace_back("Retry-After", "10");
        co_return r;
    }
    co_return refused(
        of, http::problem_response(400, "webhook-refused", "This is not from the gateway",
                                   "The signature is missing, wrong or too old, or what it signs is no event."));
}

endpoint row(services::payment_service* desk, const std::string& gateway, std::vector<std::string_view> query)
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

std::vector<endpoint> gateway_webhooks_endpoints(services::payment_service* desk)
{
    return {row(desk, "stripe", {}), row(desk, "btcpay", {}), row(desk, "bitpay", {"payment", "key"})};
}

}  // namespace offlist::api
