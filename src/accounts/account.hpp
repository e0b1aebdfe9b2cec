// account.hpp: customers, what they own and how much of it, and who may do what.
//
// Values and pure functions; safe from any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <offlist/subject.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

enum class role : std::uint8_t { admin, staff, customer };
[[nodiscard]] std::string_view to_string(role r);
[[nodiscard]] std::optional<role> parse_role(std::string_view text);

enum class account_state : std::uint8_t { active, terminated };
[[nodiscard]] std::string_view to_string(account_state s);

/// Subjects as they are added (a range is one), and what they come to as questions of one round: an address counts
/// once, a sampled IPv6 range once a /64, a domain once.
struct subject_amount {
    std::uint64_t subjects = 0;
    std::uint64_t addresses = 0;
    bool operator==(const subject_amount&) const = default;
};

/// What an account may have at most.
using account_quota = subject_amount;

/// What staff has set for one account; what is not set is the configured quota.
struct own_quota {
    std::optional<std::uint64_t> subjects;
    std::optional<std::uint64_t> addresses;
};
[[nodiscard]] account_quota quota_for(const own_quota& own, const account_quota& usual);

/// Why `more` does not fit beside `has`, in numbers; none: it does.
[[nodiscard]] std::optional<problem> over_quota(const subject_amount& has, const subject_amount& more,
                                                const account_quota& most);

/// Who may add how much, and what has to be shown first.
struct admission {
    account_quota usual;                               ///< of a customer whose account has no quota of its own
    std::uint64_t capacity = std::uint64_t{1} << 28U;  ///< of all accounts together: what an inventory may hold
    bool proof = true;                                 ///< whether what a customer adds is pending until it is proved
    special_addresses special = special_addresses::refuse;
};

struct account {
    std::int64_t id = 0;
    std::string name;
    std::string email;
    account_state state = account_state::active;
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> terminated_at;
    subject_amount has;  ///< pending subjects included
    own_quota own;       ///< what staff has set for it
};

/// How it was shown that an account holds a subject.
enum class control_proof : std::uint8_t {
    none,   ///< not at all: it was taken on the customer's word
    dns,    ///< by a record that only the holder can publish
    staff,  ///< by whoever assigned it: staff, an import, a command
};
[[nodiscard]] std::string_view to_string(control_proof p);
[[nodiscard]] std::optional<control_proof> parse_control_proof(std::string_view text);

/// An address, a range or a domain that an account has. No two active ones overlap; a pending one is not monitored and
/// is in nobody's way.
struct owned_subject {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string text;   ///< canonical: 192.0.2.7, 192.0.2.0/24, 2001:db8::1, mail.example.org
    std::string kind;   ///< ip4, ip6, domain
    std::string label;  ///< the customer's own words; may be empty
    std::chrono::sys_seconds created_at{};
    std::uint64_t size = 1;  ///< how many subjects are asked about: of a range more than one
    bool pending = false;    ///< nobody has shown yet that the account holds it
    control_proof proof = control_proof::none;
    std::string challenge;  ///< what the holder publishes (services/accounts/control_record.hpp)
    std::optional<std::chrono::sys_seconds> proved_at;  ///< when its proof was seen; of a pending one: it is contested
    std::optional<std::chrono::sys_seconds> look_at;    ///< of a pending one: when DNS is asked next
};

/// Who is calling, as the token or the sign-in says; nothing in a request can change it.
struct caller {
    std::int64_t token = 0;  ///< 0: a person, or a command
    offlist::role role = role::customer;
    std::int64_t account = 0;  ///< of a customer; 0 for staff and admins
    std::string name;          ///< the token's name, or the person's address, for the audit log
    bool read_only = false;    ///< a token of scope "read", a person who is a viewer
    bool owner = true;         ///< may say who else may, and make tokens: not the members of an account
    std::int64_t person = 0;   ///< who has signed in; else 0
    std::int64_t sign_in = 0;  ///< and by which sign-in
};

/// An id as the outside sees it: a short prefix and the number, as in `acc_12`. Prefixes: acc, sub, tok, lst, swp,
/// mass, del, tsk, pay, trf, whk, per, sgn, adj.
[[nodiscard]] std::string public_id(std::string_view prefix, std::int64_t id);
/// The number of `text` if it is an id with this prefix; else none.
[[nodiscard]] std::optional<std::int64_t> parse_public_id(std::string_view prefix, std::string_view text);

}  // namespace offlist
