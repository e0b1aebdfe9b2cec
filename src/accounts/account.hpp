// account.hpp: customers, what they own, and who may do what.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

enum class role : std::uint8_t { admin, staff, customer };
[[nodiscard]] std::string_view to_string(role r);
[[nodiscard]] std::optional<role> parse_role(std::string_view text);

enum class account_state : std::uint8_t { active, terminated };
[[nodiscard]] std::string_view to_string(account_state s);

struct account {
    std::int64_t id = 0;
    std::string name;
    std::string email;
    account_state state = account_state::active;
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> terminated_at;
};

/// An address, a range or a domain that an account owns. No two active ones overlap.
struct owned_subject {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string text;   ///< canonical: 192.0.2.7, 192.0.2.0/24, 2001:db8::1, mail.example.org
    std::string kind;   ///< ip4, ip6, domain
    std::string label;  ///< the customer's own words; may be empty
    std::chrono::sys_seconds created_at{};
};

/// Who is calling, as the token says; nothing in a request can change it.
struct caller {
    std::int64_t token = 0;
    offlist::role role = role::customer;
    std::int64_t account = 0;  ///< of a customer; 0 for staff and admins
    std::string name;          ///< the token's name, for the audit log
    bool read_only = false;    ///< scope "read"
};

/// An id as the outside sees it: a short prefix and the number, as in `acc_12`. Prefixes: acc, sub, tok, lst, swp,
/// mass, del, tsk, pay, trf, whk.
[[nodiscard]] std::string public_id(std::string_view prefix, std::int64_t id);
/// The number of `text` if it is an id with this prefix; else none.
[[nodiscard]] std::optional<std::int64_t> parse_public_id(std::string_view prefix, std::string_view text);

}  // namespace offlist
