#include "services/complete_task.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_table.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {

parsed<std::optional<worked_task>> complete_task::operator()(soci::session& s) const
{
    const std::string worker = worker_name(by);
    auto done = store::complete_task(s, id, worker, outcome, note, by.at, policy);
    if (!done) return std::optional<worked_task>();
    if (!done->refused) {
        const bool sent = outcome == store::task_outcome::submitted;
        const nlohmann::json kept = {{"by", worker}, {"note", note}};
        store::keep_evidence(s, done->now.delisting, sent ? "sent" : "received", kept.dump(), by.at);
        store::audit_log::note(s, by, "task.complete", public_id("tsk", id), sent ? "submitted" : "rejected");
    }
    return std::optional(
        worked_task{.refused = std::move(done->refused), .now = prefilled(s, std::move(done->now), *lists)});
}

}  // namespace offlist::services
