// prefilled_task.hpp: a task as staff meets it, with everything that it takes to do it; and use case: the tasks that
// are not done.
//
// For jobs of the database (list_tasks as database::read() takes it), on the thread of the job. Problem: the cursor.
#pragma once
#include <delisting/task_brief.hpp>
#include <listing/evidence.hpp>
#include <memory>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <store/delistings/staff_tasks.hpp>
#include <store/engine/page.hpp>
#include <string>

namespace offlist::services {

struct prefilled_task {
    store::staff_task what;
    task_brief brief;
    std::optional<evidence> because;  ///< of the listing; none when it is not known
    std::int64_t holder = 0;          ///< of a conflict: the account that has the subject; 0: none, or no conflict
};
[[nodiscard]] prefilled_task prefilled(soci::session& s, store::staff_task t, const catalog& lists);

/// In the order of their ids.
struct list_tasks {
    store::task_filter filter;
    store::page_request which;
    std::shared_ptr<const catalog> lists;

    [[nodiscard]] parsed<store::page_of<prefilled_task>> operator()(soci::session& s) const;
};

}  // namespace offlist::services
