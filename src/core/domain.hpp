// domain.hpp: domains from text: IDNA to A-labels (RFC 5891, UTS #46) and the public suffix list.
//
// Pure but for the public suffix list, which is read once, at the first use; safe from any thread.
#pragma once
#include <offlist/subject.hpp>
#include <string>
#include <string_view>

namespace offlist {

inline constexpr std::size_t longest_domain =
    253;                                          ///< octets of a dotted name: RFC 1035 section 2.3.4, less the framing
inline constexpr std::size_t longest_label = 63;  ///< octets: RFC 1035 section 2.3.4

/// A domain in its canonical form. Labels are letters, digits, hyphens (RFC 1123 section 2.1) and underscores, which
/// DNS takes (RFC 2181 section 11). A-labels are taken as they are, also those that IDNA2008 refuses (emoji); other
/// characters are mapped to A-labels or refused. Problems: a label that is empty, too long or not allowed, an invisible
/// character (named), text that is not UTF-8, one label only, a last label that is a number, a bare public suffix
/// ("co.uk").
[[nodiscard]] parsed<domain> parse_domain(std::string_view text);

/// The registrable domain that `name`, in canonical form, belongs to; `name` itself when there is none.
[[nodiscard]] std::string organisational_domain(const std::string& name);

}  // namespace offlist
