// ledger.hpp: the commands of `offlist ledger`, each in the file of its name.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_ledger_trial(command& group);
void add_ledger_results(command& group);

}  // namespace offlist::cli
