// delisting.hpp: the commands below `delisting`, and what they share.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include <offlist/problem.hpp>
#include <services/cancel_delisting.hpp>
#include <string>

#include "cli/command_tree.hpp"
#include "cli/console.hpp"

namespace offlist::cli {

void add_delisting_list(command& group);
void add_delisting_show(command& group);
void add_delisting_cancel(command& group);
void add_delisting_end(command& group);
void add_delisting_put_back(command& group);
void add_delisting_rates(command& group);

[[nodiscard]] problem no_such_delisting(const std::string& id);
/// What became of it and of its fee, and which orders the fee started when it came back.
void print_moved(const services::cancelled_delisting& done, console& out);

}  // namespace offlist::cli
