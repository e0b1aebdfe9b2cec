// cidr.hpp: ranges of addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
//
// Values and pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/subject.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/ip_text.hpp"

namespace offlist {

/// No subject is longer as text; what is longer is refused unread.
inline constexpr std::size_t longest_subject_text = 1024;

/// All addresses from `first` to `last`, both included: the network's own and the broadcast address too, for both can
/// be listed.
struct ip4_range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    int prefix = 32;
    [[nodiscard]] std::uint64_t size() const noexcept { return std::uint64_t{last} - first + 1; }
    bool operator==(const ip4_range&) const = default;
};

struct ip6_range {
    ip6_number first;
    ip6_number last;
    int prefix = 128;
    bool operator==(const ip6_range&) const = default;
};

using address_range = std::variant<ip4_range, ip6_range>;

/// Whether `text` is meant as a range: an address, a slash, and a prefix length or a netmask (which parse_cidr
/// refuses).
[[nodiscard]] bool is_cidr(std::string_view text) noexcept;

/// A range of any size. One of IPv4-mapped IPv6 addresses becomes the range of the IPv4 addresses. Problems: no
/// address, a prefix that is not a number or too long, host bits set (names the right network), an overlap with a
/// special-purpose range (RFC 6890) unless allowed.
[[nodiscard]] parsed<address_range> parse_cidr(std::string_view text,
                                               special_addresses special = special_addresses::refuse);

/// Canonical CIDR notation.
[[nodiscard]] std::string to_string(const address_range& range);

}  // namespace offlist
