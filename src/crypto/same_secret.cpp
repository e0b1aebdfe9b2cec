#include "crypto/same_secret.hpp"

#include <openssl/crypto.h>

namespace offlist::crypto {

bool same_secret(std::string_view known, std::string_view given)
{
    return known.size() == given.size() && ::CRYPTO_memcmp(known.data(), given.data(), known.size()) == 0;
}

}  // namespace offlist::crypto
