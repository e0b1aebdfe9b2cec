// payment_routes.hpp: payments in the table of routes, and the router that has them.
//
// Apart from resources.hpp, because these handlers hold the payment desk, which no other resource knows. For one
// thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/services.hpp>
#include <api/webhook_routes.hpp>
#include <http/router.hpp>
#include <vector>

namespace offlist::desk {
class payment_desk;
}

namespace offlist::api {

/// `desk`: null where nothing can be paid; what is known of payments is told all the same. Outlives the router.
[[nodiscard]] std::vector<endpoint> payments_endpoints(desk::payment_desk* desk);
[[nodiscard]] std::vector<endpoint> gateway_webhooks_endpoints(desk::payment_desk* desk);

/// As make_router() of api.hpp, with a desk that opens payments and hears of them, and the rules of webhooks.
[[nodiscard]] http::router make_router(services with, desk::payment_desk& payments, const webhook_rules& webhooks = {});

}  // namespace offlist::api
