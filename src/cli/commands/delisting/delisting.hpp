// delisting.hpp: the commands below `delisting`, and what they share.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include <offlist/problem.hpp>
#include <string>

#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_delisting_list(command& group);
void add_delisting_show(command& group);
void add_delisting_cancel(command& group);
void add_delisting_rates(command& group);

[[nodiscard]] problem no_such_delisting(const std::string& id);

}  // namespace offlist::cli
