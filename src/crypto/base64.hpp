// base64.hpp: octets as printable text (RFC 4648).
//
// Pure; safe from any thread. What is read must be exactly what would have been written: no line ends, no other
// alphabet, no padding too many or too few (section 3).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace offlist::crypto {

/// Section 4, padded.
[[nodiscard]] std::string to_base64(std::span<const std::uint8_t> octets);
/// None: it is no such text, or empty.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// Section 5, without padding: it goes into a URL as it is.
[[nodiscard]] std::string to_base64url(std::string_view octets);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace offlist::crypto
