// The commands of the daemon and of those who run it.
#include <CLI/CLI.hpp>

#include "cli/command_line.hpp"
#include "cli/help.hpp"

namespace offlist::cli {

void command_line::add_serve()
{
    CLI::App* const sub = app_.add_subcommand("serve", "the daemon: sweeps by a schedule, keeps history, serves REST");
    add_asking_flags(*sub);
    sub->get_option("--config")->required()->description("the configuration (offlist.toml)");
    sub->footer(help::serve);
    sub->callback([this] { read_.command = command::serve; });
}

CLI::App& command_line::add_group(const std::string& name, const std::string& about, const char* footer)
{
    CLI::App* const group = app_.add_subcommand(name, about);
    group->require_subcommand(1);
    group->footer(footer);
    return *group;
}

CLI::App& command_line::add_store_command(CLI::App& to, const std::string& name, const std::string& about, command what)
{
    CLI::App* const sub = to.add_subcommand(name, about);
    sub->add_option("--config", read_.config, "the configuration, which names the store; offlist.db here without one")
        ->type_name("FILE");
    add_output_flags(*sub);
    sub->callback([this, what] { read_.command = what; });
    return *sub;
}

void command_line::add_text(CLI::App& to, const std::string& name, std::string& into, const std::string& about,
                            bool needed)
{
    CLI::Option* const option = to.add_option(name, into, about)->type_name("TEXT");
    if (needed) option->required();
}

void command_line::add_account(CLI::App& to, const std::string& about, bool needed)
{
    CLI::Option* const option = to.add_option("--account", read_.account, about)->type_name("ID");
    if (needed) option->required();
}

void command_line::add_import()
{
    CLI::App& sub = add_store_command(app_, "import", "subjects from a file: lines, CSV, or another checker's INI",
                                      command::import_subjects);
    add_word(sub, "file", "the file; or - for standard input").type_name("FILE|-");
    add_account(sub, "whose subjects they are, such as acc_12", true);
    add_text(sub, "--label", read_.label, "the label of those that bring none", false);
    sub.add_flag("--allow-special", read_.allow_special, "accept private, loopback and other special addresses");
    sub.footer(help::import_subjects);
}

void command_line::add_accounts()
{
    CLI::App& group = add_group("account", "customers: create, list, show, terminate, destroy", help::account);
    CLI::App& create =
        add_store_command(group, "create", "a new account; prints its id alone", command::account_create);
    add_text(create, "--name", read_.name, "what the customer is called", true);
    add_text(create, "--email", read_.email, "where the customer is reached", true);
    add_store_command(group, "list", "all accounts", command::account_list);
    add_word(add_store_command(group, "show", "one account and what it owns", command::account_show), "id",
             "such as acc_12")
        .type_name("ACCOUNT");
    CLI::App& terminate =
        add_store_command(group, "terminate", "stop watching its subjects and refuse its tokens; history stays",
                          command::account_terminate);
    add_word(terminate, "id", "such as acc_12").type_name("ACCOUNT");
    add_text(terminate, "--reason", read_.reason, "for the audit log", true);
    CLI::App& destroy = add_store_command(group, "destroy", "remove the data of a terminated account for good",
                                          command::account_destroy);
    add_word(destroy, "id", "such as acc_12").type_name("ACCOUNT");
    add_text(destroy, "--confirm", read_.confirm, "the account's name, so that no slip destroys another's data", true);
    add_text(destroy, "--reason", read_.reason, "for the audit log", true);
}

void command_line::add_tokens()
{
    CLI::App& group = add_group("token", "API tokens: create, list, revoke", help::token);
    CLI::App& create =
        add_store_command(group, "create", "a new token; prints it alone, this once", command::token_create);
    create.add_option("--role", read_.role, "admin, staff or customer")
        ->required()
        ->check(CLI::IsMember({"admin", "staff", "customer"}))
        ->type_name("ROLE");
    add_account(create, "of a customer's token, such as acc_12", false);
    add_text(create, "--name", read_.name, "what it is for; shown in lists and in the audit log", false);
    add_duration(create, "--expires", read_.expires, "valid for so long, such as 90d (default: for ever)");
    create.add_flag("--read-only", read_.read_only, "it may look and not change");
    add_account(add_store_command(group, "list", "all tokens by their first characters", command::token_list),
                "those of this account only", false);
    add_word(add_store_command(group, "revoke", "a token that nobody may use again", command::token_revoke), "id",
             "such as tok_12")
        .type_name("TOKEN");
}

void command_line::add_subjects()
{
    CLI::App& group = add_group("subject", "what an account has watched: list, add, remove", help::subject);
    add_account(add_store_command(group, "list", "the subjects of an account", command::subject_list), "such as acc_12",
                true);
    CLI::App& add = add_store_command(group, "add", "watch these from now on", command::subject_add);
    add.add_option("subject", read_.words, "addresses, CIDR ranges, domains")->required()->type_name("SUBJECT");
    add_account(add, "whose they are, such as acc_12", true);
    add_text(add, "--label", read_.label, "the customer's own words for them", false);
    add.add_flag("--allow-special", read_.allow_special, "accept private, loopback and other special addresses");
    add_word(add_store_command(group, "remove", "watch it no longer; its history stays", command::subject_remove), "id",
             "such as sub_12")
        .type_name("SUBJECT-ID");
}

void command_line::add_backup()
{
    CLI::App& sub =
        add_store_command(app_, "backup", "a consistent copy of the store while the daemon runs", command::backup);
    add_word(sub, "file", "the copy, which must not exist yet").type_name("FILE");
    sub.footer(help::backup);
}

void command_line::add_doctor()
{
    CLI::App* const sub =
        app_.add_subcommand("doctor", "what is wrong with resolver, lists, store or clock, and what to do");
    add_asking_flags(*sub);
    add_output_flags(*sub);
    sub->add_flag("--quick", read_.quick, "only ask the running daemon whether it is ready");
    sub->footer(help::doctor);
    sub->callback([this] { read_.command = command::doctor; });
}

}  // namespace offlist::cli
