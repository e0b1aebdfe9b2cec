// same_secret.hpp: whether what somebody sent is the secret that we know.
//
// Pure; safe from any thread.
#pragma once
#include <string_view>

namespace offlist::crypto {

/// Takes as long for every `given` of one length, so that nothing is learnt from how long a wrong one takes.
[[nodiscard]] bool same_secret(std::string_view known, std::string_view given);

}  // namespace offlist::crypto
