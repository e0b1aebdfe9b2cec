// lists.hpp: what `lists` and the commands below it share.
//
// Functions over values; load_known_lists blocks for the file system. For one thread.
#pragma once
#include <config/configuration.hpp>
#include <config/overrides.hpp>
#include <config/settings.hpp>
#include <memory>
#include <string>

#include "cli/command_tree.hpp"

namespace offlist::cli {

/// Flags of `lists` itself, which hold for the command below it too: `lists --config FILE show ID`.
struct lists_flags {
    config::overrides from;
    bool retired = false;
};
using shared_lists_flags = std::shared_ptr<lists_flags>;

void add_lists_list(command& lists, const shared_lists_flags& flags);
void add_lists_show(command& lists, const shared_lists_flags& flags);
void add_lists_test(command& lists, const shared_lists_flags& flags);
void add_lists_explain(command& lists, const shared_lists_flags& flags);

/// --retired.
void add_retired_flag(command& to, lists_flags& into);

/// What `lists list` prints, and `lists` alone.
[[nodiscard]] exit_status list_lists(const lists_flags& flags, console& out);

struct known_here {
    config::configuration with;
    config::known_lists known;
};
/// The catalogue and the configuration that switches lists on and off. Problems: those of either.
[[nodiscard]] loaded<known_here> load_known_lists(const lists_flags& flags);

/// Names the nearest id.
[[nodiscard]] problem no_such_list(const catalog& all, const std::string& id);

/// Whether the list is on, and why not, in as few words as a table has room for.
[[nodiscard]] std::string state_of(const blocklist& list, const config::configuration& with);

}  // namespace offlist::cli
