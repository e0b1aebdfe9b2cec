// random_octets.hpp: random numbers that nobody can guess, for keys and names.
//
// From OpenSSL's generator, which the system seeds; safe from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace offlist::crypto {

/// Throws std::runtime_error when the system has none to give: there is no going on without.
void fill_with_random(std::span<std::uint8_t> octets);

template <std::size_t Size>
[[nodiscard]] std::array<std::uint8_t, Size> random_octets()
{
    std::array<std::uint8_t, Size> octets{};
    fill_with_random(octets);
    return octets;
}

}  // namespace offlist::crypto
