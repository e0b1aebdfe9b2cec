// Where the resolvers are: as written by the user, or as the system has them.
#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <core/quoted.hpp>
#include <fstream>
#include <iterator>
#include <offlist/resolver.hpp>
#include <optional>

#include "dns/resolv_conf.hpp"

namespace offlist {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::size_t most_servers = 32;  // resolver_options::servers
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

// A link-local address means something on one interface only, which stands behind a percent sign (RFC 4007 section 11).
std::optional<problem> scope_fault(std::string_view text, std::string_view host,
                                   const boost::asio::ip::address& address)
{
    if (!address.is_v6()) return std::nullopt;
    const auto ip6 = address.to_v6();
    const auto percent = host.find('%');
    if (ip6.is_link_local() && percent == std::string_view::npos)
        return problem{.what = quoted(text) + " is a link-local address without its interface",
                       .expected = "the interface behind it, such as " + ip6.to_string() + "%eth0"};
    if (percent == std::string_view::npos || ip6.scope_id() != 0) return std::nullopt;
    if (!ip6.is_link_local()) return bad_server(text);
    return problem{.what = quoted(text) + " names the interface " + quoted(host.substr(percent + 1)) +
                           ", which this machine does not have",
                   .expected = "one that `ip link` shows"};
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
    if (const auto fault = scope_fault(text, host, address)) return *fault;
    return boost::asio::ip::udp::endpoint(address, port);
}

parsed<std::vector<boost::asio::ip::udp::endpoint>> dns::servers_of(std::string_view resolv_conf)
{
    constexpr std::string_view keyword = "nameserver";
    constexpr std::string_view blanks = " \t";
    std::vector<boost::asio::ip::udp::endpoint> servers;
    std::optional<problem> fault;
    while (!resolv_conf.empty()) {
        const auto end = std::min(resolv_conf.find('\n'), resolv_conf.size());
        std::string_view line = resolv_conf.substr(0, end);
        resolv_conf.remove_prefix(std::min(end + 1, resolv_conf.size()));
        if (!line.starts_with(keyword)) continue;
        line.remove_prefix(keyword.size());
        if (line.find_first_of(blanks) != 0) continue;
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        const auto server = parse_server(line.substr(0, line.find_first_of(" \t\r#;")));
        if (!server) {
            if (!fault) fault = server.error();
        } else if (servers.size() < most_servers) {
            servers.push_back(*server);
        }
    }
    if (servers.empty() && fault) {
        fault->what = "the system's resolver cannot be used: " + fault->what;
        return *fault;
    }
    if (servers.empty()) servers.emplace_back(boost::asio::ip::address_v4::loopback(), dns_port);
    return servers;
}

parsed<std::vector<boost::asio::ip::udp::endpoint>> system_servers()
{
    constexpr const char* file = "/etc/resolv.conf";
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    auto servers = dns::servers_of(text);
    if (servers) return servers;
    problem fault = servers.error();
    fault.file = file;
    fault.expected += ", or a resolver of your own with --resolver ADDRESS[:PORT] or in the configuration";
    return fault;
}

}  // namespace offlist
