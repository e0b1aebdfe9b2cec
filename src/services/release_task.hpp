// release_task.hpp: use case: somebody of staff gives a task back that he has claimed, so that others may take it now
// and need not wait for the end of his claim.
//
// A transaction, as database::write() takes it; on the thread of the job. Refusals are values; the store's own failures
// are thrown, and undo everything.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <memory>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <string>

#include "services/claim_task.hpp"

namespace offlist::services {

struct release_task {
    std::int64_t id = 0;
    store::given_back what = store::given_back::unsure;  ///< who says nothing may have sent it
    std::string note;
    store::actor by;
    delisting_policy policy;
    std::shared_ptr<const catalog> lists;

    /// Refused unless it is the actor's own claim, and lasts. None: no such task.
    [[nodiscard]] parsed<std::optional<worked_task>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
