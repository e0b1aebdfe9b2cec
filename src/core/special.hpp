// special.hpp: the special-purpose address ranges (RFC 6890), which no public blocklist can say anything about.
//
// A fixed table and pure look-ups; safe from any thread.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/ip_text.hpp"

namespace offlist {

struct special_range {
    std::string_view range;   ///< in CIDR notation
    std::string_view what;    ///< what an address of it is, with its article: "a private address"
    std::string_view source;  ///< the document that says so
};

/// The range that `address` lies in, the narrowest first; nullptr for an ordinary address.
[[nodiscard]] const special_range* find_special(std::uint32_t address) noexcept;
[[nodiscard]] const special_range* find_special(const ip6_number& address) noexcept;

/// A range that shares an address with `first` to `last`, both included; nullptr when there is none.
[[nodiscard]] const special_range* find_special(std::uint32_t first, std::uint32_t last) noexcept;
[[nodiscard]] const special_range* find_special(const ip6_number& first, const ip6_number& last) noexcept;

/// By first octet: whether any IPv4 address that starts so can be special. Spares nearly all addresses the look-up.
[[nodiscard]] const std::array<bool, 256>& special_first_octets() noexcept;

/// All ranges of the table.
[[nodiscard]] std::span<const special_range> special_ip4_ranges() noexcept;
[[nodiscard]] std::span<const special_range> special_ip6_ranges() noexcept;

}  // namespace offlist
