#include "core/cidr.hpp"

#include <bit>
#include <boost/asio/ip/address_v4.hpp>
#include <utility>

#include "core/quoted.hpp"
#include "core/special.hpp"

namespace offlist {
namespace {

problem bad_range(std::string_view text, const std::string& why, std::string expected)
{
    return {.what = quoted(text) + ' ' + why, .expected = std::move(expected)};
}

// A prefix length from 0 to `longest`, without leading zeros; -1 when it is something else.
int read_prefix(std::string_view digits, int longest)
{
    if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return -1;
    int prefix = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return -1;
        prefix = prefix * 10 + (digit - '0');
    }
    return prefix <= longest ? prefix : -1;
}

ip4_range ip4_network(std::uint32_t address, int prefix)
{
    const auto host_bits = static_cast<std::uint32_t>((std::uint64_t{1} << (32 - prefix)) - 1);
    return {address & ~host_bits, address | host_bits, prefix};
}

// The prefix length that a netmask such as 255.255.255.0 stands for; -1 for what is none.
int prefix_of_netmask(std::string_view digits)
{
    std::uint32_t mask = 0;
    if (!read_ip4(digits, mask) || std::countl_one(mask) != std::popcount(mask)) return -1;
    return std::popcount(mask);
}

problem prefix_fault(std::string_view text, int longest)
{
    const auto slash = text.find('/');
    std::uint32_t address = 0;
    if (const int prefix = prefix_of_netmask(text.substr(slash + 1));
        prefix >= 0 && read_ip4(text.substr(0, slash), address))
        return bad_range(text, "has a netmask", to_string(address_range{ip4_network(address, prefix)}));
    return bad_range(text, "has no right prefix length",
                     "a number from 0 to " + std::to_string(longest) + " after the slash");
}

problem host_bits_fault(std::string_view text, const address_range& network)
{
    return bad_range(text, "has host bits set", to_string(network));
}

problem special_fault(std::string_view text, const special_range& special, bool within)
{
    const std::string range = std::string(special.range) + ": an address there is " + std::string(special.what) + " (" +
                              std::string(special.source) + "), which no public blocklist knows";
    return bad_range(text, (within ? "lies in " : "overlaps ") + range, "public addresses only");
}

ip6_range ip6_network(const ip6_number& address, int prefix)
{
    const std::uint64_t all = ~std::uint64_t{0};
    const std::uint64_t high = prefix >= 64 ? 0 : all >> prefix;
    const std::uint64_t low = prefix <= 64 ? all : prefix == 128 ? 0 : all >> (prefix - 64);
    return {{address.high & ~high, address.low & ~low}, {address.high | high, address.low | low}, prefix};
}

// Refuses host bits and special ranges; the rest is admitted.
template <class Range, class Number>
parsed<address_range> admit(std::string_view text, const Range& range, const Number& address, special_addresses special)
{
    if (address != range.first) return host_bits_fault(text, range);
    if (special == special_addresses::refuse) {
        const auto* found = find_special(range.first, range.last);
        // Two CIDR ranges that overlap are one within the other.
        const bool within = found != nullptr && find_special(range.first) == found && find_special(range.last) == found;
        if (found != nullptr) return special_fault(text, *found, within);
    }
    return address_range{range};
}

std::string ip6_text(const ip6_number& number)
{
    return boost::asio::ip::address_v6{to_octets(number)}.to_string();
}

}  // namespace

bool is_cidr(std::string_view text) noexcept
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const auto prefix = text.substr(slash + 1);
    if (prefix.empty() || prefix.find_first_not_of("0123456789.") != std::string_view::npos) return false;
    std::uint32_t ip4 = 0;
    ip6_number ip6;
    return read_ip4(text.substr(0, slash), ip4) || read_ip6(text.substr(0, slash), ip6);
}

parsed<address_range> parse_cidr(std::string_view text, special_addresses special)
{
    constexpr int mapped_bits = 96;
    const auto slash = text.size() <= longest_subject_text ? text.find('/') : std::string_view::npos;
    if (slash == std::string_view::npos)
        return bad_range(text, "is not a range", "an address and a prefix length like 198.51.100.0/24");
    const auto digits = text.substr(slash + 1);

    std::uint32_t ip4 = 0;
    if (read_ip4(text.substr(0, slash), ip4)) {
        const int prefix = read_prefix(digits, 32);
        if (prefix < 0) return prefix_fault(text, 32);
        return admit(text, ip4_network(ip4, prefix), ip4, special);
    }
    ip6_number ip6;
    if (!read_ip6(text.substr(0, slash), ip6))
        return bad_range(text, "does not start with an address", "a range like 198.51.100.0/24 or 2001:db8::/48");
    const int prefix = read_prefix(digits, 128);
    if (prefix < 0) return prefix_fault(text, 128);
    if (is_mapped_ip4(ip6) && prefix >= mapped_bits) {
        const auto address = static_cast<std::uint32_t>(ip6.low);
        return admit(text, ip4_network(address, prefix - mapped_bits), address, special);
    }
    return admit(text, ip6_network(ip6, prefix), ip6, special);
}

std::string to_string(const address_range& range)
{
    if (const auto* ip4 = std::get_if<ip4_range>(&range))
        return address_v4{ip4->first}.to_string() + '/' + std::to_string(ip4->prefix);
    const auto& ip6 = std::get<ip6_range>(range);
    return ip6_text(ip6.first) + '/' + std::to_string(ip6.prefix);
}

}  // namespace offlist
