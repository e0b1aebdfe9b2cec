#include "services/task_service.hpp"

#include <accounts/account.hpp>
#include <nlohmann/json.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>
#include <vector>

namespace offlist::services {

prefilled_task prefilled(soci::session& s, store::staff_task t, const catalog& lists)
{
    prefilled_task p{.what = std::move(t), .brief = {}, .because = {}};
    std::vector<std::string> reasons;
    if (auto listing = store::listing_reader::find(s, p.what.listing)) {
        reasons = listing->because.texts;
        p.because = std::move(listing->because);
    }
    p.brief = brief_of(p.what.kind, p.what.subject, p.what.blocklist, lists.find(p.what.blocklist), reasons);
    if (p.brief.url.empty()) p.brief.url = p.what.url;
    return p;
}

std::string worker_of(const store::actor& by)
{
    return by.who.token == 0 ? by.who.name : by.who.name + " (" + public_id("tok", by.who.token) + ')';
}

std::optional<store::worked_task> claim(soci::session& s, std::int64_t id, const store::actor& by,
                                        const delisting_policy& policy)
{
    auto done = store::claim_task(s, id, worker_of(by), by.at, policy);
    if (done && !done->refused) store::audit_log::note(s, by, "task.claim", public_id("tsk", id));
    return done;
}

std::optional<store::worked_task> complete(soci::session& s, const completion& what, const store::actor& by,
                                           const delisting_policy& policy)
{
    auto done = store::complete_task(s, what.task, worker_of(by), what.outcome, what.note, by.at, policy);
    if (!done || done->refused) return done;
    const bool sent = what.outcome == store::task_outcome::submitted;
    const nlohmann::json note = {{"by", worker_of(by)}, {"note", what.note}};
    store::keep_evidence(s, done->now.delisting, sent ? "sent" : "received", note.dump(), by.at);
    store::audit_log::note(s, by, "task.complete", public_id("tsk", what.task), sent ? "submitted" : "rejected");
    return done;
}

}  // namespace offlist::services
