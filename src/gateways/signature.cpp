#include "gateways/signature.hpp"

#include <charconv>
#include <core/hex.hpp>
#include <crypto/hmac.hpp>
#include <crypto/same_secret.hpp>
#include <vector>

namespace offlist::gateways {
namespace {

constexpr std::size_t longest_header = 2048;

struct stripe_header {
    std::optional<std::string_view> moment;
    std::vector<std::string_view> signatures;
    bool broken = false;
};

stripe_header parts_of(std::string_view header)
{
    stripe_header found;
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        const std::string_view part = header.substr(0, comma);
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        if (name == "t") {
            found.broken = found.broken || found.moment.has_value();  // which of the two was signed?
            found.moment = value;
        } else if (name == "v1") {
            found.signatures.push_back(value);
        }
    }
    return found;
}

std::optional<std::chrono::sys_seconds> moment_of(std::string_view text)
{
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t year_9999 = 253'402'300'799;
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || seconds < 0 || seconds > year_9999)
        return std::nullopt;
    return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    const crypto::hmac_digest digest = crypto::hmac_sha256(key, text);
    return hexadecimal(digest);
}

std::optional<refused_webhook> wrong_with_stripe_signature(std::string_view header, std::string_view body,
                                                           std::string_view secret, std::chrono::sys_seconds now)
{
    if (header.empty()) return refused_webhook::unsigned_one;
    if (header.size() > longest_header) return refused_webhook::wrong_signature;
    const stripe_header parts = parts_of(header);
    if (parts.broken || !parts.moment || parts.signatures.empty()) return refused_webhook::wrong_signature;
    const auto signed_at = moment_of(*parts.moment);
    if (!signed_at) return refused_webhook::wrong_signature;
    const std::string right = hmac_sha256(secret, std::string(*parts.moment) + '.' + std::string(body));
    bool good = false;
    for (const std::string_view given : parts.signatures) good = crypto::same_secret(right, given) || good;
    if (!good) return refused_webhook::wrong_signature;
    // Last, so that only who knows the secret learns what our clock shows.
    if (now - *signed_at > stripe_tolerance || *signed_at - now > stripe_tolerance) return refused_webhook::stale;
    return std::nullopt;
}

std::optional<refused_webhook> wrong_with_btcpay_signature(std::string_view header, std::string_view body,
                                                           std::string_view secret)
{
    constexpr std::string_view scheme = "sha256=";
    if (header.empty()) return refused_webhook::unsigned_one;
    if (!header.starts_with(scheme)) return refused_webhook::wrong_signature;
    if (!crypto::same_secret(hmac_sha256(secret, body), header.substr(scheme.size())))
        return refused_webhook::wrong_signature;
    return std::nullopt;
}

}  // namespace offlist::gateways
