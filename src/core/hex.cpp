#include "core/hex.hpp"

namespace offlist {

void append_hexadecimal(std::string& to, std::uint8_t octet)
{
    to += hex_digits[octet >> 4U];
    to += hex_digits[octet & 15U];
}

std::string hexadecimal(std::span<const std::uint8_t> octets)
{
    std::string text;
    text.reserve(2 * octets.size());
    for (const std::uint8_t octet : octets) append_hexadecimal(text, octet);
    return text;
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view upper_digits = "0123456789ABCDEF";  // RFC 3986 section 2.1
    std::string encoded;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            encoded += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += upper_digits[octet >> 4U];
        encoded += upper_digits[octet & 15U];
    }
    return encoded;
}

}  // namespace offlist
