// file_copy.hpp: the files of a SQLite store: making one that nobody else can read, and copying one while it is used.
//
// Blocks for the disk. Safe from any thread.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>

#include "store/engine/store_url.hpp"

namespace offlist::store {

/// Makes an empty file of mode 0600 unless there is a file. Problem: it cannot be made.
[[nodiscard]] parsed<void> create_private(const std::filesystem::path& file);

/// A consistent copy of the store in a new file of mode 0600, durable when this returns. Problems: the file exists, or
/// cannot be written; then nothing of it is left.
[[nodiscard]] parsed<void> copy_store(const store_url& from, const std::filesystem::path& to);

}  // namespace offlist::store
