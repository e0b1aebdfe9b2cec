#include "store/delistings/staff_tasks.hpp"

#include <algorithm>
#include <boost/assert.hpp>

#include "store/delistings/delisting_end.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/engine/conditions.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view list_of_tasks = "task";
constexpr std::string_view from_tasks =
    "FROM staff_task t LEFT JOIN delisting d ON d.id = t.delisting LEFT JOIN subject x ON x.id = t.subject ";

std::vector<staff_task> select_tasks(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<staff_task> found;
    sql::for_each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::optional<std::string>,
                  std::optional<std::int64_t>, std::string, std::string, std::string, std::int64_t, std::int64_t,
                  sys_seconds, std::optional<sys_seconds>, std::optional<sys_seconds>, std::string, std::string>(
        s,
        "SELECT t.id, COALESCE(t.delisting, 0), COALESCE(t.subject, 0), t.kind, t.state, t.claimed_by, t.fence, "
        "COALESCE(d.subject, x.text), COALESCE(d.blocklist, ''), COALESCE(d.url, ''), COALESCE(d.account, x.account), "
        "COALESCE(d.listing, 0), t.created_at, t.done_at, CASE WHEN t.state = 'claimed' THEN d.lease_until END, "
        "COALESCE(t.outcome, ''), COALESCE(t.note, '') " +
            std::string(from_tasks) + rest,
        std::move(given),
        [&found](auto id, auto delisting, auto contested, auto kind, auto state, auto by, auto fence, auto subject,
                 auto list, auto url, auto account, auto listing, auto created, auto done, auto until, auto outcome,
                 auto note) {
            found.push_back({.id = id,
                             .delisting = delisting,
                             .contested = contested,
                             .kind = parse_staff_task_kind(kind).value_or(staff_task_kind::find_out),
                             .state = std::move(state),
                             .claimed_by = std::move(by),
                             .fence = fence,
                             .subject = std::move(subject),
                             .blocklist = std::move(list),
                             .url = std::move(url),
                             .account = account,
                             .listing = listing,
                             .created_at = created,
                             .done_at = done,
                             .claimed_until = until,
                             .outcome = std::move(outcome),
                             .note = std::move(note)});
        });
    return found;
}

sql::conditions conditions_of(const task_filter& filter)
{
    sql::conditions where;
    if (std::find(filter.state.begin(), filter.state.end(), "done") == filter.state.end())
        where.add("t.state <> 'done'");  // said so, for the index of the queue
    where.among("t.state", "state", filter.state);
    std::vector<std::string> kinds;
    kinds.reserve(filter.kind.size());
    for (const staff_task_kind k : filter.kind) kinds.emplace_back(to_string(k));
    where.among("t.kind", "kind", kinds);
    where.among("d.blocklist", "blocklist", filter.blocklist);
    if (filter.account) where.add("COALESCE(d.account, x.account) = :account", {*filter.account});
    if (filter.claimed_by) where.add("t.claimed_by = :claimed_by", {*filter.claimed_by});
    return where;
}

worked_task refusal(const staff_task& t, job_refusal kind, std::string why)
{
    return {.refused = refused_event{kind, std::move(why)}, .now = t};
}

refused_event no_such_outcome(const staff_task& t)
{
    return {job_refusal::wrong_state, t.contested != 0 ? "a conflict is granted or rejected"
                                                       : "a removal is submitted or rejected, and never granted"};
}

worked_task not_claimed(const staff_task& t, const std::string& worker)
{
    return refusal(t, job_refusal::stale, "the task is not claimed by " + worker + "; claim it first");
}

void mark_done(soci::session& s, std::int64_t id, task_outcome outcome, const std::string& note, sys_seconds at)
{
    sql::run(s, "UPDATE staff_task SET state = 'done', outcome = :outcome, note = :note, done_at = :at WHERE id = :id",
             {to_string(outcome), note, at, id});
}

}  // namespace

std::string_view to_string(task_outcome o)
{
    switch (o) {
        case task_outcome::submitted:
            return "submitted";
        case task_outcome::rejected:
            return "rejected";
        case task_outcome::granted:
            break;
    }
    return "granted";
}

std::vector<staff_task> open_tasks(soci::session& s, std::int64_t after, int limit)
{
    return select_tasks(s, "WHERE t.state <> 'done' AND t.id > :after ORDER BY t.id LIMIT :count", {after, limit});
}

std::optional<staff_task> find_task(soci::session& s, std::int64_t id)
{
    auto found = select_tasks(s, "WHERE t.id = :id", {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

parsed<page_of<staff_task>> task_page(soci::session& s, const task_filter& filter, const page_request& which)
{
    const auto start = start_of(list_of_tasks, which, direction::oldest_first);
    if (!start) return start.error();
    sql::conditions where = conditions_of(filter);
    const sql::conditions all = where;
    const page_walk way = walk_of(which, direction::oldest_first);
    where.add("t.id" + way.behind + ":start", {start->id});
    where.given.emplace_back(rows_of(which) + 1);
    auto found = select_tasks(s, where.text + " ORDER BY t.id" + way.order + " LIMIT :count", std::move(where.given));
    auto page =
        cut(list_of_tasks, std::move(found), which, [](const staff_task& t) { return place{.at = 0, .id = t.id}; });
    tell_total(page, which, s, std::string(from_tasks) + all.text, all.given);
    return page;
}

std::vector<std::string> task_workers(soci::session& s, int most)
{
    std::vector<std::string> all;
    sql::for_each<std::string>(s,
                               "SELECT DISTINCT claimed_by FROM staff_task WHERE claimed_by IS NOT NULL ORDER BY "
                               "claimed_by LIMIT :most",
                               {most}, [&all](auto worker) { all.push_back(std::move(worker)); });
    return all;
}

std::optional<worked_task> claim_task(soci::session& s, std::int64_t id, const std::string& worker, sys_seconds at,
                                      const delisting_policy& policy)
{
    const auto task = find_task(s, id);
    if (!task) return std::nullopt;
    if (task->state == "done") return refusal(*task, job_refusal::wrong_state, "this task is done");
    BOOST_ASSERT(task->contested == 0);
    // Nothing is sent for a listing that is over, also when no round has noticed yet.
    if (const auto lost = groundless(s, task->delisting)) {
        const auto ended = apply(s, lost->id, lost->end, at, policy, "monitor");
        BOOST_ASSERT(ended && !ended->refused);
        return refusal(find_task(s, id).value(), job_refusal::wrong_state,
                       "there is nothing to ask for any more, and the fee went back: " + ended->now.reason);
    }
    const auto done = apply(s, task->delisting, job_event::claim{worker}, at, policy, worker);
    BOOST_ASSERT(done.has_value());
    if (done->refused) return worked_task{.refused = done->refused, .now = *task};
    sql::run(s, "UPDATE staff_task SET state = 'claimed', claimed_by = :worker, fence = :fence WHERE id = :id",
             {worker, done->now.lease.fence, id});
    return worked_task{.refused = {}, .now = find_task(s, id).value()};
}

std::optional<worked_task> complete_task(soci::session& s, std::int64_t id, const std::string& worker,
                                         task_outcome outcome, const std::string& note, sys_seconds at,
                                         const delisting_policy& policy, std::optional<sys_seconds> sent_at)
{
    const auto task = find_task(s, id);
    if (!task) return std::nullopt;
    BOOST_ASSERT(task->contested == 0);
    if (outcome == task_outcome::granted) return worked_task{.refused = no_such_outcome(*task), .now = *task};
    if (task->state != "claimed" || task->claimed_by != worker || !task->fence) return not_claimed(*task, worker);
    const any_job_event e = outcome == task_outcome::submitted
                                ? any_job_event{job_event::sent{*task->fence, sent_at, {}}}
                                : any_job_event{job_event::refused{*task->fence, note}};
    const auto done = apply(s, task->delisting, e, at, policy, worker, note);
    BOOST_ASSERT(done.has_value());
    if (done->refused) return worked_task{.refused = done->refused, .now = *task};
    mark_done(s, id, outcome, note, at);
    return worked_task{.refused = {}, .now = find_task(s, id).value()};
}

std::optional<worked_task> release_task(soci::session& s, std::int64_t id, const std::string& worker, given_back what,
                                        const std::string& note, sys_seconds at, const delisting_policy& policy)
{
    const auto task = find_task(s, id);
    if (!task) return std::nullopt;
    if (task->state == "done") return refusal(*task, job_refusal::wrong_state, "this task is done");
    if (task->state != "claimed" || task->claimed_by != worker) return not_claimed(*task, worker);
    if (task->contested != 0) {
        sql::run(s, "UPDATE staff_task SET state = 'open', claimed_by = NULL WHERE id = :id", {id});
        return worked_task{.refused = {}, .now = find_task(s, id).value()};
    }
    if (!task->fence) return not_claimed(*task, worker);
    // who was to find out whether it was sent gives that back, and knows no more than before
    const bool sent_by_nobody = what == given_back::not_sent && task->kind == staff_task_kind::submit;
    const any_job_event e = sent_by_nobody ? any_job_event{job_event::not_sent{*task->fence}}
                                           : any_job_event{job_event::unsure{*task->fence}};
    const auto done = apply(s, task->delisting, e, at, policy, worker, note);
    BOOST_ASSERT(done.has_value());
    if (done->refused) return worked_task{.refused = done->refused, .now = *task};
    return worked_task{.refused = {}, .now = find_task(s, id).value()};
}

std::int64_t holder_of(soci::session& s, const staff_task& conflict)
{
    return sql::only<std::int64_t>(s,
                                   "SELECT o.account FROM subject x JOIN subject o ON o.removed_at IS NULL AND "
                                   "o.pending = 0 AND o.first_key <= x.last_key AND o.last_key >= x.first_key "
                                   "WHERE x.id = :id ORDER BY o.first_key DESC LIMIT 1",
                                   {conflict.contested})
        .value_or(0);
}

worked_task claim_conflict(soci::session& s, const staff_task& t, const std::string& worker)
{
    if (t.state == "done") return refusal(t, job_refusal::wrong_state, "this task is done");
    sql::run(s, "UPDATE staff_task SET state = 'claimed', claimed_by = :worker WHERE id = :id", {worker, t.id});
    return worked_task{.refused = {}, .now = find_task(s, t.id).value()};
}

worked_task complete_conflict(soci::session& s, const staff_task& t, const std::string& worker, task_outcome outcome,
                              const std::string& note, sys_seconds at)
{
    if (outcome == task_outcome::submitted) return worked_task{.refused = no_such_outcome(t), .now = t};
    if (t.state != "claimed" || t.claimed_by != worker) return not_claimed(t, worker);
    mark_done(s, t.id, outcome, note, at);
    return worked_task{.refused = {}, .now = find_task(s, t.id).value()};
}

void open_conflict(soci::session& s, std::int64_t subject, sys_seconds at)
{
    if (sql::only<int>(s, "SELECT 1 FROM staff_task WHERE subject = :subject AND state <> 'done'", {subject})) return;
    sql::run(s, "INSERT INTO staff_task (subject, kind, state, created_at) VALUES (:subject, 'conflict', 'open', :at)",
             {subject, at});
}

void close_conflict(soci::session& s, std::int64_t subject, sys_seconds at)
{
    sql::run(s, "UPDATE staff_task SET state = 'done', done_at = :at WHERE subject = :subject AND state <> 'done'",
             {at, subject});
}

void close_conflicts_of(soci::session& s, std::int64_t account, sys_seconds at)
{
    sql::run(s,
             "UPDATE staff_task SET state = 'done', done_at = :at WHERE state <> 'done' AND subject IN (SELECT id FROM "
             "subject WHERE account = :account)",
             {at, account});
}

void open_task(soci::session& s, std::int64_t delisting, staff_task_kind kind, first_task is_first, sys_seconds at)
{
    if (is_first == first_task::no && sql::run(s,
                                               "UPDATE staff_task SET kind = :kind, state = 'open', claimed_by = NULL, "
                                               "fence = NULL WHERE delisting = :delisting AND state <> 'done'",
                                               {to_string(kind), delisting}) == 1)
        return;
    sql::run(s, "INSERT INTO staff_task (delisting, kind, state, created_at) VALUES (:delisting, :kind, 'open', :at)",
             {delisting, to_string(kind), at});
}

void close_task(soci::session& s, std::int64_t delisting, sys_seconds at)
{
    sql::run(s, "UPDATE staff_task SET state = 'done', done_at = :at WHERE delisting = :delisting AND state <> 'done'",
             {at, delisting});
}

}  // namespace offlist::store
