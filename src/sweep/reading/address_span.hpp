// address_span.hpp: addresses from one to another, and the CIDR ranges that hold just these.
//
// Pure functions; safe from any thread.
#pragma once
#include <cstdint>
#include <vector>

#include <core/cidr.hpp>
#include <core/ip_text.hpp>

namespace offlist {

/// The fewest CIDR ranges that together are the addresses from `first` to `last`, both included, ascending: at most 62.
/// `first` must not be greater than `last`.
[[nodiscard]] std::vector<address_range> ranges_between(std::uint32_t first, std::uint32_t last);
/// The same of IPv6 addresses: at most 254.
[[nodiscard]] std::vector<address_range> ranges_between(const ip6_number& first, const ip6_number& last);

/// One address as a number in canonical text.
[[nodiscard]] std::string address_text(std::uint32_t address);
[[nodiscard]] std::string address_text(const ip6_number& address);

}  // namespace offlist
