#include "services/release_task.hpp"

#include <accounts/account.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<std::optional<worked_task>> release_task::operator()(soci::session& s) const
{
    auto done = store::release_task(s, id, worker_name(by), what, note, by.at, policy);
    if (!done) return std::optional<worked_task>();
    if (!done->refused) store::audit_log::note(s, by, "task.release", public_id("tsk", id));
    return std::optional(
        worked_task{.refused = std::move(done->refused), .now = prefilled(s, std::move(done->now), *lists)});
}

}  // namespace offlist::services
