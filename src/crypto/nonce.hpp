// nonce.hpp: a number that nobody can guess and that never comes twice.
//
// From the system's generator; safe from any thread.
#pragma once
#include <string>

namespace offlist::crypto {

inline constexpr int nonce_digits = 16;

/// 64 random bits in lower-case hexadecimal.
[[nodiscard]] std::string make_nonce();

}  // namespace offlist::crypto
