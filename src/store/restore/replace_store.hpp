// replace_store.hpp: a backup takes the place of a SQLite store.
//
// Blocks for the disk; for one thread, while nobody serves the store.
#pragma once
#include <chrono>
#include <delisting/policy.hpp>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>

#include "store/restore/lives.hpp"

namespace offlist::store {

struct replaced_store {
    std::filesystem::path former;  ///< the store that was there, with its log and mark beside it; empty: there was none
    life now;
};

/// Copies the backup, examines the copy, brings it to this program's schema, begins a new life in it (lives.hpp), and
/// only then puts it in the place of the store, which is kept under another name. Problems, and the store is as it was:
/// a daemon serves it; the backup is not there, damaged, no store, that of a newer program, or the store itself; a log
/// beside it, which would be left behind; no room; PostgreSQL, which has its own tools.
[[nodiscard]] parsed<replaced_store> replace_store(const std::string& url, const std::filesystem::path& backup,
                                                   std::chrono::sys_seconds now, const delisting_policy& policy);

}  // namespace offlist::store
