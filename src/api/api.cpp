#include "api/api.hpp"

#include <iterator>
#include <memory>
#include <utility>

#include "api/gate.hpp"
#include "api/resources/resources.hpp"

namespace offlist::api {

std::vector<endpoint> endpoints(const api_ports& with)
{
    std::vector<endpoint> all;
    for (const auto resource :
         {operations_endpoints,  accounts_endpoints,         subjects_endpoints,   tokens_endpoints,
          listings_endpoints,    checks_endpoints,           blocklists_endpoints, budget_endpoints,
          sweeps_endpoints,      mass_changes_endpoints,     mass_ends_endpoints,  audit_endpoints,
          quotes_endpoints,      delistings_endpoints,       tasks_endpoints,      funds_endpoints,
          payments_endpoints,    gateway_webhooks_endpoints, webhooks_endpoints,   login_endpoints,
          me_endpoints,          people_endpoints,           restore_endpoints,    documents_endpoints,
          reports_endpoints,     reconciliations_endpoints,  receipts_endpoints,   addresses_endpoints,
          adjustments_endpoints, events_endpoints,           overview_endpoints}) {
        std::vector<endpoint> rows = resource(with);
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

namespace {

http::router router_of(const api_ports& with, std::vector<endpoint> rows, std::vector<http::route> routes = {},
                       http::fallback otherwise = {})
{
    const auto before_all = std::make_shared<gate>(with);
    for (endpoint& row : rows) {
        http::route route{.method = row.method, .pattern = row.pattern, .handle = {}, .admit = {}};
        route.admit = gate::keeper(before_all, std::move(row));
        routes.push_back(std::move(route));
    }
    return http::router(std::move(routes), std::move(otherwise));
}

}  // namespace

http::router make_router(const api_ports& with, std::vector<http::route> beside, http::fallback otherwise)
{
    return router_of(with, endpoints(with), std::move(beside), std::move(otherwise));
}

http::router make_internal_router(const api_ports& with)
{
    return router_of(with, internal_endpoints(with));
}

}  // namespace offlist::api
