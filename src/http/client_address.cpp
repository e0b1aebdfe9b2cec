#include "http/client_address.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <cstdint>
#include <optional>

namespace offlist::http {
namespace {

namespace ip = boost::asio::ip;

bool lies_in(const ip::address& address, const address_range& range)
{
    if (const auto* ip4 = std::get_if<ip4_range>(&range)) {
        if (!address.is_v4()) return false;
        const std::uint32_t number = address.to_v4().to_uint();
        return ip4->first <= number && number <= ip4->last;
    }
    if (!address.is_v6()) return false;
    const ip6_number number = to_number(address.to_v6().to_bytes());
    const auto& ip6 = std::get<ip6_range>(range);
    return ip6.first <= number && number <= ip6.last;
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1`, `[2001:db8::1]:4711`: proxies write all of them.
std::optional<ip::address> read_address(std::string_view text)
{
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    if (text.starts_with('['))
        text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
    else if (std::count(text.begin(), text.end(), ':') == 1)
        text = text.substr(0, text.find(':'));
    boost::system::error_code failed;
    const ip::address address = ip::make_address(text, failed);
    if (failed) return std::nullopt;
    return unmapped(address);
}

}  // namespace

ip::address unmapped(const ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::string network_of(const ip::address& address)
{
    constexpr std::size_t network_octets = 8;
    const ip::address plain = unmapped(address);
    if (plain.is_v4()) return plain.to_string();
    auto octets = plain.to_v6().to_bytes();
    std::fill(octets.begin() + network_octets, octets.end(), std::uint8_t{0});
    return ip::address_v6(octets).to_string() + "/64";
}

std::string network_of(std::string_view address)
{
    boost::system::error_code not_one;
    const ip::address read = ip::make_address(address, not_one);
    return not_one ? std::string(address) : network_of(read);
}

loaded<trusted_proxies> trusted_proxies::from(const std::vector<std::string>& texts)
{
    trusted_proxies made;
    problems wrong;
    for (const std::string& text : texts) {
        const bool range = text.find('/') != std::string::npos;
        const bool ip6 = text.find(':') != std::string::npos;
        auto one = parse_cidr(range ? text : text + (ip6 ? "/128" : "/32"), special_addresses::allow);
        if (one)
            made.ranges_.push_back(*one);
        else
            wrong.push_back(
                {"trusted proxy " + offlist::quoted(text) + ": " + one.error().what,
                 one.error().expected.empty() ? "an address or a range such as 10.0.0.0/8" : one.error().expected});
    }
    if (!wrong.empty()) return wrong;
    return made;
}

bool trusted_proxies::contains(const ip::address& address) const
{
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const address_range& r) { return lies_in(address, r); });
}

ip::address trusted_proxies::client_of(const ip::address& peer, std::string_view forwarded_for) const
{
    ip::address client = peer;
    while (contains(client) && !forwarded_for.empty()) {
        const std::size_t comma = forwarded_for.rfind(',');
        const bool last = comma == std::string_view::npos;
        const auto next = read_address(last ? forwarded_for : forwarded_for.substr(comma + 1));
        if (!next) break;
        client = *next;
        forwarded_for = last ? std::string_view() : forwarded_for.substr(0, comma);
    }
    return client;
}

}  // namespace offlist::http
