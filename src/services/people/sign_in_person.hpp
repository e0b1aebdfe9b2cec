// sign_in_person.hpp: use case: a link, or the code beside it, becomes a signed-in browser.
//
// A transaction, as database::write() takes it; on the thread of the job. The store's own failures are thrown, and undo
// everything.
#pragma once
#include <accounts/person.hpp>
#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <store/people/sign_ins.hpp>
#include <string>

namespace offlist::services {

/// Wrong codes that a link stands; then it opens no more.
inline constexpr int most_wrong_codes = 5;

enum class sign_in_refusal : std::uint8_t {
    unknown,  ///< no such link, or no such code for this window
    used,
    expired,
    nowhere,  ///< she may sign in nowhere any more
};

struct signed_in {
    std::optional<sign_in_refusal> refused;
    store::sign_in as;
    std::string secret;     ///< of the cookie
    std::string return_to;  ///< may be empty
};

struct sign_in_person {
    std::optional<crypto::sha256_digest> link;
    std::string code;      ///< without a link: as canonical_code() gives it,
    std::string asked_by;  ///< and the hexadecimal SHA-256 of the cookie of the window that asked
    std::string address;   ///< whence she comes
    std::string browser;   ///< as it names itself
    std::chrono::sys_seconds at{};

    [[nodiscard]] parsed<signed_in> operator()(soci::session& s) const;
};

}  // namespace offlist::services
