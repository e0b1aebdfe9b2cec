// mark.hpp: how far a SQLite store has come, in a small file beside it, so that going back is seen.
//
// `FILE.mark` is one record of fixed size that is overwritten in place behind each commit: it survives kill -9 at once,
// and a power cut as of the newest sync(). So it is never ahead of the store. Reading is safe from any thread; a
// mark_writer belongs to one at a time.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <utility>

namespace offlist::store {

/// How far a store is: its commits are numbered, within the transactions themselves.
struct store_reach {
    std::int64_t made_at = 0;    ///< seconds; which store it is
    std::uint32_t commits = 0;   ///< wraps around
    std::int64_t transfers = 0;  ///< the number of the newest transfer of the ledger
    std::uint32_t cookie = 0;    ///< SQLite's schema cookie: a copy (VACUUM INTO) has one more than what it was made of
};

struct store_mark {
    store_reach reach;
    std::chrono::sys_seconds at{};
};

[[nodiscard]] std::filesystem::path mark_file_of(const std::filesystem::path& store_file);
/// None: there is no mark, or nothing was ever written into it. Problem: it cannot be read, or is none.
[[nodiscard]] parsed<std::optional<store_mark>> read_mark(const std::filesystem::path& store_file);
/// Why `now` is not the store that `mark` tells of, or is not as far; none: it is.
[[nodiscard]] std::optional<problem> why_behind(const store_mark& mark, const store_reach& now,
                                                const std::filesystem::path& store_file);
/// Whether the file itself, without its log, is a copy of the store that `mark` tells of. To be asked while this
/// process has no session of it: closing a descriptor of the file drops SQLite's locks.
[[nodiscard]] bool is_copy_of_marked(const store_mark& mark, const std::filesystem::path& store_file);

class mark_writer {
public:
    explicit mark_writer(std::filesystem::path store_file) : store_file_(std::move(store_file)) {}
    ~mark_writer();
    mark_writer(const mark_writer&) = delete;
    mark_writer& operator=(const mark_writer&) = delete;

    /// False: it could not be written (a full disk); the mark then stays behind, which does no harm.
    bool write(const store_mark& mark);
    [[nodiscard]] bool sync() const;

private:
    std::filesystem::path store_file_;
    int descriptor_ = -1;
};

}  // namespace offlist::store
