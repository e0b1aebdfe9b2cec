// What watches the service: is it alive, is it of use, what does it measure; and the description of the interface.
#include <nlohmann/json.hpp>
#include <utility>

#include "api/answers.hpp"
#include "api/api.hpp"
#include "api/gate.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

namespace asio = boost::asio;

namespace operations_resource {
namespace {

class handlers {
public:
    explicit handlers(const api_ports& with) : with_(with) {}

    asio::awaitable<http::response> healthz(call& of);
    asio::awaitable<http::response> readyz(call& of);
    asio::awaitable<http::response> metrics(call& of);
    asio::awaitable<http::response> description(call& of);

private:
    api_ports with_;
};

asio::awaitable<http::response> handlers::healthz(call&)
{
    co_return json_response(200, {{"status", "alive"}});
}

asio::awaitable<http::response> handlers::readyz(call&)
{
    const std::vector<readiness_check> checks = co_await with_.program.readiness();
    bool ready = true;
    nlohmann::json shown = nlohmann::json::array();
    for (const readiness_check& c : checks) {
        ready = ready && c.ok;
        shown.push_back({{"name", c.name}, {"ok", c.ok}, {"detail", c.detail}});
    }
    nlohmann::json body = {{"ready", ready}};
    body["checks"] = std::move(shown);
    co_return json_response(ready ? 200 : 503, body);
}

asio::awaitable<http::response> handlers::metrics(call& of)
{
    if (!with_.options.open_metrics) {
        auto who = co_await of.passed.authenticate(of.request);
        if (!who) co_return who.error();
        if (who->role == role::customer) co_return not_found();
    }
    http::response answer;
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = with_.program.metrics_text();
    co_return answer;
}

asio::awaitable<http::response> handlers::description(call&)
{
    http::response answer;
    answer.body = std::string(openapi_document());
    co_return answer;
}

}  // namespace
}  // namespace operations_resource

std::vector<endpoint> operations_endpoints(const api_ports& with)
{
    using operations_resource::handlers;
    const handlers_of<handlers> to(with);
    std::vector<endpoint> rows{endpoint::get("/healthz", anyone, to(&handlers::healthz)),
                               endpoint::get("/readyz", anyone, to(&handlers::readyz)),
                               endpoint::get("/openapi.json", anyone, to(&handlers::description))};
    if (!with.options.internal_metrics) rows.push_back(endpoint::get("/metrics", anyone, to(&handlers::metrics)));
    return rows;
}

std::vector<endpoint> internal_endpoints(const api_ports& with)
{
    using operations_resource::handlers;
    api_ports open = with;
    open.options.open_metrics = true;  // who reaches this listener may read it
    const handlers_of<handlers> to(open);
    return {endpoint::get("/healthz", anyone, to(&handlers::healthz)),
            endpoint::get("/readyz", anyone, to(&handlers::readyz)),
            endpoint::get("/metrics", anyone, to(&handlers::metrics))};
}

}  // namespace offlist::api
