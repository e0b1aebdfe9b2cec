// login_links.hpp: the links that let somebody in once, by the SHA-256 of their secret.
//
// Within work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/person.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "store/engine/database.hpp"

namespace offlist::store {

struct login_link {
    std::int64_t id = 0;
    std::int64_t person = 0;
    std::int64_t membership = 0;  ///< 0: the person's first
    link_way way = link_way::mail;
    std::string asked_by;   ///< hexadecimal SHA-256 of the cookie of the window that asked; empty: none did
    std::string code_hash;  ///< the same of the code; empty: it has none
    int tries = 0;          ///< codes that were wrong
    std::string return_to;  ///< where the page leads afterwards; may be empty
    std::chrono::sys_seconds created_at{};
    std::chrono::sys_seconds expires_at{};
    std::optional<std::chrono::sys_seconds> used_at;
};

void add_login_link(soci::session& s, const crypto::sha256_digest& hash, const login_link& what);
/// Used and expired ones too.
[[nodiscard]] std::optional<login_link> find_login_link(soci::session& s, const crypto::sha256_digest& hash);
/// The latest that this window asked for.
[[nodiscard]] std::optional<login_link> find_asked_link(soci::session& s, const std::string& asked_by);
/// False: somebody else was faster.
[[nodiscard]] bool use_login_link(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);
void count_wrong_code(soci::session& s, std::int64_t id);
/// How many links of this way a person was sent since then.
[[nodiscard]] int links_since(soci::session& s, std::int64_t person, link_way way, std::chrono::sys_seconds since);
/// Forgets those that ended before; how many.
std::int64_t purge_login_links(soci::session& s, std::chrono::sys_seconds before);

}  // namespace offlist::store
