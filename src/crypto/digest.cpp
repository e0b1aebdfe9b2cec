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

}  // namespace offlist::crypto
