#include "crypto/nonce.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace offlist::crypto {

std::string make_nonce()
{
    std::array<unsigned char, nonce_digits / 2> octets{};
    if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1)
        throw std::runtime_error("the system gives no random numbers");
    std::string text;
    for (const unsigned char octet : octets) text += fmt::format("{:02x}", octet);
    return text;
}

}  // namespace offlist::crypto
