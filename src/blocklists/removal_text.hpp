// removal_text.hpp: the words in braces that texts of [blocklist.removal] may hold, and filling them in.
//
// Pure functions; safe from any thread.
#pragma once
#include <functional>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace offlist {

/// What is filled in for the words in braces.
struct removal_words {
    std::string subject;    ///< {subject}: what is listed
    std::string blocklist;  ///< {blocklist}: the list's name
    std::string evidence;   ///< {evidence}: what the list answered, one answer a line
    std::string contact;    ///< {contact}: the address at which the operator reaches us
    std::string reference;  ///< {reference}: our number of the request
};

/// What is wrong with a text: a brace without its other one, a word that is none of those above. None: nothing.
[[nodiscard]] std::optional<problem> removal_text_problem(std::string_view text);

/// Whether `text` holds this word in braces.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);

/// `text` with every word in braces replaced; what is filled in is not looked at again. `written` says how a value is
/// written in this place, such as percent-encoded. Other braces stay as they are.
[[nodiscard]] std::string filled_in(
    std::string_view text, const removal_words& with,
    const std::function<std::string(const std::string&)>& written = [](const std::string& plain) { return plain; });

}  // namespace offlist
