#include "accounts/token.hpp"

#include <crypto/digest.hpp>
#include <crypto/random_octets.hpp>

namespace offlist {

namespace {

constexpr std::string_view mark = "olt_";
constexpr std::size_t random_digits = 43;  // 62^43 > 2^256
constexpr std::size_t check_digits = 6;    // 62^6 > 2^32
constexpr std::size_t shown_digits = 10;
constexpr std::string_view base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string random_text()
{
    std::string text;
    while (text.size() < random_digits) {
        for (const std::uint8_t octet : crypto::random_octets<64>()) {
            // an octet from 248 on would make the first eight digits likelier than the others
            if (octet < 4 * base62.size() && text.size() < random_digits) text += base62[octet % base62.size()];
        }
    }
    return text;
}

std::uint32_t crc32(std::string_view text)  // ISO-HDLC, as in zlib and PNG
{
    std::uint32_t crc = 0xffffffff;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

std::string checksum(std::string_view before)
{
    std::string digits(check_digits, base62[0]);
    std::uint32_t rest = crc32(before);
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        *digit = base62[rest % 62];
        rest /= 62;
    }
    return digits;
}

}  // namespace

new_token make_token()
{
    new_token made;
    made.text = std::string(mark) + random_text();
    made.text += checksum(made.text);
    made.prefix = made.text.substr(0, shown_digits);
    made.hash = hash_of_token(made.text);
    return made;
}

bool well_formed_token(std::string_view text)
{
    if (text.size() != mark.size() + random_digits + check_digits || !text.starts_with(mark)) return false;
    if (text.substr(mark.size()).find_first_not_of(base62) != std::string_view::npos) return false;
    const std::string_view before = text.substr(0, text.size() - check_digits);
    return text.substr(before.size()) == checksum(before);
}

token_hash hash_of_token(std::string_view text)
{
    return crypto::sha256(text);
}

}  // namespace offlist
