// webhook.hpp: the commands below `webhook`, and what they share.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include <offlist/problem.hpp>
#include <string>

#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_webhook_list(command& group);
void add_webhook_create(command& group);
void add_webhook_test(command& group);
void add_webhook_delete(command& group);

[[nodiscard]] problem no_such_webhook(const std::string& id);

}  // namespace offlist::cli
