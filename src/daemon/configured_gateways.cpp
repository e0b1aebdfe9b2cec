#include "daemon/configured_gateways.hpp"

#include <core/version.hpp>
#include <gateways/bitpay.hpp>
#include <gateways/btcpay.hpp>
#include <gateways/stripe.hpp>
#include <utility>

namespace offlist::daemon {

outbound::client_options outbound_options_of(const config::payments_config& with)
{
    outbound::client_options o;
    o.user_agent = "offlist/" + std::string(version);
    o.ca_file = with.ca_file;
    return o;
}

std::vector<std::unique_ptr<payment_gateway>> gateways_of(const config::service_config& with,
                                                          outbound::http_sender& http, const clock& time)
{
    std::vector<std::unique_ptr<payment_gateway>> all;
    if (with.gateways.stripe) {
        gateways::stripe_options o;
        o.url = with.gateways.stripe->url;
        o.secret_key = with.gateways.stripe->secret_key;
        o.webhook_secret = with.gateways.stripe->webhook_secret;
        o.return_url = with.payments.return_url;
        all.push_back(std::make_unique<gateways::stripe>(std::move(o), http, time));
    }
    if (with.gateways.btcpay) {
        gateways::btcpay_options o;
        o.url = with.gateways.btcpay->url;
        o.store = with.gateways.btcpay->store;
        o.api_key = with.gateways.btcpay->api_key;
        o.webhook_secret = with.gateways.btcpay->webhook_secret;
        o.return_url = with.payments.return_url;
        all.push_back(std::make_unique<gateways::btcpay>(std::move(o), http));
    }
    if (with.gateways.bitpay) {
        gateways::bitpay_options o;
        o.url = with.gateways.bitpay->url;
        o.token = with.gateways.bitpay->token;
        o.webhook_secret = with.gateways.bitpay->webhook_secret;
        o.webhook_url = with.payments.public_url + "/v1/gateways/bitpay/webhook";
        o.return_url = with.payments.return_url;
        all.push_back(std::make_unique<gateways::bitpay>(std::move(o), http));
    }
    return all;
}

}  // namespace offlist::daemon
