// small_file.hpp: small files, read and replaced as a whole.
//
// Blocks for the disk. Safe from any thread, as long as no two replace the same file at once (file_lock.hpp).
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>

namespace offlist {

/// Makes a file of ours, for reading and writing, with `mode`; -1: it cannot be, or is there (errno). What root makes
/// belongs to the owner of `like`, a file or a folder: a command that was run as root does not keep the daemon's user
/// out. Never through a symbolic link, which that user could have put there to lead root to another's file.
[[nodiscard]] int make_new(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like);
/// As make_new(), in the place of what was left behind under the name.
[[nodiscard]] int make_anew(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like);
/// Opens the file that is there, which keeps its owner; else as make_new().
[[nodiscard]] int open_or_make(const std::filesystem::path& file, mode_t mode, const std::filesystem::path& like);

/// The folder that a file is in: "." where its path names none.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& file);

/// A file that a person wrote. Problems: it is missing, a directory, unreadable, or larger than `largest` octets.
[[nodiscard]] parsed<std::string> read_small_file(const std::filesystem::path& file, std::size_t largest);

/// A file that this program wrote, or will: empty when there is none. Problems: it cannot be read, or is larger than
/// `largest` octets.
[[nodiscard]] parsed<std::string> read_if_there(const std::filesystem::path& file, std::size_t largest);

/// Puts `content` in the place of `file`: after a crash there is the old content or the new one. Root's new file
/// belongs to the owner of the old one, or of the folder. Problems: it cannot be written (a full disk, no permission);
/// the old content then stays.
[[nodiscard]] parsed<bool> replace_whole(const std::filesystem::path& file, std::string_view content);

/// Whether replace_whole() would work now, as far as can be told without waiting for the disk. `file` is not touched.
[[nodiscard]] parsed<bool> try_replacing(const std::filesystem::path& file, std::string_view content);

}  // namespace offlist
