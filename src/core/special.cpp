// The ranges are those of the IANA registries of special-purpose addresses that are not globally reachable, and those
// that hold somebody else's IPv4 address (6to4, Teredo, NAT64). The globally reachable ones of the registries, such as
// AS112's, are ordinary subjects.
#include "core/special.hpp"

namespace offlist {
namespace {

template <class Number>
struct limits {
    Number first;
    Number last;
};

constexpr std::array<special_range, 17> ip4_ranges{{
    {"0.0.0.0/8", "an address of \"this network\"", "RFC 791"},
    {"10.0.0.0/8", "a private address", "RFC 1918"},
    {"100.64.0.0/10", "a shared address of carrier-grade NAT", "RFC 6598"},
    {"127.0.0.0/8", "a loopback address", "RFC 1122"},
    {"169.254.0.0/16", "a link-local address", "RFC 3927"},
    {"172.16.0.0/12", "a private address", "RFC 1918"},
    {"192.0.0.0/24", "an address of the IETF's protocol assignments", "RFC 6890"},
    {"192.0.2.0/24", "a documentation address", "RFC 5737"},
    {"192.88.99.0/24", "a 6to4 relay address", "RFC 7526"},
    {"192.168.0.0/16", "a private address", "RFC 1918"},
    {"198.18.0.0/15", "a benchmarking address", "RFC 2544"},
    {"198.51.100.0/24", "a documentation address", "RFC 5737"},
    {"203.0.113.0/24", "a documentation address", "RFC 5737"},
    {"233.252.0.0/24", "a documentation address", "RFC 6676"},
    {"224.0.0.0/4", "a multicast address", "RFC 5771"},
    {"255.255.255.255/32", "the broadcast address", "RFC 919"},
    {"240.0.0.0/4", "a reserved address", "RFC 1112"},
}};

// Beyond the registry: only 2000::/3 is assigned for global unicast (RFC 4291 section 2.4), all else is reserved.
constexpr std::array<special_range, 22> ip6_ranges{{
    {"::/128", "the unspecified address", "RFC 4291"},
    {"::1/128", "the loopback address", "RFC 4291"},
    {"::ffff:0:0/96", "an IPv4-mapped address", "RFC 4291"},
    {"::/96", "an IPv4-compatible address", "RFC 4291"},
    {"64:ff9b::/96", "a NAT64 address", "RFC 6052"},
    {"64:ff9b:1::/48", "a local NAT64 address", "RFC 8215"},
    {"100::/64", "a discard-only address", "RFC 6666"},
    {"2001::/32", "a Teredo address", "RFC 4380"},
    {"2001:2::/48", "a benchmarking address", "RFC 5180"},
    {"2001:10::/28", "an ORCHID", "RFC 4843"},
    {"2001:20::/28", "an ORCHIDv2", "RFC 7343"},
    {"2001:db8::/32", "a documentation address", "RFC 3849"},
    {"2002::/16", "a 6to4 address", "RFC 3056"},
    {"3fff::/20", "a documentation address", "RFC 9637"},
    {"5f00::/16", "a segment routing identifier", "RFC 9602"},
    {"fc00::/7", "a unique local address", "RFC 4193"},
    {"fe80::/10", "a link-local address", "RFC 4291"},
    {"fec0::/10", "a site-local address", "RFC 3879"},
    {"ff00::/8", "a multicast address", "RFC 4291"},
    {"::/3", "a reserved address", "RFC 4291"},
    {"4000::/2", "a reserved address", "RFC 4291"},
    {"8000::/1", "a reserved address", "RFC 4291"},
}};

unsigned prefix_of(std::string_view range)
{
    unsigned prefix = 0;
    for (const char digit : range.substr(range.find('/') + 1))
        prefix = prefix * 10 + static_cast<unsigned>(digit - '0');
    return prefix;
}

limits<std::uint32_t> ip4_limits(std::string_view range)
{
    std::uint32_t first = 0;
    (void)match_ip4(range, first);
    const unsigned prefix = prefix_of(range);  // never 0 in the table, so no shift is by 32
    return {first, first | static_cast<std::uint32_t>((std::uint64_t{1} << (32 - prefix)) - 1)};
}

limits<ip6_number> ip6_limits(std::string_view range)
{
    ip6_number first;
    (void)read_ip6(range.substr(0, range.find('/')), first);
    const unsigned prefix = prefix_of(range);
    ip6_number last = first;
    if (prefix < 64) last.high |= ~std::uint64_t{0} >> prefix;
    if (prefix <= 64) last.low = ~std::uint64_t{0};
    if (prefix > 64 && prefix < 128) last.low |= ~std::uint64_t{0} >> (prefix - 64);
    return {first, last};
}

const auto& ip4_table() noexcept
{
    static const auto table = [] {
        std::array<limits<std::uint32_t>, ip4_ranges.size()> made{};
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = ip4_limits(ip4_ranges[i].range);
        return made;
    }();
    return table;
}

const auto& ip6_table() noexcept
{
    static const auto table = [] {
        std::array<limits<ip6_number>, ip6_ranges.size()> made{};
        for (std::size_t i = 0; i < made.size(); ++i) made[i] = ip6_limits(ip6_ranges[i].range);
        return made;
    }();
    return table;
}

template <class Ranges, class Table, class Number>
const special_range* find_in(const Ranges& ranges, const Table& table, const Number& first, const Number& last) noexcept
{
    for (std::size_t i = 0; i < ranges.size(); ++i)
        if (first <= table[i].last && table[i].first <= last) return &ranges[i];
    return nullptr;
}

}  // namespace

const special_range* find_special(std::uint32_t first, std::uint32_t last) noexcept
{
    return find_in(ip4_ranges, ip4_table(), first, last);
}

const special_range* find_special(const ip6_number& first, const ip6_number& last) noexcept
{
    return find_in(ip6_ranges, ip6_table(), first, last);
}

const special_range* find_special(std::uint32_t address) noexcept
{
    return find_special(address, address);
}

const special_range* find_special(const ip6_number& address) noexcept
{
    return find_special(address, address);
}

const std::array<bool, 256>& special_first_octets() noexcept
{
    static const auto octets = [] {
        std::array<bool, 256> made{};
        for (const auto& [first, last] : ip4_table())
            for (std::uint32_t octet = first >> 24U; octet <= last >> 24U; ++octet) made[octet] = true;
        return made;
    }();
    return octets;
}

std::span<const special_range> special_ip4_ranges() noexcept
{
    return ip4_ranges;
}

std::span<const special_range> special_ip6_ranges() noexcept
{
    return ip6_ranges;
}

}  // namespace offlist
