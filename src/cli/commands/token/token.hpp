// token.hpp: the commands below `token`.
//
// Each function adds its command to the group, on the thread that made it.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_token_create(command& group);
void add_token_list(command& group);
void add_token_revoke(command& group);

}  // namespace offlist::cli
