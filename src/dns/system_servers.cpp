// Where the resolvers are: as written by the user, or as the system has them.
#include <ares.h>
#include <core/quoted.hpp>

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstring>
#include <memory>
#include <offlist/resolver.hpp>

#include "dns/cares.hpp"

namespace offlist {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr const char* server_form =
    "an address with or without a port, such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353";

problem bad_server(std::string_view text)
{
    return {.what = quoted(text) + " is not a resolver's address", .expected = server_form};
}

parsed<std::uint16_t> parse_port(std::string_view digits, std::string_view whole)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0)
        return problem{.what = quoted(whole) + " has no valid port", .expected = "a port from 1 to 65535"};
    return port;
}

}  // namespace

parsed<boost::asio::ip::udp::endpoint> parse_server(std::string_view text)
{
    auto host = text;
    std::uint16_t port = dns_port;
    std::string_view digits;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return bad_server(text);
        host = text.substr(1, close - 1);
        if (close + 1 < text.size()) {
            if (text[close + 1] != ':') return bad_server(text);
            digits = text.substr(close + 2);
            if (digits.empty()) return bad_server(text);
        }
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos && colon == text.rfind(':')) {
        host = text.substr(0, colon);
        digits = text.substr(colon + 1);
        if (digits.empty()) return bad_server(text);
    }
    if (!digits.empty()) {
        const auto read = parse_port(digits, text);
        if (!read) return read.error();
        port = *read;
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(host), error);
    if (error) return bad_server(text);
    return boost::asio::ip::udp::endpoint(address, port);
}

parsed<std::vector<boost::asio::ip::udp::endpoint>> system_servers()
{
    const problem none{.what = "the system has no DNS resolver configured (/etc/resolv.conf)",
                       .expected = "a resolver of your own with --resolver ADDRESS[:PORT] or in the configuration"};
    static const dns::cares_library initialised;
    ares_channel channel = nullptr;
    if (ares_init(&channel) != ARES_SUCCESS) return none;
    const std::unique_ptr<ares_channeldata, decltype(&ares_destroy)> owned(channel, &ares_destroy);
    ares_addr_port_node* first = nullptr;
    if (ares_get_servers_ports(channel, &first) != ARES_SUCCESS) return none;
    const std::unique_ptr<ares_addr_port_node, decltype(&ares_free_data)> list(first, &ares_free_data);

    std::vector<boost::asio::ip::udp::endpoint> servers;
    for (const auto* node = first; node != nullptr && servers.size() < 32; node = node->next) {
        const auto port = node->udp_port != 0 ? static_cast<std::uint16_t>(node->udp_port) : dns_port;
        if (node->family == AF_INET) {
            boost::asio::ip::address_v4::bytes_type octets;
            std::memcpy(octets.data(), &node->addr.addr4, octets.size());
            servers.emplace_back(boost::asio::ip::address_v4(octets), port);
        } else {
            boost::asio::ip::address_v6::bytes_type octets;
            std::memcpy(octets.data(), &node->addr.addr6, octets.size());
            servers.emplace_back(boost::asio::ip::address_v6(octets), port);
        }
    }
    if (servers.empty()) return none;
    return servers;
}

}  // namespace offlist
