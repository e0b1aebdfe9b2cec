// mass_change.hpp: the commands below `mass-change`.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_mass_change_list(command& group);
void add_mass_change_decide(command& group);

}  // namespace offlist::cli
