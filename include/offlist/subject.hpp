// subject.hpp: what stands on a blocklist: an IPv4 address, an IPv6 address or a domain.
//
// Values only; safe from any thread. Text becomes a subject only through parse_subject, so a subject is always in its
// canonical form: addresses in binary, domains as lower-case A-labels (RFC 5891) without the final dot.
//
// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace offlist {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct domain {
    std::string name;            ///< A-labels, lower case, no final dot, at most 253 octets
    std::string organisational;  ///< the registrable domain by the public suffix list; `name` itself when there is none
    bool operator==(const domain&) const = default;
};

using subject = std::variant<address_v4, address_v6, domain>;

/// In the order of the variant's alternatives.
enum class subject_kind : std::uint8_t { ip4, ip6, domain };
inline constexpr int subject_kinds = 3;

[[nodiscard]] inline subject_kind kind_of(const subject& s)
{
    return static_cast<subject_kind>(s.index());
}
/// `ip4`, `ip6` or `domain`, as in list definitions.
[[nodiscard]] std::string_view to_string(subject_kind kind);
/// The canonical text (RFC 5952 for IPv6).
[[nodiscard]] std::string to_string(const subject& s);

enum class special_addresses : bool { refuse, allow };

/// One subject from text. An IPv4-mapped IPv6 address (::ffff:0:0/96) becomes the IPv4 address. Problems: not an
/// address or domain, a CIDR range (only inventories take ranges), a special-purpose address (RFC 6890) unless allowed.
[[nodiscard]] parsed<subject> parse_subject(std::string_view text,
                                            special_addresses special = special_addresses::refuse);

}  // namespace offlist
