#include "crypto/nonce.hpp"

#include <core/hex.hpp>

#include "crypto/random_octets.hpp"

namespace offlist::crypto {

std::string make_nonce()
{
    const auto octets = random_octets<nonce_digits / 2>();
    return hexadecimal(octets);
}

}  // namespace offlist::crypto
