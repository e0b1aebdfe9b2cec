// subject_key.hpp: subjects as texts that sort octet by octet: what the database compares instead of addresses.
//
// An address is a digit for its kind (subject_kind) and 32 hexadecimal digits of it as an IPv6 address, IPv4 mapped
// (RFC 4291 section 2.5.5.2); a domain is the digit and its name. Pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/subject.hpp>
#include <string>
#include <string_view>

namespace offlist::store {

[[nodiscard]] std::string key_of(const subject& s);

/// One subject, or all addresses of a range, in canonical form.
struct subject_span {
    std::string text;  ///< 192.0.2.7, 192.0.2.0/24, 2001:db8::1, mail.example.org
    subject_kind kind = subject_kind::ip4;
    std::string first;       ///< key of the first subject
    std::string last;        ///< key of the last, included
    std::uint64_t size = 1;  ///< how many subjects of it are asked about
};

/// Problems: those of parse_subject and parse_cidr. A range of one address is that address.
[[nodiscard]] parsed<subject_span> read_span(std::string_view text, special_addresses special);

}  // namespace offlist::store
