// quoted.hpp: somebody else's text inside a message of ours, made harmless.
//
// Pure; safe from any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace offlist {

/// Longer texts are cut: a message is read by a person, on one line.
inline constexpr std::size_t quoted_octets = 80;

/// `"text"` with control characters, quotes, backslashes and octets that are not valid UTF-8 written as escapes (`\n`,
/// `\x1b`), so that the result stays on one line, says what the octets are and cannot steer a terminal. At most
/// `quoted_octets` of the text, then `…`.
[[nodiscard]] std::string quoted(std::string_view text);
// Exact matches, because argument-dependent lookup for a std::string also finds the templates of std::quoted wherever
// <iomanip> is included, and would prefer them.
[[nodiscard]] inline std::string quoted(const char* text)
{
    return quoted(std::string_view{text});
}
[[nodiscard]] inline std::string quoted(const std::string& text)
{
    return quoted(std::string_view{text});
}
[[nodiscard]] inline std::string quoted(std::string& text)
{
    return quoted(std::string_view{text});
}
/// The same without the quotation marks around it.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace offlist
