// mass_end.hpp: the commands below `mass-end`.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_mass_end_list(command& group);
void add_mass_end_decide(command& group);

}  // namespace offlist::cli
