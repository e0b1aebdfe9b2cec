// inventory_size.hpp: how much an inventory may hold.
#pragma once
#include <cstdint>

namespace offlist {

/// Every routed IPv4 address of a large provider, and a bound on what a sweep can be.
inline constexpr std::uint64_t most_subjects = std::uint64_t{1} << 28U;

}  // namespace offlist
