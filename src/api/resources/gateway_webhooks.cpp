// What gateways tell of payments: no token, a signature instead.
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <http/client_address.hpp>
#include <nlohmann/json.hpp>
#include <services/payments/payment_service.hpp>
#include <string>
#include <utility>

#include "api/answers.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace gateway_webhooks_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with), forgeries_(with.options.failures) {}

    asio::awaitable<http::response> stripe(call& of);
    asio::awaitable<http::response> btcpay(call& of);
    asio::awaitable<http::response> bitpay(call& of);

private:
    asio::awaitable<http::response> hear(call& of, std::string_view gateway);
    http::response refused(const call& of, http::response answer);

    api_ports with_;
    http::rate_limiter forgeries_;  ///< what no gateway has signed; by network_of() the remote address
};

// Events are of some thousand octets. Signatures are checked over all that came, so it may not be much.
constexpr std::size_t most_octets = 262'144;

// Limited only now that it is certain that no gateway sent it: strangers must not use up what gateways need.
http::response handlers::refused(const call& of, http::response answer)
{
    const std::string client = http::network_of(std::string_view(of.request.remote));
    const http::rate_decision left = forgeries_.take(client, with_.time.steady());
    return left.allowed ? std::move(answer) : http::too_many_requests(left);
}

asio::awaitable<http::response> handlers::hear(call& of, std::string_view gateway)
{
    services::payment_service* const at = with_.payments;
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
    d.at = with_.time.now_seconds();
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

asio::awaitable<http::response> handlers::stripe(call& of)
{
    return hear(of, "stripe");
}

asio::awaitable<http::response> handlers::btcpay(call& of)
{
    return hear(of, "btcpay");
}

asio::awaitable<http::response> handlers::bitpay(call& of)
{
    return hear(of, "bitpay");
}

}  // namespace
}  // namespace gateway_webhooks_resource

std::vector<endpoint> gateway_webhooks_endpoints(const api_ports& with)
{
    using gateway_webhooks_resource::handlers;
    using gateway_webhooks_resource::most_octets;
    const handlers_of<handlers> to(with);
    std::vector<endpoint> rows{endpoint::post("/v1/gateways/stripe/webhook", anyone, to(&handlers::stripe)),
                               endpoint::post("/v1/gateways/btcpay/webhook", anyone, to(&handlers::btcpay)),
                               endpoint::post("/v1/gateways/bitpay/webhook", anyone, to(&handlers::bitpay))};
    rows.back().query = {"payment", "key"};
    for (endpoint& row : rows) row.body_octets = most_octets;
    return rows;
}

}  // namespace offlist::api
