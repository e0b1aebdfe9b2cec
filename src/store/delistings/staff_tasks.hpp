// staff_tasks.hpp: what staff must do by hand: for delisting jobs, and where two accounts claim one subject. Claimed,
// completed, and given to others when a claim goes stale.
//
// For work of the database, on its thread; throws what SOCI throws. A job has at most one task that is not done, and so
// has a contested subject.
#pragma once
#include <delisting/transition.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/engine/page.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

struct staff_task {
    std::int64_t id = 0;
    std::int64_t delisting = 0;  ///< 0: a conflict
    std::int64_t contested = 0;  ///< the subject of a conflict; else 0
    staff_task_kind kind = staff_task_kind::submit;
    std::string state;                      ///< open, claimed, done
    std::optional<std::string> claimed_by;  ///< also of a done one
    std::optional<std::int64_t> fence;      ///< of the claim
    std::string subject;                    ///< of the job, or contested
    std::string blocklist;
    std::string url;
    std::int64_t account = 0;  ///< whose job it is; of a conflict: who has shown that it holds the subject
    std::int64_t listing = 0;  ///< that is to go; 0: not known
    std::chrono::sys_seconds created_at{};
    std::optional<std::chrono::sys_seconds> done_at;
    std::optional<std::chrono::sys_seconds> claimed_until;  ///< of a claimed one that is no conflict
    std::string outcome;  ///< submitted, rejected, granted; of a done one, unless it ended by itself
    std::string note;     ///< what was said with it
};

/// Those not done, in the order of their ids, behind `after`, at most `limit`.
[[nodiscard]] std::vector<staff_task> open_tasks(soci::session& s, std::int64_t after, int limit);
[[nodiscard]] std::optional<staff_task> find_task(soci::session& s, std::int64_t id);
struct task_filter {
    std::vector<std::string> state;  ///< open, claimed, done; empty: those that are not done
    std::vector<staff_task_kind> kind;
    std::vector<std::string> blocklist;
    std::optional<std::int64_t> account;  ///< whose job, or claim
    std::optional<std::string> claimed_by;
};
/// In pages. Problem: the cursor.
[[nodiscard]] parsed<page_of<staff_task>> task_page(soci::session& s, const task_filter& filter,
                                                    const page_request& which);
/// Who has ever claimed one, in order, at most `most`.
[[nodiscard]] std::vector<std::string> task_workers(soci::session& s, int most);

enum class task_outcome : std::uint8_t {
    submitted,  ///< the operator was asked
    rejected,   ///< the operator refused, or cannot be asked: the fee goes back; of a conflict: the holder keeps it
    granted,    ///< of a conflict: the subject is the claimant's from now on
};
[[nodiscard]] std::string_view to_string(task_outcome o);

struct worked_task {
    std::optional<refused_event> refused;  ///< set: what was asked for was not done
    staff_task now;
};
/// The account, of a conflict, that has the subject or a part of it now; of several, one. 0: nobody any more.
[[nodiscard]] std::int64_t holder_of(soci::session& s, const staff_task& conflict);
/// Claims it for `worker` and writes the intent (the job is `submitting` from then on). Refused when the listing is
/// over before anything was sent; then the job and the task have ended. None: no such task.
[[nodiscard]] std::optional<worked_task> claim_task(soci::session& s, std::int64_t id, const std::string& worker,
                                                    std::chrono::sys_seconds at, const delisting_policy& policy);
/// Notes that `worker` takes a conflict on (also from a colleague, for nothing can be sent twice), or what staff has
/// decided about it. Refused as for other tasks.
[[nodiscard]] worked_task claim_conflict(soci::session& s, const staff_task& t, const std::string& worker);
[[nodiscard]] worked_task complete_conflict(soci::session& s, const staff_task& t, const std::string& worker,
                                            task_outcome outcome, const std::string& note, std::chrono::sys_seconds at);
/// Completes what `worker` has claimed, as long as the claim lasts. `note` is the reason that the customer reads when
/// the outcome is rejected. `sent_at`: when the operator was asked, if that was earlier. None: no such task.
[[nodiscard]] std::optional<worked_task> complete_task(soci::session& s, std::int64_t id, const std::string& worker,
                                                       task_outcome outcome, const std::string& note,
                                                       std::chrono::sys_seconds at, const delisting_policy& policy,
                                                       std::optional<std::chrono::sys_seconds> sent_at = {});

/// Whether a worker who gives a task back knows that nothing was sent.
enum class given_back : std::uint8_t { not_sent, unsure };
/// What `worker` has claimed is for others again: open, or, where it may have been sent, to be found out. Refused as
/// complete_task(). None: no such task.
[[nodiscard]] std::optional<worked_task> release_task(soci::session& s, std::int64_t id, const std::string& worker,
                                                      given_back what, const std::string& note,
                                                      std::chrono::sys_seconds at, const delisting_policy& policy);

/// For delisting_table: a job's task becomes this, open and unclaimed. One look less when the job never had one.
enum class first_task : bool { no, yes };
void open_task(soci::session& s, std::int64_t delisting, staff_task_kind kind, first_task is_first,
               std::chrono::sys_seconds at);
/// For delisting_table: there is nothing to do any more.
void close_task(soci::session& s, std::int64_t delisting, std::chrono::sys_seconds at);

/// For subject_proofs: staff has to decide about this pending subject, if it has not been asked yet; or need not any
/// more.
void open_conflict(soci::session& s, std::int64_t subject, std::chrono::sys_seconds at);
void close_conflict(soci::session& s, std::int64_t subject, std::chrono::sys_seconds at);
/// All of an account's.
void close_conflicts_of(soci::session& s, std::int64_t account, std::chrono::sys_seconds at);

}  // namespace offlist::store
