#include "services/complete_task.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <store/accounts/subject_proofs.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/delistings/delisting_table.hpp>
#include <sweep/inventory_size.hpp>
#include <utility>

#include "services/actor_name.hpp"

namespace offlist::services {
namespace {

store::worked_task settle(soci::session& s, const store::staff_task& conflict, const std::string& worker,
                          const complete_task& as)
{
    auto done = store::complete_conflict(s, conflict, worker, as.outcome, as.note, as.by.at);
    if (done.refused) return done;
    store::audit_log::note(s, as.by, "task.complete", public_id("tsk", conflict.id),
                           std::string(to_string(as.outcome)));
    if (as.outcome == store::task_outcome::rejected) {
        if (const auto claimed = store::subject_table::find(s, conflict.contested); claimed && claimed->pending)
            store::take_out(s, *claimed, as.by.at);
        return done;
    }
    // whether there is room: what the holder has is as large, or nobody's any more
    (void)store::grant(s, conflict.contested, most_subjects, as.by);
    return done;
}

}  // namespace

parsed<std::optional<worked_task>> complete_task::operator()(soci::session& s) const
{
    const std::string worker = worker_name(by);
    if (const auto task = store::find_task(s, id); task && task->contested != 0) {
        auto settled = settle(s, *task, worker, *this);
        return std::optional(
            worked_task{.refused = std::move(settled.refused), .now = prefilled(s, std::move(settled.now), *lists)});
    }
    auto done = store::complete_task(s, id, worker, outcome, note, by.at, policy, sent_at);
    if (!done) return std::optional<worked_task>();
    if (!done->refused) {
        const bool sent = outcome == store::task_outcome::submitted;
        nlohmann::json kept = {{"by", worker}, {"note", note}};
        if (sent)  // what staff was given to send; whether it wrote other words, nobody knows
            if (auto request = prefilled(s, done->now, *lists).brief.request; !request.empty())
                kept["prepared"] = std::move(request);
        store::keep_evidence(s, done->now.delisting, sent ? "sent" : "received", kept.dump(), by.at);
        store::audit_log::note(s, by, "task.complete", public_id("tsk", id), sent ? "submitted" : "rejected");
    }
    return std::optional(
        worked_task{.refused = std::move(done->refused), .now = prefilled(s, std::move(done->now), *lists)});
}

}  // namespace offlist::services
