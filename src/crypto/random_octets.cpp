#include "crypto/random_octets.hpp"

#include <openssl/rand.h>

#include <stdexcept>

namespace offlist::crypto {

void fill_with_random(std::span<std::uint8_t> octets)
{
    if (::RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1)
        throw std::runtime_error("the system gives no random numbers");
}

}  // namespace offlist::crypto
