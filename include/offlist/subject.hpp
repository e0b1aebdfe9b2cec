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

/// The public library: subjects, blocklists, a resolver, verdicts. Start at checker.hpp.
namespace offlist {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

/// A domain name in canonical form.
struct domain {
    std::string name;            ///< A-labels, lower case, no final dot, at most 253 octets
    std::string organisational;  ///< the registrable domain by the public suffix list; `name` itself when there is none
    bool operator==(const domain&) const = default;  ///< by both fields
};

/// What stands on a blocklist. Made by parse_subject() alone, so always canonical.
using subject = std::variant<address_v4, address_v6, domain>;

/// In the order of the variant's alternatives.
enum class subject_kind : std::uint8_t {
    ip4,     ///< an IPv4 address
    ip6,     ///< an IPv6 address
    domain,  ///< a domain
};
/// How many kinds there are.
inline constexpr int subject_kinds = 3;

/// Which kind a subject is of.
[[nodiscard]] inline subject_kind kind_of(const subject& s)
{
    return static_cast<subject_kind>(s.index());
}
/// `ip4`, `ip6` or `domain`, as in list definitions.
[[nodiscard]] std::string_view to_string(subject_kind kind);
/// The canonical text (RFC 5952 for IPv6).
[[nodiscard]] std::string to_string(const subject& s);

/// What becomes of special-purpose addresses (RFC 6890): private, loopback, documentation and the like.
enum class special_addresses : bool {
    refuse,  ///< a problem: no blocklist knows them
    allow,   ///< for sandboxes and tests
};

/// One subject from text. An IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) becomes the IPv4 address. Problems:
/// not an address or domain, a CIDR range (only inventories take ranges), a special-purpose address (RFC 6890) unless
/// allowed.
[[nodiscard]] parsed<subject> parse_subject(std::string_view text,
                                            special_addresses special = special_addresses::refuse);

}  // namespace offlist
