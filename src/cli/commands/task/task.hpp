// task.hpp: the commands below `task`.
//
// Each adds itself while the command line is built.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_task_list(command& group);
void add_task_claim(command& group);
void add_task_release(command& group);
void add_task_complete(command& group);

}  // namespace offlist::cli
