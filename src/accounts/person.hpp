// person.hpp: people who sign in: what they may do where, and the secrets that let them in.
//
// Values and functions that are pure but for the random numbers of new secrets; safe from any thread.
#pragma once
#include <accounts/account.hpp>
#include <chrono>
#include <crypto/digest.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

/// What a person is in an account (owner, member, viewer) or at the host (staff, admin).
enum class membership_role : std::uint8_t {
    owner,   ///< all that a customer may, and who else may
    member,  ///< orders and subjects
    viewer,  ///< may look and not change
    staff,
    admin,
};
[[nodiscard]] std::string_view to_string(membership_role r);
[[nodiscard]] std::optional<membership_role> parse_membership_role(std::string_view text);
/// The role that routes know.
[[nodiscard]] role role_of(membership_role r);
[[nodiscard]] bool is_of_host(membership_role r);

struct person {
    std::int64_t id = 0;
    std::string email;  ///< as canonical_email() gives it; nobody else has it
    std::string name;   ///< may be empty
    std::chrono::sys_seconds created_at{};
};

/// A person in an account, or, where account is 0, at the host.
struct membership {
    std::int64_t id = 0;
    std::int64_t person = 0;
    std::int64_t account = 0;
    membership_role role = membership_role::viewer;
};

/// The address in lower case, by which a person is found again. The part before the @ may by RFC 5321 mean something
/// else in capitals, but nobody has two such mailboxes, and people write their own as they please. Problem: no address
/// that mail could be sent to, or one that is not ASCII.
[[nodiscard]] parsed<std::string> canonical_email(std::string_view text);

/// A secret that somebody carries and of which only the SHA-256 is kept: in a link, in a cookie.
struct new_secret {
    std::string text;  ///< 256 random bits as 43 characters of base64url
    crypto::sha256_digest hash{};
};
[[nodiscard]] new_secret make_secret();
/// None: it has not the form of one, so nobody needs to look for it.
[[nodiscard]] std::optional<crypto::sha256_digest> hash_of_secret(std::string_view text);

/// Eight characters for typing by hand into the window that asked for a link: 40 random bits, without letters and
/// digits that look alike. Upper case.
[[nodiscard]] std::string make_login_code();
/// As make_login_code() writes it: spaces and hyphens dropped, letters in upper case. None: no such code.
[[nodiscard]] std::optional<std::string> canonical_code(std::string_view text);

/// How a link came to whom it is for.
enum class link_way : std::uint8_t {
    invitation,  ///< mailed, or handed on by whoever invited
    mail,        ///< asked for at the sign-in page
    panel,       ///< made by the host's panel for a customer who is signed in there
    command,     ///< printed by a command on the host's machine
};
[[nodiscard]] std::string_view to_string(link_way w);
[[nodiscard]] std::optional<link_way> parse_link_way(std::string_view text);
/// How long a link opens.
[[nodiscard]] std::chrono::seconds validity_of(link_way w);

/// How long a sign-in lasts: unused, and in all (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
struct sign_in_terms {
    std::chrono::seconds idle;
    std::chrono::seconds most;
};
[[nodiscard]] sign_in_terms terms_of_sign_in(role r);

/// Where a page may lead after a sign-in: a path of our own. "//evil.example" is another host's.
[[nodiscard]] bool is_own_path(std::string_view text);

}  // namespace offlist
