// task.hpp: the commands below `task`, and what they share.
//
// Blocks for the database; for one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <offlist/catalog.hpp>
#include <offlist/problem.hpp>
#include <services/task_service.hpp>
#include <string>

#include "cli/command_tree.hpp"
#include "cli/open_store.hpp"

namespace offlist::cli {

void add_task_list(command& group);
void add_task_claim(command& group);
void add_task_complete(command& group);

/// What it takes to show a task: the store, and the lists that say how their operators are asked.
struct opened_tasks {
    open_store in;
    catalog lists;
};
[[nodiscard]] loaded<opened_tasks> open_tasks(const config::overrides& from);

/// What is done to one task, in a transaction. None: no such task.
using task_work = std::function<std::optional<store::worked_task>(soci::session&)>;

/// Does it; the task as it is then. Problems: there is no task `id`, or what was asked does not fit it now.
[[nodiscard]] parsed<services::prefilled_task> work_on_task(const opened_tasks& tasks, const std::string& id,
                                                            const task_work& work);

}  // namespace offlist::cli
