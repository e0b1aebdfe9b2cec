// signature.hpp: secrets of webhooks and the signatures made with them (Standard Webhooks 1.0.0).
//
// Pure but for make_secret(), which takes random numbers from the system; safe from any thread.
#pragma once
#include <chrono>
#include <offlist/problem.hpp>
#include <outbound/http_message.hpp>
#include <string>
#include <string_view>

namespace offlist::notify {

/// `whsec_` and 32 random octets in base64.
[[nodiscard]] std::string make_secret();

/// `v1,` and the base64 of HMAC-SHA256 over `id.seconds.body`, by the octets that the secret stands for. Problem: it is
/// no such secret; the problem does not hold it.
[[nodiscard]] parsed<std::string> signature(std::string_view secret, std::string_view id, std::chrono::sys_seconds at,
                                            std::string_view body);

/// Content-Type, webhook-id, webhook-timestamp and webhook-signature. Problem: as signature().
[[nodiscard]] parsed<outbound::header_fields> signed_headers(std::string_view secret, const std::string& id,
                                                             std::chrono::sys_seconds at, std::string_view body);

}  // namespace offlist::notify
