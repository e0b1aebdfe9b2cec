// lists_directory.hpp: where the list definitions are.
//
// Blocks for the file system; safe from any thread as long as nobody changes the environment.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>
#include <optional>
#include <string>

namespace offlist::config {

/// The first of: `argument` (--lists), `configured` ([lists] directory), $OFFLIST_LISTS, and then, if they exist,
/// ../share/offlist/lists.d and ../../lists.d from the program (installed, and built in the source tree), the directory
/// of the installation that was built, lists.d in the current directory. Problem: none of these.
[[nodiscard]] parsed<std::filesystem::path> lists_directory(const std::optional<std::string>& argument,
                                                            const std::optional<std::filesystem::path>& configured);

}  // namespace offlist::config
