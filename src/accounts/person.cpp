#include "accounts/person.hpp"

#include <algorithm>
#include <array>
#include <core/ascii.hpp>
#include <core/quoted.hpp>
#include <crypto/base64.hpp>
#include <crypto/random_octets.hpp>
#include <utility>

namespace offlist {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<membership_role, std::string_view>, 5> roles{{{membership_role::owner, "owner"},
                                                                             {membership_role::member, "member"},
                                                                             {membership_role::viewer, "viewer"},
                                                                             {membership_role::staff, "staff"},
                                                                             {membership_role::admin, "admin"}}};
constexpr std::array<std::pair<link_way, std::string_view>, 4> ways{{{link_way::invitation, "invitation"},
                                                                     {link_way::mail, "mail"},
                                                                     {link_way::panel, "panel"},
                                                                     {link_way::command, "command"}}};

template <class Value, std::size_t Size>
std::string_view word_of(const std::array<std::pair<Value, std::string_view>, Size>& all, Value wanted)
{
    const auto found = std::find_if(all.begin(), all.end(), [wanted](const auto& one) { return one.first == wanted; });
    return found == all.end() ? std::string_view() : found->second;
}

template <class Value, std::size_t Size>
std::optional<Value> value_of(const std::array<std::pair<Value, std::string_view>, Size>& all, std::string_view word)
{
    const auto found = std::find_if(all.begin(), all.end(), [word](const auto& one) { return one.second == word; });
    return found == all.end() ? std::nullopt : std::optional(found->first);
}

constexpr std::size_t longest_email = 254;  // RFC 5321 section 4.5.3.1.3, less the brackets
constexpr std::size_t secret_octets = 32;
constexpr std::size_t code_length = 8;
// Crockford's base32 without 0 and 1, which people type for O and I, and with 8 and 9 still there: 32 of them.
constexpr std::string_view code_digits = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
static_assert(code_digits.size() == 32);

bool may_stand_in_address(char c)
{
    return c > ' ' && c < '\x7f' && std::string_view("<>,;:\"()[]\\").find(c) == std::string_view::npos;
}

}  // namespace

std::string_view to_string(membership_role r)
{
    return word_of(roles, r);
}

std::optional<membership_role> parse_membership_role(std::string_view text)
{
    return value_of(roles, text);
}

role role_of(membership_role r)
{
    if (r == membership_role::admin) return role::admin;
    return r == membership_role::staff ? role::staff : role::customer;
}

bool is_of_host(membership_role r)
{
    return role_of(r) != role::customer;
}

parsed<std::string> canonical_email(std::string_view text)
{
    const auto at = text.find('@');
    const bool form = at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
                      text.find('@', at + 1) == std::string_view::npos && text.size() <= longest_email &&
                      std::all_of(text.begin(), text.end(), may_stand_in_address);
    if (!form)
        return problem{.what = quoted(text) + " is no e-mail address",
                       .expected = "an address such as jane@example.org"};
    std::string canonical(text);
    std::transform(canonical.begin(), canonical.end(), canonical.begin(), ascii_lower);
    return {boost::system::in_place_value, std::move(canonical)};
}

new_secret make_secret()
{
    const auto octets = crypto::random_octets<secret_octets>();
    new_secret made;
    made.text = crypto::to_base64url({reinterpret_cast<const char*>(octets.data()), octets.size()});
    made.hash = crypto::sha256(made.text);
    return made;
}

std::optional<crypto::sha256_digest> hash_of_secret(std::string_view text)
{
    const auto octets = crypto::from_base64url(text);
    if (!octets || octets->size() != secret_octets) return std::nullopt;
    return crypto::sha256(text);
}

std::string make_login_code()
{
    std::string code;
    for (const std::uint8_t octet : crypto::random_octets<code_length>())
        code += code_digits[octet % code_digits.size()];
    return code;
}

std::optional<std::string> canonical_code(std::string_view text)
{
    std::string code;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (code.size() == code_length || code_digits.find(upper) == std::string_view::npos) return std::nullopt;
        code += upper;
    }
    if (code.size() != code_length) return std::nullopt;
    return code;
}

std::string_view to_string(link_way w)
{
    return word_of(ways, w);
}

std::optional<link_way> parse_link_way(std::string_view text)
{
    return value_of(ways, text);
}

std::chrono::seconds validity_of(link_way w)
{
    switch (w) {
        case link_way::invitation:
            return std::chrono::days(7);
        case link_way::mail:
        case link_way::command:
            return 10min;
        case link_way::panel:
            return 60s;
    }
    return 0s;
}

sign_in_terms terms_of_sign_in(role r)
{
    if (r == role::customer) return {.idle = std::chrono::days(14), .most = std::chrono::days(30)};
    return {.idle = 2h, .most = 12h};
}

bool is_own_path(std::string_view text)
{
    return text.starts_with('/') && !text.starts_with("//") && text.find('\\') == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace offlist
