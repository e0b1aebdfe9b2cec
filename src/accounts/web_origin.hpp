// web_origin.hpp: what browsers make of the URL of a service.
//
// Pure; safe from any thread.
#pragma once
#include <string_view>

namespace offlist {

/// Scheme, host and port of a URL (RFC 6454): https://offlist.example of https://offlist.example/lists. Empty: none.
[[nodiscard]] std::string_view origin_of(std::string_view url);
/// Whether browsers keep a cookie that is `Secure` from there: https, or this very machine.
[[nodiscard]] bool is_secure_context(std::string_view url);

}  // namespace offlist
