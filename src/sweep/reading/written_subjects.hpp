// written_subjects.hpp: addresses, ranges and domains as people write them, beside the canonical forms.
//
// Pure functions; safe from any thread.
#pragma once
#include <core/cidr.hpp>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace offlist {

/// What one text of an inventory names.
struct written_subjects {
    /// One subject, or ranges: one in CIDR notation or with stars, the fewest that hold all addresses from one to
    /// another.
    std::variant<subject, std::vector<address_range>> what;
    std::string warning;  ///< what could have been meant otherwise; mostly empty
};

/// Reads all that parse_subject() and parse_cidr() read, and besides:
///  - `45.83.12.0-45.83.12.9`, also with blanks around the hyphen and of IPv6 addresses, and `45.83.12.0-9`;
///  - `45.83.12.*`, `45.83.*`, `45.83.*.*`: the /24, the /16;
///  - `45.83.12.7.`: a final dot, as names have;
///  - `045.083.012.007`: with leading zeros, which are decimal here (with a warning, as some programs read octal).
/// Problems: those of the two; a range that ends before it begins or is of two kinds; more than one subject. None of
/// them is about how large a range is.
[[nodiscard]] parsed<written_subjects> parse_written(std::string_view text,
                                                     special_addresses special = special_addresses::refuse);

/// Each as canonical text: a range of one address as that address.
[[nodiscard]] std::vector<std::string> canonical_texts(const written_subjects& all);

}  // namespace offlist
