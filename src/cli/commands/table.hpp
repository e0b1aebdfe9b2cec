// table.hpp: the commands of the program. Each is in the file of its name, with its flags, its help and what it does;
// the commands of a group (`account create`) are in the folder of the group's name.
//
// Each function adds one command or one group to a program, on the thread that made it.
#pragma once
#include "cli/command_tree.hpp"

namespace offlist::cli {

/// All of them, in the order of --help.
void add_commands(command_tree& to);

void add_check(command program);
void add_sweep(command program);
void add_lists(command program);
void add_serve(command program);
void add_import(command program);
void add_account(command program);
void add_token(command program);
void add_person(command program);
void add_subject(command program);
void add_listing(command program);
void add_mass_change(command program);
void add_delisting(command program);
void add_mass_end(command program);
void add_task(command program);
void add_funds(command program);
void add_payment(command program);
void add_webhook(command program);
void add_ledger(command program);
void add_backup(command program);
void add_restore(command program);
void add_doctor(command program);
/// `all` must outlive the command.
void add_completion(command program, const command_tree& all);

}  // namespace offlist::cli
