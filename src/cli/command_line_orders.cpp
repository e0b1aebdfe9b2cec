// The commands of those who work on orders: delistings, tasks, funds, the ledger.
#include <CLI/CLI.hpp>

#include "cli/command_line.hpp"
#include "cli/help.hpp"

namespace offlist::cli {

void command_line::add_delistings()
{
    CLI::App& group = add_group("delisting", "paid removals: list, show, cancel, rates", help::delisting);
    CLI::App& list = add_store_command(group, "list", "delistings, newest first", command::delisting_list);
    add_account(list, "those of this account only", false);
    list.add_option("--state", read_.state, "live (all that have not ended), or one state")
        ->check(CLI::IsMember({"live", "awaiting_funds", "held", "submitting", "submitted", "uncertain", "verifying",
                               "succeeded", "failed", "cancelled"}))
        ->type_name("STATE");
    add_word(add_store_command(group, "show", "one, with its history and evidence", command::delisting_show), "id",
             "such as del_12")
        .type_name("DELISTING");
    CLI::App& cancel = add_store_command(group, "cancel", "end one while nothing was sent; the fee goes back",
                                         command::delisting_cancel);
    add_word(cancel, "id", "such as del_12").type_name("DELISTING");
    add_text(cancel, "--reason", read_.reason, "what the customer reads, and for the audit log", true);
    add_store_command(group, "rates", "how often each list lists again what it had removed", command::delisting_rates);
}

void command_line::add_tasks()
{
    CLI::App& group = add_group("task", "what staff must do by hand: list, claim, complete", help::task);
    add_store_command(group, "list", "tasks that are not done, oldest first", command::task_list);
    CLI::App& claim = add_store_command(group, "claim", "take one on; prints what to do", command::task_claim);
    add_word(claim, "id", "such as tsk_12").type_name("TASK");
    CLI::App& complete = add_store_command(group, "complete", "say what became of it", command::task_complete);
    add_word(complete, "id", "such as tsk_12").type_name("TASK");
    complete.add_option("--outcome", read_.outcome, "submitted or rejected")
        ->required()
        ->check(CLI::IsMember({"submitted", "rejected"}))
        ->type_name("OUTCOME");
    add_text(complete, "--note", read_.note, "what was sent, or why not: the customer reads the latter", false);
}

void command_line::add_funds()
{
    CLI::App& sub = add_store_command(app_, "funds", "what an account has, and its statement", command::funds);
    add_word(sub, "account", "such as acc_12").type_name("ACCOUNT");
    sub.footer(help::funds);
}

void command_line::add_ledger()
{
    CLI::App& group = add_group("ledger", "the books: verify", help::ledger);
    add_store_command(group, "verify", "whether every transfer adds up to what is kept", command::ledger_verify)
        .footer(help::ledger);
}

}  // namespace offlist::cli
