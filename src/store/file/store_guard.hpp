// store_guard.hpp: what stands between a SQLite store and work that would be written into nowhere: the lock of whoever
// serves it, the watch over its place, the mark of how far it has come, and what an examination found.
//
// Safe from any thread, but for committed(), which belongs to the writer's. Outlives every session.
#pragma once
#include <atomic>
#include <core/clock.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <offlist/problem.hpp>
#include <optional>

#include "store/file/condition.hpp"
#include "store/file/file_watch.hpp"
#include "store/file/mark.hpp"
#include "store/file/serving_lock.hpp"

namespace offlist::store {

class store_guard {
public:
    /// `served`: the lock of a daemon, none of a command.
    store_guard(std::filesystem::path file, std::optional<serving_lock> served, std::unique_ptr<file_watch> watch,
                const clock& time);
    /// A daemon's end is told to be as it should.
    ~store_guard();
    store_guard(const store_guard&) = delete;
    store_guard& operator=(const store_guard&) = delete;

    /// Why nothing may be written now. Before each transaction, and once more before it is acknowledged.
    [[nodiscard]] std::optional<problem> why_not_written() const;
    /// A transaction is durable, with which the store has come so far.
    void committed(const store_reach& now);
    /// The mark is to be as durable as the store, once a second.
    void sync_mark();

    /// Looks at the file itself.
    [[nodiscard]] store_condition condition() const;
    void examined(std::optional<problem> damage);
    void opened_for_reading(std::optional<problem> full);
    void opened_behind(std::optional<problem> behind);
    void sessions_opened() { watch_->remember_log(); }
    /// From now on an end is as it should be; what was refused before is none.
    void serves() { serving_ = true; }
    /// SQLite called the store damaged.
    void suspect() { suspected_ = true; }
    [[nodiscard]] bool take_suspicion() { return suspected_.exchange(false); }
    [[nodiscard]] bool was_cut_off() const { return served_ && served_->was_cut_off(); }
    [[nodiscard]] std::uint64_t size() const { return watch_->size(); }
    /// What lies beside the file by its name must not be touched: the name leads elsewhere, or the log may be
    /// another's.
    [[nodiscard]] bool leaves_files() const;

private:
    const std::filesystem::path file_;
    std::optional<serving_lock> served_;
    const std::unique_ptr<file_watch> watch_;
    const clock& time_;
    mark_writer mark_;
    bool serving_ = false;
    std::atomic<bool> suspected_ = false;
    mutable std::mutex mutex_;  // for all below, and for mark_
    bool mark_changed_ = false;
    store_condition found_;
};

/// Whether there is room for a log and some work beside the store. Problem: refusal::full.
[[nodiscard]] parsed<void> room_beside(const std::filesystem::path& store_file);

}  // namespace offlist::store
