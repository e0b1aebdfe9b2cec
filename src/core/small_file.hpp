// small_file.hpp: small files, read and replaced as a whole.
//
// Blocks for the disk. Safe from any thread, as long as no two replace the same file at once (file_lock.hpp).
#pragma once
#include <cstddef>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist {

/// A file that a person wrote. Problems: it is missing, a directory, unreadable, or larger than `largest` octets.
[[nodiscard]] parsed<std::string> read_small_file(const std::filesystem::path& file, std::size_t largest);

/// A file that this program wrote, or will: empty when there is none. Problems: it cannot be read, or is larger than
/// `largest` octets.
[[nodiscard]] parsed<std::string> read_if_there(const std::filesystem::path& file, std::size_t largest);

/// Puts `content` in the place of `file`: after a crash there is the old content or the new one. Problems: it cannot be
/// written (a full disk, no permission); the old content then stays.
[[nodiscard]] parsed<bool> replace_whole(const std::filesystem::path& file, std::string_view content);

/// Whether replace_whole() would work now, as far as can be told without waiting for the disk. `file` is not touched.
[[nodiscard]] parsed<bool> try_replacing(const std::filesystem::path& file, std::string_view content);

}  // namespace offlist
