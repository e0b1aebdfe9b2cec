// person.hpp: the commands below `person`.
//
// Each function adds its command to the group, on the thread that made it.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_person_invite(command& group);
void add_person_link(command& group);
void add_person_list(command& group);
void add_person_remove(command& group);
void add_person_sign_out(command& group);

}  // namespace offlist::cli
