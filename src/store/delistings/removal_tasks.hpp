// removal_tasks.hpp: tasks of staff that a program may do instead: found, claimed with the intent on record, ended.
//
// For work of the database, on its thread; throws what SOCI throws. A program is one more worker: it claims the task
// that staff sees (staff_tasks.hpp), under a lease and a fence, so nobody else begins the same request meanwhile.
#pragma once
#include <delisting/transition.hpp>
#include <listing/evidence.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/delistings/staff_tasks.hpp"
#include "store/engine/session.hpp"

namespace offlist::store {

/// A request that nobody has begun.
struct open_removal {
    std::int64_t task = 0;
    job what;
    evidence seen;                        ///< of the listing; without codes: not known
    int tries = 0;                        ///< of programs, from which certainly nothing left
    std::chrono::sys_seconds tried_at{};  ///< the newest of them
    bool given_up = false;                ///< by a program: for people now
    std::string life{};                   ///< of the store now, in which it is sent (lives.hpp)
};
/// In the order of the tasks, behind `after`, at most `limit`.
[[nodiscard]] std::vector<open_removal> open_removals(soci::session& s, std::int64_t after, int limit);
/// None: somebody has begun it, or it is done.
[[nodiscard]] std::optional<open_removal> find_open_removal(soci::session& s, std::int64_t task);

// Kinds of evidence beside the answers of DNS (keep_evidence).
inline constexpr const char* evidence_intent = "intent";      ///< what is about to leave, written before it does
inline constexpr const char* evidence_received = "received";  ///< what came back
inline constexpr const char* evidence_not_sent = "not_sent";  ///< why nothing left
inline constexpr const char* evidence_given_up = "given_up";  ///< why nothing left, and no program tries again

/// Claims the task and keeps `intent` (JSON) in the same transaction. None: it is not an open request any more,
/// or a restored store waits for staff.
[[nodiscard]] std::optional<worked_task> begin_removal(soci::session& s, std::int64_t task, const std::string& worker,
                                                       const std::string& intent, std::chrono::sys_seconds at,
                                                       const delisting_policy& policy);

enum class removal_end : std::uint8_t {
    asked,     ///< the operator has it
    refused,   ///< the operator will not do it: the fee goes back
    not_sent,  ///< nothing left; the task is open again
    given_up,  ///< the same, and it is for people from now on
    unknown,   ///< nobody knows: the task becomes "find out"
};
struct removal_result {
    removal_end what = removal_end::unknown;
    std::string note;     ///< in words; what a customer reads when it was refused
    std::string content;  ///< JSON: what came back
};
/// Ends what begin_removal() began, with the fence that it gave. Refused as stale: the lease is lost; nothing was
/// written, and nothing may be.
[[nodiscard]] std::optional<worked_task> end_removal(soci::session& s, std::int64_t task, const std::string& worker,
                                                     std::int64_t fence, const removal_result& r,
                                                     std::chrono::sys_seconds at, const delisting_policy& policy);

}  // namespace offlist::store
