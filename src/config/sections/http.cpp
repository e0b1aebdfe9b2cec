#include "config/sections/http.hpp"

#include <core/cidr.hpp>
#include <core/quoted.hpp>
#include <cstdint>
#include <offlist/resolver.hpp>
#include <utility>

#include "config/config_values.hpp"

namespace offlist::config {
namespace {

constexpr std::uint16_t http_port = 8080;
constexpr std::uint16_t internal_port = 9180;
constexpr std::size_t most_proxies = 64;
constexpr std::pair<std::string_view, bool> metrics_for[] = {{"everybody", true}, {"staff", false}};

// By the rules for addresses of name servers, but for the port: `usual` unless said, and 0 is any free one.
std::optional<boost::asio::ip::tcp::endpoint> endpoint_of(toml_section& s, std::string_view key, std::uint16_t usual)
{
    constexpr std::string_view any_port = ":0";
    const auto text = s.text(key);
    if (!text) return std::nullopt;
    boost::system::error_code has_port;
    const auto alone = boost::asio::ip::make_address(*text, has_port);
    if (!has_port) return boost::asio::ip::tcp::endpoint(alone, usual);
    if (const auto both = parse_server(*text)) return boost::asio::ip::tcp::endpoint(both->address(), both->port());
    if (text->ends_with(any_port))
        if (const auto before = parse_server(std::string_view(*text).substr(0, text->size() - any_port.size())))
            return boost::asio::ip::tcp::endpoint(before->address(), 0);
    s.complain(key, std::string(key) + ": " + quoted(*text) + " is not an address and a port",
               "as in 127.0.0.1:" + std::to_string(usual) + " or [::1]:" + std::to_string(usual));
    return std::nullopt;
}

}  // namespace

void read_http(toml_section& s, const reading& how, http_config& into)
{
    if (const auto at = endpoint_of(s, "listen", http_port)) into.listen = *at;
    into.internal = endpoint_of(s, "internal", internal_port);
    if (into.internal && into.internal->port() != 0 && *into.internal == into.listen)
        s.complain("internal", "internal is the same address and port as listen",
                   "another port, such as 127.0.0.1:9180");
    into.tls_certificate = path_of(s, "tls_certificate", how.directory);
    into.tls_key = path_of(s, "tls_key", how.directory);
    if (s.has("tls_certificate") != s.has("tls_key"))
        s.complain(s.has("tls_key") ? "tls_key" : "tls_certificate",
                   s.has("tls_key") ? "tls_key without tls_certificate" : "tls_certificate without tls_key",
                   "both, or neither (and a proxy that does TLS)");
    into.trusted_proxies = s.texts("trusted_proxies");
    for (const std::string& text : into.trusted_proxies) {
        boost::system::error_code not_one;
        (void)boost::asio::ip::make_address(text, not_one);
        if (not_one && !parse_cidr(text, special_addresses::allow))
            s.complain("trusted_proxies", "trusted_proxies: " + quoted(text) + " is neither an address nor a range",
                       "as in 127.0.0.1 or 10.0.0.0/8");
    }
    if (into.trusted_proxies.size() > most_proxies)
        s.complain("trusted_proxies", std::to_string(into.trusted_proxies.size()) + " proxies",
                   "at most " + std::to_string(most_proxies));
    into.metrics_open = s.word<bool>("metrics", metrics_for).value_or(into.metrics_open);
    if (into.metrics_open && into.internal)
        s.complain("metrics", "metrics = \"everybody\" beside internal: /metrics is served there alone",
                   "one of them, and not both");
}

}  // namespace offlist::config
