// hmac.hpp: HMAC-SHA256 (RFC 2104), by which one who shares a secret knows that a message is of the other.
//
// Pure; safe from any thread.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace offlist::crypto {

using hmac_digest = std::array<std::uint8_t, 32>;

[[nodiscard]] hmac_digest hmac_sha256(std::string_view key, std::string_view text);

}  // namespace offlist::crypto
