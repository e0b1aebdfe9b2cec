#include "api/api.hpp"

#include <iterator>
#include <memory>
#include <utility>

#include "api/context.hpp"
#include "api/gate.hpp"
#include "api/resources.hpp"

namespace offlist::api {

std::vector<endpoint> endpoints()
{
    std::vector<endpoint> all;
    for (const auto resource :
         {operations_endpoints, accounts_endpoints, subjects_endpoints, tokens_endpoints, listings_endpoints,
          checks_endpoints, blocklists_endpoints, sweeps_endpoints, mass_changes_endpoints, audit_endpoints,
          quotes_endpoints, delistings_endpoints, tasks_endpoints, funds_endpoints}) {
        std::vector<endpoint> rows = resource();
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

http::router make_router(services with)
{
    const auto shared = std::make_shared<context>(with);
    std::vector<http::route> routes;
    for (endpoint& row : endpoints()) {
        http::route route{.method = row.method, .pattern = row.pattern, .handle = {}};
        route.handle = guarded(shared, std::move(row));
        routes.push_back(std::move(route));
    }
    return http::router(std::move(routes));
}

}  // namespace offlist::api
