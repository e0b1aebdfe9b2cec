// hex.hpp: octets as hexadecimal digits, and texts in which they stand behind percent signs.
//
// Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace offlist {

/// The digits by their value, 0 to 15. Lower case (RFC 4648 section 8 has them in upper case, and takes both).
inline constexpr std::string_view hex_digits = "0123456789abcdef";

/// Two digits an octet, the high half first.
[[nodiscard]] std::string hexadecimal(std::span<const std::uint8_t> octets);
/// The same of one octet, behind what `to` holds already.
void append_hexadecimal(std::string& to, std::uint8_t octet);

/// `text` with everything but unreserved characters percent-encoded (RFC 3986 section 2.3), for a path or a query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace offlist
