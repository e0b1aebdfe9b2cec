// payment.hpp: the commands below `payment`.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_payment_list(command& group);
void add_payment_show(command& group);

}  // namespace offlist::cli
