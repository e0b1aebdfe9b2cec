#include "notify/signature.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <crypto/hmac.hpp>
#include <optional>
#include <span>
#include <stdexcept>

namespace offlist::notify {
namespace {

constexpr std::string_view mark = "whsec_";
constexpr std::size_t secret_octets = 32;    // Standard Webhooks: 24 to 64
constexpr std::size_t longest_base64 = 128;  // of 64 octets it is 88

std::string to_base64(std::span<const std::uint8_t> octets)
{
    std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends it with a zero
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), octets.data(),
                                       static_cast<int>(octets.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<std::string> from_base64(std::string_view text)
{
    if (text.empty() || text.size() % 4 != 0 || text.size() > longest_base64) return std::nullopt;
    std::string octets(text.size() / 4 * 3, '\0');
    const int size =
        ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                          reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    octets.resize(static_cast<std::size_t>(size) - padding);
    return octets;
}

}  // namespace

std::string make_secret()
{
    std::array<std::uint8_t, secret_octets> octets{};
    if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1)
        throw std::runtime_error("the system gives no random numbers");
    return std::string(mark) + to_base64(octets);
}

parsed<std::string> signature(std::string_view secret, std::string_view id, std::chrono::sys_seconds at,
                              std::string_view body)
{
    const auto key = secret.starts_with(mark) ? from_base64(secret.substr(mark.size())) : std::nullopt;
    if (!key) return problem{.what = "the secret of the webhook is none", .expected = "whsec_ and base64"};
    std::string text(id);
    text.append(1, '.').append(std::to_string(at.time_since_epoch().count())).append(1, '.').append(body);
    return {boost::system::in_place_value, "v1," + to_base64(crypto::hmac_sha256(*key, text))};
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
