// secret.hpp: a key that the configuration names, from the environment, a file, or the configuration itself.
//
// Blocks for the file system; safe from any thread as long as nobody changes the environment.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist::config {

/// Whether secrets are resolved that only the daemon needs: those of gateways and of the mail server. The commands
/// beside it leave them, because whoever calls them need not be able to read the gateways' secrets.
enum class secrets : bool { leave, resolve };

/// `env:NAME` is the variable's value, `file:PATH` the first line of a file (a relative path starts at `directory`),
/// anything else the key itself. Problems name the variable or the file and never the key: not set, empty, unreadable.
[[nodiscard]] parsed<std::string> read_secret(std::string_view from, const std::filesystem::path& directory);

}  // namespace offlist::config
