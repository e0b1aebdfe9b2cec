// start_lock.hpp: keeps other processes from opening a SQLite store while one makes or migrates it.
//
// An advisory lock (flock) on the store's directory: it leaves no file behind, and the kernel releases it when the
// process dies. Belongs to one thread.
#pragma once
#include <filesystem>
#include <offlist/problem.hpp>
#include <utility>

namespace offlist::store {

class start_lock {
public:
    /// Waits for whoever holds it: a migration takes as long as it takes. Problem: there is no such directory.
    static parsed<start_lock> take(const std::filesystem::path& store_file);

    start_lock(start_lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    start_lock& operator=(start_lock&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    start_lock(const start_lock&) = delete;
    start_lock& operator=(const start_lock&) = delete;
    ~start_lock();

private:
    explicit start_lock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace offlist::store
