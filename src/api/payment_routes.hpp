// payment_routes.hpp: payments in the table of routes, and the router that has them.
//
// Apart from resources.hpp, because these handlers hold the payment desk, which no other resource knows. For one
// thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <api/webhook_routes.hpp>
#include <http/router.hpp>
#include <vector>

namespace offlist::services {
class payment_service;
}

namespace offlist::api {

/// `desk`: null where nothing can be paid; what is known of payments is told all the same. Outlives the router.
[[nodiscard]] std::vector<endpoint> payments_endpoints(services::payment_service* desk);
[[nodiscard]] std::vector<endpoint> gateway_webhooks_endpoints(services::payment_service* desk);

/// As make_router() of api.hpp, with a desk that opens payments and hears of them, and the rules of webhooks.
[[nodiscard]] http::router make_router(api_ports with, services::payment_service& payments,
                                       const webhook_rules& webhooks = {});

}  // namespace offlist::api
