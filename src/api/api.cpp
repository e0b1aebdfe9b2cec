#include "api/api.hpp"

#include <iterator>
#include <memory>
#include <utility>

#include "api/context.hpp"
#include "api/gate.hpp"
#include "api/payment_routes.hpp"
#include "api/resources.hpp"

namespace offlist::api {

namespace {

std::vector<endpoint> endpoints_with(services::payment_service* payments, const webhook_rules& webhooks)
{
    std::vector<endpoint> all;
    for (const auto resource :
         {operations_endpoints, accounts_endpoints, subjects_endpoints, tokens_endpoints, listings_endpoints,
          checks_endpoints, blocklists_endpoints, sweeps_endpoints, mass_changes_endpoints, audit_endpoints,
          quotes_endpoints, delistings_endpoints, tasks_endpoints, funds_endpoints}) {
        std::vector<endpoint> rows = resource();
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    for (const auto resource : {payments_endpoints, gateway_webhooks_endpoints}) {
        std::vector<endpoint> rows = resource(payments);
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    std::vector<endpoint> rows = webhooks_endpoints(webhooks);
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
    return all;
}

http::router router_with(const api_ports& with, services::payment_service* payments, const webhook_rules& webhooks)
{
    const auto shared = std::make_shared<context>(with);
    std::vector<http::route> routes;
    for (endpoint& row : endpoints_with(payments, webhooks)) {
        http::route route{.method = row.method, .pattern = row.pattern, .handle = {}};
        route.handle = guarded(shared, std::move(row));
        routes.push_back(std::move(route));
    }
    return http::router(std::move(routes));
}

}  // namespace

std::vector<endpoint> endpoints()
{
    return endpoints_with(nullptr, {});
}

http::router make_router(api_ports with)
{
    return router_with(with, nullptr, {});
}

http::router make_router(api_ports with, services::payment_service& payments, const webhook_rules& webhooks)
{
    return router_with(with, &payments, webhooks);
}

}  // namespace offlist::api
