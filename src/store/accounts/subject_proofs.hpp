// subject_proofs.hpp: subjects that wait until it is shown that their account holds them, and what becomes of them.
//
//   added by a customer ─► pending ──proof in DNS, staff's word──► active
//                            │  ▲                     │ another account holds it
//                            │  └──── contested: a task of staff ◄┘
//                            └── nothing shown in time, staff says no, its account removes it ──► removed
//
// For work of the database, on its thread; throws what SOCI throws.
#pragma once
#include <accounts/account.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

/// A pending subject, and what DNS may lean on: domains that its account has shown it holds.
struct subject_to_prove {
    owned_subject what;
    std::vector<std::string> domains;
};
/// Those whose time to be looked at has come, the longest due first, at most `most`.
[[nodiscard]] std::vector<subject_to_prove> subjects_to_prove(soci::session& s, std::chrono::sys_seconds now, int most);
/// The one with this id, whether it is due or not. None: there is none that waits.
[[nodiscard]] std::optional<subject_to_prove> subject_to_prove_of(soci::session& s, std::int64_t id);

enum class proving : std::uint8_t {
    active,     ///< monitored from now on
    contested,  ///< another account holds it, or a part of it: staff decides
    no_room,    ///< more than can be monitored in all; it goes on waiting
    gone,       ///< it was removed, or is active already
};
/// The account has shown that it holds the subject. What others were given on their mere word makes way, and their
/// listings end with it; what others have shown as well, or staff has given them, makes it a task of staff.
[[nodiscard]] proving prove(soci::session& s, std::int64_t id, control_proof how, std::uint64_t capacity,
                            const actor& by);
/// Staff gives it to this account, whoever has it now.
[[nodiscard]] proving grant(soci::session& s, std::int64_t id, std::uint64_t capacity, const actor& by);
/// Nothing was found: DNS is asked again at `at`.
void look_again(soci::session& s, std::int64_t id, std::chrono::sys_seconds at);
/// Removes pending subjects that were added before `before` and that nobody contests; how many.
std::int64_t forget_unproved(soci::session& s, std::chrono::sys_seconds before, std::chrono::sys_seconds at);

/// Removes an active or a pending one; its listings end with it, and its task is closed.
void take_out(soci::session& s, const owned_subject& row, std::chrono::sys_seconds at);

}  // namespace offlist::store
