#include "crypto/digest.hpp"

#include <openssl/evp.h>

#include <boost/assert.hpp>

namespace offlist::crypto {

sha256_digest sha256(std::string_view octets)
{
    sha256_digest digest{};
    unsigned size = 0;
    const int done = EVP_Digest(octets.data(), octets.size(), digest.data(), &size, EVP_sha256(), nullptr);
    BOOST_VERIFY(done == 1 && size == digest.size());
    return digest;
}

std::string hexadecimal(const sha256_digest& digest)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t octet : digest) {
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

}  // namespace offlist::crypto
