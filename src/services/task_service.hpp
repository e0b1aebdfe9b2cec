// task_service.hpp: staff's tasks as staff meets them, over REST or on the command line: with everything that it takes
// to do one, and with its evidence and its line in the audit log.
//
// For work of the database, on its thread.
#pragma once
#include <cstdint>
#include <delisting/policy.hpp>
#include <delisting/task_brief.hpp>
#include <listing/evidence.hpp>
#include <offlist/catalog.hpp>
#include <optional>
#include <store/accounts/audit_log.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <string>

namespace offlist::services {

struct prefilled_task {
    store::staff_task what;
    task_brief brief;
    std::optional<evidence> because;  ///< of the listing; none when it is not known
};
[[nodiscard]] prefilled_task prefilled(soci::session& s, store::staff_task t, const catalog& lists);

/// Who works, as tasks and history name it. The name of a token may stand twice, so its id is in it.
[[nodiscard]] std::string worker_of(const store::actor& by);

/// Claims it for `by`. None: no such task.
[[nodiscard]] std::optional<store::worked_task> claim(soci::session& s, std::int64_t id, const store::actor& by,
                                                      const delisting_policy& policy);

struct completion {
    std::int64_t task = 0;
    store::task_outcome outcome = store::task_outcome::submitted;
    std::string note;  ///< what was sent; or why not, which the customer reads
};
/// Completes what `by` has claimed; the note is kept as evidence. None: no such task.
[[nodiscard]] std::optional<store::worked_task> complete(soci::session& s, const completion& what,
                                                         const store::actor& by, const delisting_policy& policy);

}  // namespace offlist::services
