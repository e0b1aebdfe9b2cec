// play_script.hpp: plays a text scenario line by line and says where it went otherwise than told.
//
// For one thread.
#pragma once
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <support/script_words.hpp>
#include <vector>

namespace offlist::test {

/// What differed, each with its line. `player` has `std::string play(const word_list&)`, which returns what is wrong;
/// what it throws ends the scenario, as nothing after it can be trusted.
template <class Player>
[[nodiscard]] std::vector<std::string> play_script(const std::filesystem::path& file, Player player)
{
    std::ifstream from(file);
    std::vector<std::string> wrong;
    if (!from) wrong.push_back(file.string() + ": cannot be read");
    std::string line;
    for (int number = 1; std::getline(from, line); ++number) {
        const std::string place = file.filename().string() + ':' + std::to_string(number) + ": " + line + "\n  ";
        try {
            const std::string fault = player.play(words_of(line));
            if (!fault.empty()) wrong.push_back(place + fault);
        } catch (const std::exception& e) {
            wrong.push_back(place + e.what());
            break;
        }
    }
    return wrong;
}

}  // namespace offlist::test
