// script_words.hpp: the lines of text scenarios as words.
//
// Pure; what is missing throws std::runtime_error, which the player of the scenario tells with its line.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace offlist::test {

using word_list = std::vector<std::string>;

/// Words apart by blanks; `"…"` is one word; `#` starts a comment.
[[nodiscard]] word_list words_of(const std::string& line);
/// The word at this place.
[[nodiscard]] const std::string& word(const word_list& words, std::size_t at);
/// The word after `name`, if the line has one.
[[nodiscard]] std::optional<std::string> option(const word_list& words, const std::string& name);
/// What stands between commas.
[[nodiscard]] std::vector<std::string> parts(const std::string& text);

}  // namespace offlist::test
