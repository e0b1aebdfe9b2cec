// small_file.hpp: a file that a person wrote, as text.
//
// Blocks for the file system; safe from any thread.
#pragma once
#include <cstddef>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>

namespace offlist {

/// Problems: it is missing, a directory, unreadable, or larger than `largest` octets.
[[nodiscard]] parsed<std::string> read_small_file(const std::filesystem::path& file, std::size_t largest);

}  // namespace offlist
