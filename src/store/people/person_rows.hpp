// person_rows.hpp: persons and what they are where.
//
// Within work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/person.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/database.hpp"
#include "store/engine/page.hpp"

namespace offlist::store {

[[nodiscard]] std::optional<person> find_person(soci::session& s, std::int64_t id);
/// `email` as canonical_email() gives it.
[[nodiscard]] std::optional<person> find_person(soci::session& s, const std::string& email);
/// The one with this address, made if there is none; an empty name of hers is filled.
[[nodiscard]] person keep_person(soci::session& s, const std::string& email, const std::string& name,
                                 std::chrono::sys_seconds at);

/// Of the host first, then by id, so that who is both signs in as staff.
[[nodiscard]] std::vector<membership> memberships_of(soci::session& s, std::int64_t person);
[[nodiscard]] std::optional<membership> find_membership(soci::session& s, std::int64_t person, std::int64_t account);
[[nodiscard]] std::optional<membership> find_membership(soci::session& s, std::int64_t id);
/// Memberships with the role owner.
[[nodiscard]] int owners_of(soci::session& s, std::int64_t account);
/// Makes it, or changes its role.
membership keep_membership(soci::session& s, std::int64_t person, std::int64_t account, membership_role role,
                           std::chrono::sys_seconds at);
/// With the links that lead to it. A person without any is forgotten, with every sign-in. The sign-ins that use it must
/// have ended.
void remove_membership(soci::session& s, const membership& which);
/// All of an account, as remove_membership() each.
void remove_memberships(soci::session& s, std::int64_t account);

struct listed_person {
    std::int64_t id = 0;  ///< of the membership, by which the list is ordered
    person who;
    membership as;
    std::optional<std::chrono::sys_seconds> seen_at;  ///< when she last used a sign-in with this membership
};
/// Of one account, or, for 0, of the host; none: of all.
[[nodiscard]] parsed<page_of<listed_person>> page_of_people(soci::session& s, std::optional<std::int64_t> account,
                                                            const page_request& which);

}  // namespace offlist::store
