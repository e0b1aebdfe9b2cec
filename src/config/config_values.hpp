// config_values.hpp: what one key of offlist.toml may hold: durations, numbers within bounds, paths, URLs, secrets.
//
// Used on one thread while the file is read. Slow to compile (toml++); included where sections are read, nowhere else.
#pragma once
#include <chrono>
#include <core/toml_section.hpp>
#include <cstdint>
#include <filesystem>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "config/secret.hpp"

namespace offlist::config {

/// What a section is read with, besides its table.
struct reading {
    const std::string& file;                 ///< for messages
    const std::filesystem::path& directory;  ///< the file's own, from which relative paths start
    secrets of_daemon;                       ///< whether secrets are resolved that only the daemon needs
    problems& wrong;                         ///< of the whole file
};

/// The value of `key`; none when it is missing or, after a problem was noted, wrong.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_of(
    toml_section& s, std::string_view key, std::chrono::milliseconds least = std::chrono::milliseconds(1),
    std::chrono::milliseconds most = std::chrono::milliseconds::max());
[[nodiscard]] std::optional<std::int64_t> number_of(toml_section& s, std::string_view key, std::int64_t least,
                                                    std::int64_t most);
/// A part of the whole: up to 1, and 0 only if `zero`.
[[nodiscard]] std::optional<double> share_of(toml_section& s, std::string_view key, bool zero);
/// A relative one is taken from `directory`.
[[nodiscard]] std::optional<std::filesystem::path> path_of(toml_section& s, std::string_view key,
                                                           const std::filesystem::path& directory);
/// http or https, without the slash at its end; `usual` where there is none. Empty after a problem was noted.
[[nodiscard]] std::string url_of(toml_section& s, std::string_view key, std::string usual = {});
/// One that only the daemon needs: empty where secrets are left, and where it is missing or, after a problem was noted,
/// cannot be read. `what` tells a person what belongs there.
[[nodiscard]] std::string secret_of(toml_section& s, std::string_view key, const reading& how, const std::string& what);

/// Where the value is missing or wrong, `into` stays as it is. Spans are at least a second, rounded up to whole ones.
/// Spans that know no bound of their own are any that a duration can be.
constexpr std::chrono::seconds any_span =
    std::chrono::duration_cast<std::chrono::seconds>(std::chrono::milliseconds::max());
void set_seconds(toml_section& s, std::string_view key, std::chrono::seconds& into,
                 std::chrono::seconds most = any_span);
template <class Number>
void set_number(toml_section& s, std::string_view key, std::int64_t least, std::int64_t most, Number& into)
{
    if (const auto n = number_of(s, key, least, most)) into = static_cast<Number>(*n);
}

/// An amount such as "35.00", above zero. Notes one that is none.
void set_cents(toml_section& s, std::string_view key, std::optional<std::int64_t>& into);

}  // namespace offlist::config
