// change_person.hpp: use cases: what a person may do where, and that she may no more.
//
// Transactions, as database::write() takes them; on the thread of the job. The store's own failures are thrown, and
// undo everything. Each ends the sign-ins that used what has changed.
#pragma once
#include <accounts/person.hpp>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/engine/database.hpp>

namespace offlist::services {

/// Why somebody keeps her role.
enum class role_refusal : std::uint8_t {
    none,
    not_there,
    last_owner,  ///< nobody of the account could let people in any more; the host may do it all the same
};

struct changed_role {
    role_refusal refused = role_refusal::none;
    std::optional<membership> now{};  ///< none: refused, or removed
};

/// Whether an owner who is the account's only one would be none, by somebody who is not of the host.
[[nodiscard]] bool leaves_no_owner(soci::session& s, const membership& now, membership_role next,
                                   const store::actor& by);

struct change_role {
    std::int64_t person = 0;
    std::int64_t account = 0;  ///< 0: at the host
    membership_role role = membership_role::viewer;
    store::actor by;

    [[nodiscard]] parsed<changed_role> operator()(soci::session& s) const;
};

struct remove_person {
    std::int64_t person = 0;
    std::int64_t account = 0;  ///< 0: from the host
    store::actor by;

    [[nodiscard]] parsed<changed_role> operator()(soci::session& s) const;
};

/// One sign-in of the caller's, or with `id` 0 all of a person's.
struct end_sign_ins {
    std::int64_t person = 0;
    std::int64_t id = 0;
    store::actor by;

    /// How many.
    [[nodiscard]] parsed<std::int64_t> operator()(soci::session& s) const;
};

/// The caller's sign-in acts for another account of hers, or, with 0, for the host.
struct switch_account {
    std::int64_t person = 0;
    std::int64_t sign_in = 0;
    std::int64_t account = 0;

    /// False: she is not there.
    [[nodiscard]] parsed<bool> operator()(soci::session& s) const;
};

}  // namespace offlist::services
