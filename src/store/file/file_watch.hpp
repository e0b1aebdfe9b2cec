// file_watch.hpp: whether the name of a SQLite store still leads to the file that is open, and that file is whole.
//
// Whoever renames another file over the store, or removes it, leaves SQLite writing into a file that nobody will find
// again. Safe from any thread. Must outlive every session of the store in this process: closing a descriptor of the
// file drops the locks that SQLite holds on it (POSIX locks belong to the process).
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <offlist/problem.hpp>
#include <optional>

namespace offlist::store {

enum class watching : bool {
    place,    ///< where the names of file and log lead
    content,  ///< and the head of the file is read at each look; keeps another watch of content out, by any name
};

class file_watch {
public:
    /// Problems: there is no such file, it is a directory, it may not be read, another process watches its content.
    static parsed<std::unique_ptr<file_watch>> begin(const std::filesystem::path& file, watching how);
    ~file_watch();
    file_watch(const file_watch&) = delete;
    file_watch& operator=(const file_watch&) = delete;

    /// The log (-wal) that is there now is the one that is open. Again after each time that all sessions were closed.
    void remember_log();
    /// Two looks at names, a few microseconds: what is lost, if anything.
    [[nodiscard]] std::optional<problem> look_at_place() const;
    /// The same, and the file's head as it is on the disk now.
    [[nodiscard]] std::optional<problem> look();
    /// The same of the file alone, without its log.
    [[nodiscard]] bool file_lost() const { return look_at_file().has_value(); }
    [[nodiscard]] std::uint64_t size() const;

private:
    file_watch(std::filesystem::path file, int descriptor, watching how);
    [[nodiscard]] std::optional<problem> look_at_file() const;
    [[nodiscard]] std::optional<problem> look_at_head();

    const std::filesystem::path file_;
    const std::filesystem::path log_;
    const int descriptor_;
    const watching how_;
    std::uint64_t device_ = 0;
    std::uint64_t inode_ = 0;
    mutable std::mutex mutex_;     // for all below
    std::uint64_t log_inode_ = 0;  // 0: not known
    std::uint64_t largest_ = 0;
    std::uint32_t changes_ = 0;
    std::uint32_t commits_ = 0;
};

}  // namespace offlist::store
