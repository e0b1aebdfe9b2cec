// gateway_config.hpp: [payments] and [gateways.…] of offlist.toml, as values.
//
// Values, and a function that blocks for the file system, for one thread. Apart from config.hpp, because only the
// daemon needs the gateways' secrets: the commands beside it must work for those who may not read them.
#pragma once
#include <billing/payment_schedule.hpp>
#include <cstdint>
#include <filesystem>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::config {

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

struct payments_config {
    std::string public_url;  ///< where customers and gateways reach this service, without the slash at the end
    std::string return_url;  ///< where customers go after they have paid; else public_url
    payment_policy schedule;
    std::optional<std::int64_t> least;  ///< cents
    std::optional<std::int64_t> most;   ///< cents
    std::string ca_file;                ///< of the gateways' certificates; empty: the system's
    std::optional<stripe_config> stripe;
    std::optional<btcpay_config> btcpay;
    std::optional<bitpay_config> bitpay;
    bool operator==(const payments_config&) const = default;
};

/// From the text of a configuration, of which the other sections are not looked at; `file` is for messages and relative
/// paths. Problems: an unknown key or gateway (names the nearest), something missing or out of range, a secret that
/// cannot be read. They never hold one.
[[nodiscard]] loaded<payments_config> parse_payments(std::string_view text, const std::filesystem::path& file);
/// The same for a file; none is a configuration without gateways.
[[nodiscard]] loaded<payments_config> load_payments(const std::filesystem::path& file);

}  // namespace offlist::config
