// lives.hpp: the lives of a store: one from when it was made, and one more from each time it was restored from a
// backup.
//
// A restored store numbers its orders and events again from where the backup ends, and what it says of the time since
// then is not what happened. So each life has a name of its own, which ids that leave for other systems carry, and a
// restored one does nothing that others see until staff has confirmed it.
//
// For work of the database, on its thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <delisting/policy.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/accounts/audit_log.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

struct life {
    std::int64_t id = 0;
    std::string name;  ///< random; empty: that of a store from before there were names
    std::optional<std::chrono::sys_seconds> restored_at;  ///< none: it was made, not restored
    std::optional<std::chrono::sys_seconds>
        knows_until;  ///< of a restored one: the newest moment that the backup tells of
    std::optional<std::chrono::sys_seconds> confirmed_at;
    std::string confirmed_by;
    std::string reason;          ///< of whoever confirmed it
    std::int64_t forgotten = 0;  ///< delistings of which nobody knows any more whether the operator was asked

    /// Nothing leaves and nothing is sold: it was restored, and nobody has confirmed it.
    [[nodiscard]] bool held() const { return restored_at && !confirmed_at; }
};

/// The newest; the others are what it was before.
[[nodiscard]] life current_life(soci::session& s);
[[nodiscard]] std::vector<life> lives(soci::session& s);

/// What is in front of it was restored just now: a new life begins. Delistings whose request may have been sent since
/// the backup become uncertain, so that staff finds out before anything is sent twice.
life begin_restored_life(soci::session& s, std::chrono::sys_seconds at, const delisting_policy& policy);

/// It goes on: orders whose money came while it was held start. False: nothing waits for it.
[[nodiscard]] bool confirm_life(soci::session& s, const actor& by, const delisting_policy& policy);

/// Whether the delisting is of an earlier life than the current one, so that nobody knows what became of it between the
/// backup and the restore.
[[nodiscard]] bool ordered_before_restore(soci::session& s, std::int64_t delisting);

}  // namespace offlist::store
