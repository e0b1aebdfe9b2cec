// claim_task.hpp: use case: somebody of staff takes a task, and is given all that it takes to do it.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <delisting/transition.hpp>
#include <memory>
#include <optional>
#include <store/accounts/audit_log.hpp>

#include "services/prefilled_task.hpp"

namespace offlist::services {

/// What became of a claim or a completion.
struct worked_task {
    std::optional<refused_event> refused;  ///< set: what was asked for was not done
    prefilled_task now;
};

struct claim_task {
    std::int64_t id = 0;
    store::actor by;
    delisting_policy policy;
    std::shared_ptr<const catalog> lists;

    /// Refused when the listing is over before anything was sent; then the job and the task have ended, and that stays
    /// written. None: no such task.
    [[nodiscard]] parsed<std::optional<worked_task>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
