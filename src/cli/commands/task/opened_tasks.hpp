// opened_tasks.hpp: what the commands of `offlist task` have in common: the store, and a task as it is to be shown.
//
// Blocks for the database; for one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <string>

#include "cli/open_store.hpp"

namespace offlist {
class catalog;
}

namespace offlist::services {
struct prefilled_task;
struct worked_task;
}  // namespace offlist::services

namespace offlist::cli {

/// What it takes to show a task: the store, and the lists that say how their operators are asked.
struct opened_tasks {
    open_store in;
    std::shared_ptr<const catalog> lists;
};
[[nodiscard]] loaded<opened_tasks> open_tasks(const config::overrides& from);

/// The task as it is after `done`. Problems: the store's; there is no task `id`; what was asked does not fit it now.
[[nodiscard]] parsed<services::prefilled_task> task_after(parsed<std::optional<services::worked_task>> done,
                                                          const std::string& id);

}  // namespace offlist::cli
