// account.hpp: the commands below `account`, and what they share.
//
// Pure but for adding the commands; for one thread.
#pragma once
#include <accounts/account.hpp>
#include <nlohmann/json_fwd.hpp>
#include <offlist/problem.hpp>
#include <store/money/ledger_table.hpp>
#include <string>
#include <vector>

#include "cli/command_tree.hpp"

namespace offlist::cli {

void add_account_create(command& group);
void add_account_list(command& group);
void add_account_show(command& group);
void add_account_quota(command& group);
void add_account_terminate(command& group);
void add_account_destroy(command& group);

[[nodiscard]] nlohmann::json json_of(const account& a);
/// What an account that leaves still has, a line for each currency.
[[nodiscard]] std::vector<std::string> words_of_left(const std::string& id,
                                                     const std::vector<store::account_funds>& left);

}  // namespace offlist::cli
