// arguments.hpp: what a person asked for on the command line, as values.
//
// Values only; safe from any thread. command_line.hpp reads them.
#pragma once
#include <chrono>
#include <config/overrides.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace offlist::cli {

enum class command : std::uint8_t {
    check,
    sweep,
    lists_list,
    lists_show,
    lists_test,
    lists_explain,
    completion,
    serve,
    import_subjects,
    account_create,
    account_list,
    account_show,
    account_terminate,
    account_destroy,
    token_create,
    token_list,
    token_revoke,
    subject_list,
    subject_add,
    subject_remove,
    backup,
    doctor,
    ledger_verify,
    delisting_list,
    delisting_show,
    delisting_cancel,
    delisting_rates,
    task_list,
    task_claim,
    task_complete,
    funds,
};

enum class color_choice : std::uint8_t { automatic, always, never };

struct arguments : config::overrides {
    cli::command command = cli::command::check;
    std::vector<std::string> words;  ///< subjects, a file, ids, answers or a shell: what the command takes

    std::vector<std::string> lists;  ///< --list
    std::optional<std::chrono::milliseconds> max_duration;
    bool skip_invalid = false;
    bool json = false;
    bool retired = false;
    bool verbose = false;
    color_choice color = color_choice::automatic;

    // of the commands beside the daemon
    std::string name;    ///< --name: of an account or a token
    std::string email;   ///< --email
    std::string role;    ///< --role
    std::string label;   ///< --label: of the subjects
    std::string reason;  ///< --reason: for the audit log
    std::optional<std::string> account;
    std::optional<std::chrono::milliseconds> expires;
    std::string confirm;  ///< --confirm: the name of the account whose data is destroyed
    std::string state;    ///< --state: of the delistings to list
    std::string outcome;  ///< --outcome: of a task
    std::string note;     ///< --note: what was sent, or why not
    bool read_only = false;
    bool quick = false;
};

}  // namespace offlist::cli
