#include "store/delistings/removal_tasks.hpp"

#include <algorithm>
#include <boost/assert.hpp>

#include "store/delistings/delisting_rows.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/engine/sql.hpp"
#include "store/monitoring/evidence_json.hpp"
#include "store/restore/lives.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr auto open_ones =
    "SELECT id, delisting FROM staff_task WHERE state <> 'done' AND state = 'open' AND kind = 'submit' ";

evidence newest_evidence(soci::session& s, std::int64_t listing)
{
    const auto text = sql::only<std::string>(
        s,
        "SELECT evidence FROM listing_change WHERE listing = :listing AND what IN ('suspected', 'opened', 'recurred') "
        "ORDER BY id DESC LIMIT 1",
        {listing});
    return text ? read_evidence(*text) : evidence{};
}

std::optional<open_removal> read(soci::session& s, std::int64_t task, std::int64_t delisting)
{
    auto what = find_job(s, delisting);
    BOOST_ASSERT(what.has_value());
    if (what->state != job_state::held) return std::nullopt;
    open_removal r{.task = task, .what = std::move(*what), .seen = {}};
    r.life = current_life(s).name;
    if (r.what.listing != 0) r.seen = newest_evidence(s, r.what.listing);
    sql::for_each<std::string, sys_seconds>(
        s, "SELECT kind, at FROM delisting_evidence WHERE delisting = :delisting AND kind IN ('not_sent', 'given_up')",
        {delisting}, [&r](auto kind, auto at) {
            ++r.tries;
            r.tried_at = std::max(r.tried_at, at);
            r.given_up = r.given_up || kind == evidence_given_up;
        });
    return r;
}

const char* kind_of(removal_end e)
{
    switch (e) {
        case removal_end::not_sent:
            return evidence_not_sent;
        case removal_end::given_up:
            return evidence_given_up;
        case removal_end::asked:
        case removal_end::refused:
        case removal_end::unknown:
            return evidence_received;
    }
    return evidence_received;
}

// The task is open again, in whatever shape the job's step gives it.
std::optional<worked_task> give_back(soci::session& s, const staff_task& task, const any_job_event& e,
                                     const std::string& worker, const std::string& note, sys_seconds at,
                                     const delisting_policy& policy)
{
    const auto done = apply(s, task.delisting, e, at, policy, worker, note);
    BOOST_ASSERT(done.has_value());
    return worked_task{.refused = done->refused, .now = find_task(s, task.id).value()};
}

}  // namespace

std::vector<open_removal> open_removals(soci::session& s, std::int64_t after, int limit)
{
    std::vector<open_removal> found;
    const auto tasks = sql::rows<std::int64_t, std::int64_t>(
        s, std::string(open_ones) + "AND id > :after ORDER BY id LIMIT :count", {after, limit});
    for (const auto& [task, delisting] : tasks)
        if (auto one = read(s, task, delisting)) found.push_back(std::move(*one));
    return found;
}

std::optional<open_removal> find_open_removal(soci::session& s, std::int64_t task)
{
    const auto delisting = sql::one<std::int64_t, std::int64_t>(s, std::string(open_ones) + "AND id = :id", {task});
    if (!delisting) return std::nullopt;
    return read(s, task, std::get<1>(*delisting));
}

std::optional<worked_task> begin_removal(soci::session& s, std::int64_t task, const std::string& worker,
                                         const std::string& intent, sys_seconds at, const delisting_policy& policy)
{
    // Since it was read, somebody may have begun it and lost his claim: then the same task is to find out what became
    // of it.
    if (!find_open_removal(s, task)) return std::nullopt;
    // the store may have been restored since it was read, under a daemon that runs
    if (current_life(s).held()) return std::nullopt;
    auto claimed = claim_task(s, task, worker, at, policy);
    if (claimed && !claimed->refused) keep_evidence(s, claimed->now.delisting, evidence_intent, intent, at);
    return claimed;
}

std::optional<worked_task> end_removal(soci::session& s, std::int64_t task, const std::string& worker,
                                       std::int64_t fence, const removal_result& r, sys_seconds at,
                                       const delisting_policy& policy)
{
    const auto now = find_task(s, task);
    if (!now) return std::nullopt;
    if (now->fence != fence)
        return worked_task{.refused = refused_event{job_refusal::stale, "the task has been claimed anew since"},
                           .now = *now};
    std::optional<worked_task> done;
    switch (r.what) {
        case removal_end::asked:
            done = complete_task(s, task, worker, task_outcome::submitted, r.note, at, policy);
            break;
        case removal_end::refused:
            done = complete_task(s, task, worker, task_outcome::rejected, r.note, at, policy);
            break;
        case removal_end::not_sent:
        case removal_end::given_up:
            done = give_back(s, *now, job_event::not_sent{fence}, worker, r.note, at, policy);
            break;
        case removal_end::unknown:
            done = give_back(s, *now, job_event::unsure{fence}, worker, r.note, at, policy);
            break;
    }
    if (done && !done->refused) keep_evidence(s, now->delisting, kind_of(r.what), r.content, at);
    return done;
}

}  // namespace offlist::store
