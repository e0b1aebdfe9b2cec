// signature.hpp: whether a webhook's delivery is really its gateway's.
//
// Pure; safe from any thread. Signatures are over the octets of the body as they came, before anybody parses them, and
// are compared in constant time, so that nothing is learnt from how long a wrong one takes.
#pragma once
#include <billing/payment_gateway.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace offlist::gateways {

/// How far the moment in a Stripe-Signature may be from ours, either way (Stripe's own tolerance).
inline constexpr std::chrono::seconds stripe_tolerance{300};

/// HMAC-SHA256 (RFC 2104) in lower-case hexadecimal.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view text);

/// `t=MOMENT,v1=SIGNATURE[,v1=…]`, signed over `MOMENT.BODY` with the whole `whsec_…`. Any v1 that is right is enough;
/// other schemes are not looked at. None: it is good.
[[nodiscard]] std::optional<refused_webhook> wrong_with_stripe_signature(std::string_view header, std::string_view body,
                                                                         std::string_view secret,
                                                                         std::chrono::sys_seconds now);
/// `sha256=SIGNATURE` over the body. None: it is good.
[[nodiscard]] std::optional<refused_webhook> wrong_with_btcpay_signature(std::string_view header, std::string_view body,
                                                                         std::string_view secret);

}  // namespace offlist::gateways
