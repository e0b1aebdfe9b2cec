// file_lock.hpp: keeps other processes out of a file while it is read, changed and replaced.
//
// An advisory lock (flock) on a file of its own, because the file proper is replaced. Released by the destructor, and
// by the kernel when the process dies.
#pragma once
#include <chrono>
#include <filesystem>
#include <offlist/problem.hpp>
#include <utility>

namespace offlist {

class file_lock {
public:
    /// Whoever holds the lock writes one small file, and hundreds may wait in a queue; longer means that somebody
    /// hangs.
    static constexpr std::chrono::milliseconds patience{5000};

    /// Takes the lock on `file`, which is made if it is missing. Problems: it cannot be made, or somebody else held it
    /// for all of `waiting`. Blocks the thread meanwhile. Those who wait get the lock in the order they came.
    static parsed<file_lock> take(const std::filesystem::path& file, std::chrono::milliseconds waiting = patience);

    file_lock(file_lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;
    file_lock& operator=(file_lock&&) = delete;
    ~file_lock();

private:
    explicit file_lock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace offlist
