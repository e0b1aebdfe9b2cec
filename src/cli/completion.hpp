// completion.hpp: completion scripts for shells, made from the commands and flags themselves so that they cannot lag
// behind.
//
// Pure; safe from any thread.
#pragma once
#include <string>
#include <vector>

#include "cli/command_tree.hpp"

namespace offlist::cli {

/// The script for `bash`, `zsh` or `fish`.
[[nodiscard]] std::string completion_script(const std::vector<command_description>& commands, const std::string& shell);

}  // namespace offlist::cli
