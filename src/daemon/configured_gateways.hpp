// configured_gateways.hpp: the payment gateways of the configuration.
//
// Called once at start, on the daemon's thread.
#pragma once
#include <billing/payment_gateway.hpp>
#include <config/configuration.hpp>
#include <core/clock.hpp>
#include <memory>
#include <outbound/http_client.hpp>
#include <vector>

namespace offlist::daemon {

[[nodiscard]] outbound::client_options outbound_options_of(const config::payments_config& with);
/// Those that are configured. `http` and `time` outlive them.
[[nodiscard]] std::vector<std::unique_ptr<payment_gateway>> gateways_of(const config::service_config& with,
                                                                        outbound::http_sender& http, const clock& time);

}  // namespace offlist::daemon
