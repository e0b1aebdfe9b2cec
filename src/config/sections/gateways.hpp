// gateways.hpp: the section [gateways] of offlist.toml: who takes money for us.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <optional>
#include <string>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct stripe_config {
    std::string url = "https://api.stripe.com";
    std::string secret_key;
    std::string webhook_secret;
    bool operator==(const stripe_config&) const = default;
};

struct btcpay_config {
    std::string url;
    std::string store;
    std::string api_key;
    std::string webhook_secret;
    bool operator==(const btcpay_config&) const = default;
};

struct bitpay_config {
    std::string url = "https://bitpay.com";
    std::string token;
    std::string webhook_secret;
    bool operator==(const bitpay_config&) const = default;
};

/// Those that are configured.
struct gateways_config {
    std::optional<stripe_config> stripe;
    std::optional<btcpay_config> btcpay;
    std::optional<bitpay_config> bitpay;
    bool operator==(const gateways_config&) const = default;
    [[nodiscard]] bool any() const { return stripe || btcpay || bitpay; }
};

/// Notes: an unknown gateway (names the nearest), something missing, a secret that cannot be read. The secrets are
/// empty unless they are resolved, and in no message.
void read_gateways(toml_section& s, const reading& how, gateways_config& into);

}  // namespace offlist::config
