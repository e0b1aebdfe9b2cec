// budget_file.hpp: the daily budgets in a file, so that a restart does not open a day again.
//
// One line a UTC day and list: `2026-11-23 example-ip 4200`. The file is replaced as a whole (temporary file, fsync,
// rename), so a crash leaves the old or the new one. Each change holds an advisory lock on FILE.lock, so processes may
// share a file; they get their turns in the order they came. An object belongs to one thread; its calls block for a
// disk write.
#pragma once
#include <chrono>
#include <core/file_lock.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <offlist/problem.hpp>
#include <span>
#include <string>
#include <string_view>

#include "sweep/budget.hpp"

namespace offlist {

class budget_file final : public budget_store {
public:
    /// Whether open() finds out that the file can be written; where it cannot, each booking says so.
    enum class at_start : bool { tries_writing, reads };

    /// Opens the file, or begins one where there is none; missing directories are made. Problems: it cannot be read
    /// or written, another process keeps it locked for all of `waiting`, here or in book(), or a line is not as above
    /// (then the file is left as it is).
    static parsed<std::unique_ptr<budget_file>> open(std::filesystem::path file, at_start how = at_start::tries_writing,
                                                     std::chrono::milliseconds waiting = file_lock::patience);

    parsed<void> book(std::span<booking> lines) override;
    /// As of the last change by this object.
    [[nodiscard]] std::int64_t used(std::string_view list, std::chrono::sys_days day) const override;

private:
    using counts = std::map<std::chrono::sys_days, std::map<std::string, std::int64_t, std::less<>>>;

    budget_file(std::filesystem::path file, std::chrono::milliseconds waiting)
        : file_(std::move(file)), waiting_(waiting)
    {
    }
    parsed<void> change(std::span<booking> lines, bool try_writing);
    [[nodiscard]] parsed<counts> read() const;
    using writer = parsed<bool> (*)(const std::filesystem::path&, std::string_view);
    [[nodiscard]] parsed<bool> write(const counts& all, writer how) const;

    std::filesystem::path file_;
    std::chrono::milliseconds waiting_;
    counts counts_;
};

}  // namespace offlist
