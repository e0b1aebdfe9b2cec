// ip_text.hpp: IP addresses as numbers, and the strict texts they are read from.
//
// Values and pure functions without allocations, fit for millions of lines; safe from any thread.
#pragma once
#include <boost/asio/ip/address_v6.hpp>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace offlist {

/// An IPv6 address as a number: its first and its second 64 bits.
struct ip6_number {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const ip6_number&) const = default;
};

[[nodiscard]] ip6_number to_number(const boost::asio::ip::address_v6::bytes_type& octets) noexcept;
[[nodiscard]] boost::asio::ip::address_v6::bytes_type to_octets(const ip6_number& number) noexcept;

/// ::ffff:0:0/96, whose last 32 bits are an IPv4 address (RFC 4291 section 2.5.5.2).
[[nodiscard]] constexpr bool is_mapped_ip4(const ip6_number& number) noexcept
{
    return number.high == 0 && number.low >> 32U == 0xffff;
}

/// How many octets at the start of `text` are four dotted decimal numbers of 0 to 255, without leading zeros, which
/// some programs read as octal (RFC 6943 section 3.1.1); the address in host byte order goes to `out`. Zero: `text`
/// does not start so. The caller looks at what follows.
[[nodiscard]] inline std::size_t match_ip4(std::string_view text, std::uint32_t& out) noexcept
{
    std::uint32_t address = 0;
    std::size_t at = 0;
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0) {
            if (at == text.size() || text[at] != '.') return 0;
            ++at;
        }
        std::uint32_t value = 0;
        std::size_t digits = 0;
        for (; at < text.size() && digits < 4; ++at, ++digits) {
            const auto digit = static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])) - '0';
            if (digit > 9) break;
            value = value * 10 + digit;
        }
        const bool leading_zero = digits > 1 && text[at - digits] == '0';
        if (digits == 0 || digits == 4 || value > 255 || leading_zero) return 0;
        address = address << 8U | value;
    }
    out = address;
    return at;
}

/// The whole of `text` as an IPv4 address. False: it is something else.
[[nodiscard]] inline bool read_ip4(std::string_view text, std::uint32_t& out) noexcept
{
    return !text.empty() && match_ip4(text, out) == text.size();
}

/// The whole of `text` as an IPv6 address (RFC 4291 section 2.2), without a zone id. False: it is something else.
[[nodiscard]] bool read_ip6(std::string_view text, ip6_number& out) noexcept;

}  // namespace offlist
