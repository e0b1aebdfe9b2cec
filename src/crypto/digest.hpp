// digest.hpp: SHA-256 (FIPS 180-4), for what is remembered without being kept: tokens, bodies of requests.
//
// Pure; safe from any thread.
#pragma once
#include <array>
#include <core/hex.hpp>
#include <cstdint>
#include <string_view>

namespace offlist::crypto {

using sha256_digest = std::array<std::uint8_t, 32>;

[[nodiscard]] sha256_digest sha256(std::string_view octets);
using offlist::hexadecimal;

}  // namespace offlist::crypto
