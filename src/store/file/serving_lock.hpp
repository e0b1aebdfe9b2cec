// serving_lock.hpp: one `offlist serve` for a SQLite store, and whether the one before ended as it should.
//
// An advisory lock on `FILE.lock`, which holds who serves: its process, its machine, since when. It is one of an open
// file (fcntl's OFD locks), so that whoever looks need not take it. The kernel lets go of it when the process dies,
// however it dies; the file stays, and says how the last one ended. Commands do not take it. Not for network file
// systems, where it may see one machine alone. Belongs to one thread.
#pragma once
#include <chrono>
#include <filesystem>
#include <offlist/problem.hpp>
#include <string>
#include <utility>

namespace offlist::store {

/// What the lock's file says.
struct serving_record {
    std::string process;  ///< empty: nobody has ever served it
    std::string host;
    std::string since;
    bool ended = false;  ///< by its own will
};

class serving_lock {
public:
    /// Does not wait. Problems: another one serves the store (who), the file cannot be made.
    static parsed<serving_lock> take(const std::filesystem::path& store_file, std::chrono::sys_seconds now);
    /// Says in the file that the end is as it should be. The lock is held on.
    void end();
    /// The one before was killed, or the machine lost its power.
    [[nodiscard]] bool was_cut_off() const { return cut_off_; }

    serving_lock(serving_lock&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), record_(std::move(other.record_)), cut_off_(other.cut_off_)
    {
    }
    serving_lock(const serving_lock&) = delete;
    serving_lock& operator=(const serving_lock&) = delete;
    serving_lock& operator=(serving_lock&&) = delete;
    ~serving_lock();

private:
    serving_lock(int descriptor, serving_record record, bool cut_off)
        : descriptor_(descriptor), record_(std::move(record)), cut_off_(cut_off)
    {
    }
    int descriptor_;
    serving_record record_;
    bool cut_off_;
};

[[nodiscard]] std::filesystem::path lock_file_of(const std::filesystem::path& store_file);

/// Who serves the store, for a look from outside.
struct serving_state {
    bool served = false;
    serving_record by;  ///< or the last one
};
[[nodiscard]] serving_state who_serves(const std::filesystem::path& store_file);
/// "process 12 on box, since …"
[[nodiscard]] std::string to_string(const serving_record& who);

}  // namespace offlist::store
