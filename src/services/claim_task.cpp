#include "services/claim_task.hpp"

#include <accounts/account.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<std::optional<worked_task>> claim_task::operator()(soci::session& s) const
{
    const auto task = store::find_task(s, id);
    const std::string worker = worker_name(by);
    auto done = task && task->contested != 0 ? std::optional(store::claim_conflict(s, *task, worker))
                                             : store::claim_task(s, id, worker, by.at, policy);
    if (!done) return std::optional<worked_task>();
    if (!done->refused) store::audit_log::note(s, by, "task.claim", public_id("tsk", id));
    return std::optional(
        worked_task{.refused = std::move(done->refused), .now = prefilled(s, std::move(done->now), *lists)});
}

}  // namespace offlist::services
