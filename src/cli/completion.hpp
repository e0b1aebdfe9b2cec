// completion.hpp: completion scripts for shells, made from the tree of commands and flags so that they cannot lag
// behind.
//
// Pure. Slow to compile (CLI11).
#pragma once
#include <CLI/App.hpp>
#include <string>

namespace offlist::cli {

/// The script for `bash`, `zsh` or `fish`.
[[nodiscard]] std::string completion_script(const CLI::App& tree, const std::string& shell);

}  // namespace offlist::cli
