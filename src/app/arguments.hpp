// arguments.hpp: what a person asked for on the command line, as values.
//
// Values only; safe from any thread. command_line.hpp reads them.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace offlist::app {

enum class command : std::uint8_t { check, sweep, lists_list, lists_show, lists_test, lists_explain, completion };

enum class color_choice : std::uint8_t { automatic, always, never };

struct arguments {
    app::command command = app::command::check;
    std::vector<std::string> words;  ///< subjects, a file, ids, answers or a shell: what the command takes

    std::optional<std::string> config;           ///< --config
    std::optional<std::string> lists_directory;  ///< --lists
    std::vector<std::string> lists;              ///< --list
    std::vector<std::string> resolvers;          ///< --resolver
    std::optional<std::chrono::milliseconds> timeout;
    std::optional<int> tries;
    std::optional<int> in_flight;
    std::optional<std::string> budget_file;
    std::optional<std::chrono::milliseconds> max_duration;
    bool allow_special = false;
    bool skip_invalid = false;
    bool json = false;
    bool retired = false;
    bool verbose = false;
    color_choice color = color_choice::automatic;
};

}  // namespace offlist::app
