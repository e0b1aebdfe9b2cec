#include "config/secret.hpp"

#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <cstdlib>
#include <utility>

namespace offlist::config {
namespace {

constexpr std::string_view env_prefix = "env:";
constexpr std::string_view file_prefix = "file:";
constexpr std::size_t largest_key_file = 4096;  // octets; a key has 63 at most

std::string trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

// By name: a problem can be made from a string too.
parsed<std::string> found_key(std::string key)
{
    return {boost::system::in_place_value, std::move(key)};
}

parsed<std::string> from_environment(const std::string& name)
{
    // Nothing in this program changes the environment.
    const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr)
        return problem{.what = "the environment variable " + quoted(name) + " is not set", .expected = "the key in it"};
    std::string key = trimmed(value);
    if (key.empty())
        return problem{.what = "the environment variable " + quoted(name) + " is empty", .expected = "the key in it"};
    return found_key(std::move(key));
}

parsed<std::string> from_file(const std::filesystem::path& file)
{
    const auto text = read_small_file(file, largest_key_file);
    if (!text)
        return problem{.what = quoted(file.string()) + ": " + text.error().what,
                       .expected = "a readable file with the key in its first line"};
    std::string key = trimmed(std::string_view(*text).substr(0, text->find('\n')));
    if (key.empty())
        return problem{.what = "the first line of " + quoted(file.string()) + " is empty", .expected = "the key in it"};
    return found_key(std::move(key));
}

}  // namespace

parsed<std::string> read_secret(std::string_view from, const std::filesystem::path& directory)
{
    if (from.starts_with(env_prefix)) return from_environment(std::string(from.substr(env_prefix.size())));
    if (from.starts_with(file_prefix)) return from_file(directory / from.substr(file_prefix.size()));
    return found_key(std::string(from));
}

}  // namespace offlist::config
