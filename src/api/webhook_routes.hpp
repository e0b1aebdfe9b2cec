// webhook_routes.hpp: webhooks in the table of routes.
//
// Apart from resources.hpp, because these handlers hold the rules of the configuration, which no other resource knows.
// For one thread.
#pragma once
#include <api/endpoint.hpp>
#include <cstddef>
#include <notify/webhook_url.hpp>
#include <vector>

namespace offlist::api {

struct webhook_rules {
    std::size_t most = 10;   ///< of one account, and of staff
    notify::url_rules urls;  ///< where they may lead
};

[[nodiscard]] std::vector<endpoint> webhooks_endpoints(const webhook_rules& rules);

}  // namespace offlist::api
