// shared_flags.hpp: flags that several commands have, each group said once.
//
// Each function adds its flags to a command, in the order in which --help shows them; what they are read into must live
// as long as the command. For one thread.
#pragma once
#include <chrono>
#include <config/overrides.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_tree.hpp"

namespace offlist::cli {

/// What --config is, and where it is looked for without it.
inline constexpr const char* config_about =
    "the configuration; else $OFFLIST_CONFIG, ./offlist.toml or /etc/offlist/offlist.toml";

/// --config and --lists: where the definitions of blocklists come from.
void add_catalog_flags(command& to, config::overrides& into);

/// --resolver, --timeout, --tries and --in-flight: who is asked, and how patiently.
void add_resolver_flags(command& to, config::overrides& into);

/// --lists alone, --budget-file and --allow-special.
void add_lists_directory_flag(command& to, config::overrides& into);
void add_budget_flag(command& to, config::overrides& into);
void add_special_flag(command& to, config::overrides& into);

/// What `check` and `sweep` ask.
struct sweep_flags {
    std::vector<std::string> lists;  ///< --list
    std::optional<std::chrono::milliseconds> max_duration;
    /// Without --max-duration: the longest that the command takes, and no longer than eight times --tries --timeout.
    std::optional<std::chrono::milliseconds> own_duration;
    bool skip_invalid = false;
    bool resolve = false;
};
/// --max-duration.
void add_duration_flag(command& to, std::optional<std::chrono::milliseconds>& into, const std::string& about);

/// --list, --budget-file, --max-duration, --skip-invalid, --resolve and --allow-special. `rest`: what becomes of that
/// which does not fit into --max-duration.
void add_sweep_flags(command& to, sweep_flags& into, config::overrides& overrides, const std::string& rest);

/// --config, which names the store, and the output flags: of every command that opens the store itself.
void add_store_flags(command& to, config::overrides& into);

/// --account ID.
option add_account_flag(command& to, std::optional<std::string>& into, const std::string& about);

}  // namespace offlist::cli
