#include "config/public_resolvers.hpp"

#include <algorithm>
#include <array>

namespace offlist::config {
namespace {

struct known {
    std::string_view address;  // canonical text
    std::string_view who;
};

// From the operators' own pages.
constexpr auto table = std::to_array<known>({
    {"8.8.8.8", "Google"},
    {"8.8.4.4", "Google"},
    {"2001:4860:4860::8888", "Google"},
    {"2001:4860:4860::8844", "Google"},
    {"1.1.1.1", "Cloudflare"},
    {"1.0.0.1", "Cloudflare"},
    {"1.1.1.2", "Cloudflare"},
    {"1.0.0.2", "Cloudflare"},
    {"1.1.1.3", "Cloudflare"},
    {"1.0.0.3", "Cloudflare"},
    {"2606:4700:4700::1111", "Cloudflare"},
    {"2606:4700:4700::1001", "Cloudflare"},
    {"9.9.9.9", "Quad9"},
    {"149.112.112.112", "Quad9"},
    {"9.9.9.10", "Quad9"},
    {"149.112.112.10", "Quad9"},
    {"9.9.9.11", "Quad9"},
    {"149.112.112.11", "Quad9"},
    {"2620:fe::fe", "Quad9"},
    {"2620:fe::9", "Quad9"},
    {"2620:fe::10", "Quad9"},
    {"2620:fe::11", "Quad9"},
    {"208.67.222.222", "OpenDNS"},
    {"208.67.220.220", "OpenDNS"},
    {"2620:119:35::35", "OpenDNS"},
    {"2620:119:53::53", "OpenDNS"},
    {"4.2.2.1", "Lumen"},
    {"4.2.2.2", "Lumen"},
    {"4.2.2.3", "Lumen"},
    {"4.2.2.4", "Lumen"},
    {"4.2.2.5", "Lumen"},
    {"4.2.2.6", "Lumen"},
    {"64.6.64.6", "Vercara"},
    {"64.6.65.6", "Vercara"},
    {"94.140.14.14", "AdGuard"},
    {"94.140.15.15", "AdGuard"},
    {"77.88.8.8", "Yandex"},
    {"77.88.8.1", "Yandex"},
    {"8.26.56.26", "Comodo"},
    {"8.20.247.20", "Comodo"},
    {"185.228.168.9", "CleanBrowsing"},
    {"185.228.169.9", "CleanBrowsing"},
});

}  // namespace

std::string_view public_resolver(const boost::asio::ip::address& address)
{
    const std::string text = address.to_string();
    const auto* const found =
        std::find_if(table.begin(), table.end(), [&](const known& k) { return k.address == text; });
    return found == table.end() ? std::string_view{} : found->who;
}

}  // namespace offlist::config
