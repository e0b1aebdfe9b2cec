// complete_task.hpp: use case: staff has done what it claimed, or says why not; its note is kept as evidence.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <memory>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <string>

#include "services/claim_task.hpp"

namespace offlist::services {

struct complete_task {
    std::int64_t id = 0;
    store::task_outcome outcome = store::task_outcome::submitted;
    std::string note;  ///< what was sent; or why not, which the customer reads
    /// Of `submitted`: when the operator was asked, if not just now. A request that reached him only after the
    /// listing was seen to be gone earns nothing.
    std::optional<std::chrono::sys_seconds> sent_at{};
    store::actor by;
    delisting_policy policy;
    std::shared_ptr<const catalog> lists;

    /// None: no such task. Of a conflict: granted gives the subject to whoever has shown that it holds it, and whoever
    /// had it loses it; rejected removes the claim.
    [[nodiscard]] parsed<std::optional<worked_task>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
