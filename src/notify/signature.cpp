#include "notify/signature.hpp"

#include <crypto/base64.hpp>
#include <crypto/hmac.hpp>
#include <crypto/random_octets.hpp>
#include <optional>

namespace offlist::notify {
namespace {

constexpr std::string_view mark = "whsec_";
constexpr std::size_t secret_octets = 32;    // Standard Webhooks: 24 to 64
constexpr std::size_t longest_base64 = 128;  // of 64 octets it is 88

std::optional<std::string> key_of(std::string_view secret)
{
    if (!secret.starts_with(mark) || secret.size() > mark.size() + longest_base64) return std::nullopt;
    return crypto::from_base64(secret.substr(mark.size()));
}

}  // namespace

std::string make_secret()
{
    const auto octets = crypto::random_octets<secret_octets>();
    return std::string(mark) + crypto::to_base64(octets);
}

parsed<std::string> signature(std::string_view secret, std::string_view id, std::chrono::sys_seconds at,
                              std::string_view body)
{
    const auto key = key_of(secret);
    if (!key) return problem{.what = "the secret of the webhook is none", .expected = "whsec_ and base64"};
    std::string text(id);
    text.append(1, '.').append(std::to_string(at.time_since_epoch().count())).append(1, '.').append(body);
    return {boost::system::in_place_value, "v1," + crypto::to_base64(crypto::hmac_sha256(*key, text))};
}

parsed<outbound::header_fields> signed_headers(std::string_view secret, const std::string& id,
                                               std::chrono::sys_seconds at, std::string_view body)
{
    const auto made = signature(secret, id, at, body);
    if (!made) return made.error();
    return outbound::header_fields{{"Content-Type", "application/json"},
                                   {"webhook-id", id},
                                   {"webhook-timestamp", std::to_string(at.time_since_epoch().count())},
                                   {"webhook-signature", *made}};
}

}  // namespace offlist::notify
