// toml_file.hpp: sections of offlist.toml that are read apart from the rest, which config.hpp has read before.
//
// Blocks for the file system; for one thread. Slow to compile (toml++).
#pragma once
#include <core/toml_section.hpp>
#include <filesystem>
#include <functional>
#include <offlist/problem.hpp>
#include <string_view>

namespace offlist::config {

using toml_reader = std::function<void(const toml::table& root, problems& wrong)>;

/// All that is wrong with the text, and what `read` notes. `file` is for messages.
[[nodiscard]] problems read_toml(std::string_view text, const std::filesystem::path& file, const toml_reader& read);
/// The same for a file; nothing is read, and nothing wrong, when there is none (an empty path).
[[nodiscard]] problems read_toml_file(const std::filesystem::path& file, const toml_reader& read);

}  // namespace offlist::config
