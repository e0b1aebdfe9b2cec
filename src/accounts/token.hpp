// token.hpp: API tokens: how they are made, checked for typing errors, and kept.
//
// `olt_` + 43 characters of base62 (256 random bits) + 6 of base62 (CRC-32 of what stands before, so that a mistyped
// token is known without asking the store, and a leaked one can be found by scanners). Only the SHA-256 of the whole
// text is stored. Pure but for the random numbers, which come from the system; safe from any thread.
#pragma once
#include <crypto/digest.hpp>
#include <string>
#include <string_view>

namespace offlist {

using token_hash = crypto::sha256_digest;

struct new_token {
    std::string text;    ///< shown once, a secret
    std::string prefix;  ///< its first 10 characters: names it in lists and logs
    token_hash hash{};
};

[[nodiscard]] new_token make_token();
/// Whether `text` has the form and the checksum of a token.
[[nodiscard]] bool well_formed_token(std::string_view text);
[[nodiscard]] token_hash hash_of_token(std::string_view text);

}  // namespace offlist
