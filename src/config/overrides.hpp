// overrides.hpp: what the command line says over offlist.toml: the flags that name a file or stand for one of its keys.
//
// Values only; safe from any thread.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace offlist::config {

struct overrides {
    std::optional<std::string> config;           ///< --config
    std::optional<std::string> lists_directory;  ///< --lists
    std::vector<std::string> resolvers;          ///< --resolver
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<int> tries;
    std::optional<int> in_flight;
    std::optional<std::string> budget_file;
    bool allow_special = false;
    /// What this command waits for an answer where neither flag nor file say: less than a sweep does, for a plugin.
    std::optional<std::chrono::milliseconds> own_timeout;
};

}  // namespace offlist::config
