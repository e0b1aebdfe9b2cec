#include "crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/assert.hpp>

namespace offlist::crypto {

hmac_digest hmac_sha256(std::string_view key, std::string_view text)
{
    hmac_digest digest{};
    unsigned int size = 0;
    const auto* const made =
        ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    BOOST_ASSERT(made != nullptr && size == digest.size());
    return digest;
}

}  // namespace offlist::crypto
