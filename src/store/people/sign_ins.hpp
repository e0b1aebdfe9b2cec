// sign_ins.hpp: signed-in browsers, by the SHA-256 of their cookie.
//
// Within work of the database, on its thread; throws what SOCI throws. How long one lasts is terms_of_sign_in()'s to
// say, by the role that its membership has by then.
#pragma once
#include <accounts/person.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

/// Beyond so many of one person the oldest ends.
inline constexpr int most_sign_ins = 20;

struct sign_in {
    std::int64_t id = 0;
    std::int64_t person = 0;
    std::int64_t membership = 0;
    std::int64_t account = 0;             ///< of the membership; 0: the host
    std::optional<membership_role> role;  ///< none: she is no longer there
    std::string email;
    std::string name;
    link_way way = link_way::mail;
    std::string address;  ///< of the network, as it came
    std::string browser;  ///< as it named itself
    std::chrono::sys_seconds created_at{};
    std::chrono::sys_seconds seen_at{};  ///< to the minute
    std::optional<std::chrono::sys_seconds> ended_at;

    /// Whether it still opens doors.
    [[nodiscard]] bool usable(std::chrono::sys_seconds now) const;
};

struct new_sign_in {
    crypto::sha256_digest hash{};
    std::int64_t person = 0;
    std::int64_t membership = 0;
    link_way way = link_way::mail;
    std::string address;
    std::string browser;
    std::chrono::sys_seconds at{};
};

/// Its id. The oldest of the person's ends when there are too many.
std::int64_t add_sign_in(soci::session& s, const new_sign_in& what);
/// Ended and expired ones too: the caller looks at usable().
[[nodiscard]] std::optional<sign_in> find_sign_in(soci::session& s, const crypto::sha256_digest& hash);
void sign_in_seen(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);
/// From now on it acts with this membership.
void switch_membership(soci::session& s, std::int64_t id, std::int64_t membership);

/// False: no such one of this person that has not ended.
bool end_sign_in(soci::session& s, std::int64_t id, std::int64_t person, std::chrono::sys_seconds at,
                 const std::string& by);
/// All of a person, but `except` (0: none). How many.
std::int64_t end_sign_ins(soci::session& s, std::int64_t person, std::int64_t except, std::chrono::sys_seconds at,
                          const std::string& by);
/// All that act with this membership.
std::int64_t end_sign_ins_with(soci::session& s, std::int64_t membership, std::chrono::sys_seconds at,
                               const std::string& by);
/// All of an account's people.
std::int64_t end_sign_ins_of_account(soci::session& s, std::int64_t account, std::chrono::sys_seconds at,
                                     const std::string& by);

/// Newest first, those that can still be used.
[[nodiscard]] parsed<page_of<sign_in>> page_of_sign_ins(soci::session& s, std::int64_t person,
                                                        std::chrono::sys_seconds now, const page_request& which);

}  // namespace offlist::store
