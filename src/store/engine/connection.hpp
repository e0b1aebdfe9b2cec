// connection.hpp: one session of the store with its transactions; for the database's threads alone.
//
// Belongs to one thread at a time. What fails throws a store_error.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "store/engine/session.hpp"
#include "store/engine/store_url.hpp"
#include "store/file/mark.hpp"

namespace offlist::store {

/// What an error means for those who share the transaction.
enum class store_fault : std::uint8_t {
    work,     ///< this work's own: a constraint, a statement that is wrong
    storage,  ///< nothing can be written: a full disk, a file that is locked
    damaged,  ///< the same: SQLite found the file damaged
    lost,     ///< the connection is gone
    again,    ///< PostgreSQL asks that the transaction be tried again
};

struct store_error : std::runtime_error {
    store_error(store_fault f, problem p) : std::runtime_error(p.to_string()), fault(f), why(std::move(p)) {}
    store_fault fault;
    problem why;
};

/// Of SQLite: the file is another program's.
[[nodiscard]] problem not_ours(const std::string& name);

enum class access : std::uint8_t {
    reads,
    writes,
    /// SQLite: reads without any file beside the store but its log, on a disk that has no room for one. Keeps out every
    /// other session of any process.
    reads_alone,
};

class connection {
public:
    connection(const store_url& where, access how);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    [[nodiscard]] soci::session& session();

    /// A writer keeps out all other writers, of other processes too, until the end of the transaction.
    void begin();
    void commit();
    void roll_back() noexcept;
    void savepoint();
    void release_savepoint();
    void roll_back_to_savepoint();

    /// The error that is being handled, which came from a use of this session.
    [[nodiscard]] store_error what_happened() const;
    /// PostgreSQL, within a transaction of a writer: writes a random sign into it, in the row of this `writer`, by
    /// which a later session sees whether the transaction is in the store. The sign; empty on SQLite.
    [[nodiscard]] std::string sign(const std::string& writer, std::chrono::sys_seconds now);
    /// Forgets the signs of writers that have not signed since then.
    void forget_signs(std::chrono::sys_seconds before);
    /// Whether the transaction with this sign is in the store. Within a later transaction of the same writer, which
    /// has signed nothing since.
    [[nodiscard]] bool was_committed(const std::string& writer, const std::string& sign);

    /// SQLite: how far the store is; none: it has no tables of offlist. Of a writer behind its commit: what that came
    /// to.
    [[nodiscard]] std::optional<store_reach> reach();
    /// SQLite: whoever examines the store on another thread may be told to give up.
    void interrupt() noexcept;
    /// SQLite: the end of this session must not touch the files that have the store's names: they are another one's.
    void leave_files() noexcept;

    /// SQLite: moves the write-ahead log into the file when it has grown; to be called between transactions.
    void tend_log() noexcept;
    /// SQLite: moves all of it and empties the log. False: readers were in the way.
    [[nodiscard]] bool empty_log();
    /// SQLite: a copy in an empty file.
    void copy_into(const std::filesystem::path& file);

private:
    class native;
    [[nodiscard]] store_fault fault_of(const std::exception& e) const;
    void number_commit();

    backend kind_;
    access how_;
    std::string name_;
    int changed_before_ = 0;  // rows, by this session, at the beginning of the transaction
    std::unique_ptr<native> native_;
};

}  // namespace offlist::store
