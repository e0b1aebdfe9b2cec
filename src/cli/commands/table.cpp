#include "cli/commands/table.hpp"

namespace offlist::cli {

void add_commands(command_tree& to)
{
    const command program = to.program();
    add_check(program);
    add_sweep(program);
    add_lists(program);
    add_serve(program);
    add_import(program);
    add_account(program);
    add_token(program);
    add_person(program);
    add_subject(program);
    add_listing(program);
    add_mass_change(program);
    add_delisting(program);
    add_mass_end(program);
    add_task(program);
    add_funds(program);
    add_payment(program);
    add_webhook(program);
    add_ledger(program);
    add_backup(program);
    add_restore(program);
    add_doctor(program);
    add_completion(program, to);
}

}  // namespace offlist::cli
