// http.hpp: the section [http] of offlist.toml: where REST is served, and who may see what of it.
//
// Values, and a function that is used while the file is read.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace offlist {
class toml_section;
}

namespace offlist::config {

struct reading;

struct http_config {
    boost::asio::ip::tcp::endpoint listen{boost::asio::ip::make_address_v4("127.0.0.1"), 8080};
    std::optional<std::filesystem::path> tls_certificate;  ///< PEM, with its chain; set if and only if tls_key is
    std::optional<std::filesystem::path> tls_key;          ///< PEM
    /// Where /metrics is served instead, without a token, and /healthz and /readyz besides; without TLS.
    std::optional<boost::asio::ip::tcp::endpoint> internal;
    std::vector<std::string> trusted_proxies;  ///< addresses and CIDR ranges whose X-Forwarded-For is believed
    bool metrics_open = false;                 ///< /metrics for everybody; else with a token of staff
};

/// Notes: no address, a certificate without its key, a proxy that is neither an address nor a range, /metrics for
/// everybody beside a place of its own, two listeners in one place.
void read_http(toml_section& s, const reading& how, http_config& into);

}  // namespace offlist::config
