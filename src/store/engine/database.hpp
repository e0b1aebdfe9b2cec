// database.hpp: one SQL code path to SQLite or PostgreSQL: sessions, group commit, migrations.
//
// Blocking work runs on the database's own threads: one writer, which commits what is queued together in one
// transaction (a savepoint for each unit of work, so that its failure undoes only itself), and a few readers.
// Everything here may be called from any thread; an awaited result comes back on the awaiting executor, whose context
// must outlive the database: the destructor finishes all that is queued. Among all processes that share a store one
// writes at a time, so that work may look and then write without thinking of anybody else.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/engine/database_work.hpp"

namespace offlist::store {

enum class backend : bool { sqlite, postgresql };

/// Whether a store's schema is brought up to date when it is opened.
enum class schema_use : bool {
    migrate,
    as_it_is,  ///< for looking: nothing of it is changed; it may be older than this program's, and is not made
};

/// Whether a store is made where there is none.
enum class store_making : bool {
    makes,
    never,  ///< a store that is not there, or has no schema, is a problem
};

/// Whether others may use the store in the same way.
enum class store_use : bool {
    shares,  ///< a command, beside a daemon or without one
    serves,  ///< the daemon, one for a SQLite store; what its disk has no room for is opened for reading
};

struct database_options {
    std::string url = "sqlite:offlist.db";  ///< sqlite:FILE or postgresql://… ; a secret, it may hold a password
    int readers = 2;
    const clock* time = nullptr;  ///< none: the machine's; else it must outlive the database
    schema_use schema = schema_use::migrate;
    store_making missing = store_making::makes;
    store_use use = store_use::shares;
    bool accept = false;  ///< a store that is gone, went back or is another one is taken as it is, on purpose
};

/// What came of reading the whole store.
struct examination {
    std::optional<problem> damage;  ///< none was found
};

/// What the writer has done since the start.
struct database_figures {
    std::uint64_t commits = 0;       ///< transactions
    std::uint64_t units = 0;         ///< of work, that these made durable
    std::uint64_t failed_units = 0;  ///< of work, that the store and not their own decision failed
    double last_commit_seconds = 0;  ///< from the first unit of the newest transaction to its end
    std::uint64_t queued = 0;        ///< units that wait now, writing and reading ones
};

class work_queue;
struct store_condition;

class database {
public:
    /// Opens, migrates unless told not to, and is ready. Problems: the url, no connection, a schema newer than this
    /// program's; of SQLite also a file that is empty, not a store, not as far as it was, or beside a log of another
    /// one's, and another daemon that serves it.
    [[nodiscard]] static parsed<std::unique_ptr<database>> open(const database_options& options);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    [[nodiscard]] backend kind() const;
    /// The store as it may be shown: without password or parameters.
    [[nodiscard]] std::string name() const;
    /// The number of its schema when it was opened; 0: it has none yet, which only schema_use::as_it_is shows.
    [[nodiscard]] int schema() const;
    /// Whether open() has made it: there was none.
    [[nodiscard]] bool is_new() const;
    /// Whether it is not as far as it was, which database_options::accept has allowed.
    [[nodiscard]] bool went_back() const;
    /// What whoever opened it should know, in words.
    [[nodiscard]] const std::vector<std::string>& notes() const;
    /// What this program brings a store to.
    [[nodiscard]] static int newest_schema();

    /// Runs `work` in a transaction that is durable when this returns. `work` returns parsed<T> or loaded<T>; a problem
    /// or an exception of it undoes what it did. It may run more than once (a lost connection, a serialization
    /// failure), so it must have no effect but on the session. Problems beside its own: the store cannot write (a full
    /// disk, a lost connection); then nothing was written, and the same work may be given again.
    template <class Work>
    boost::asio::awaitable<std::invoke_result_t<Work&, soci::session&>> write(Work work)
    {
        const auto held = std::make_shared<detail::held_work<Work>>(std::move(work));
        co_await finished(held, true);
        co_return held->take();
    }
    /// The same on a reader: sees everything that was written before, all of it as of one moment.
    template <class Work>
    boost::asio::awaitable<std::invoke_result_t<Work&, soci::session&>> read(Work work)
    {
        const auto held = std::make_shared<detail::held_work<Work>>(std::move(work));
        co_await finished(held, false);
        co_return held->take();
    }

    /// For commands and tests: the same, blocking.
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write_now(Work work)
    {
        const auto held = std::make_shared<detail::held_work<Work>>(std::move(work));
        finish_now(held, true);
        return held->take();
    }
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> read_now(Work work)
    {
        const auto held = std::make_shared<detail::held_work<Work>>(std::move(work));
        finish_now(held, false);
        return held->take();
    }

    /// Why the newest transaction could not be written; none once one succeeded again.
    [[nodiscard]] std::optional<problem> trouble() const;
    [[nodiscard]] database_figures figures() const;
    /// Whether the store is in its place, whole, and may be written. Looks at the file itself, for a few microseconds.
    [[nodiscard]] store_condition condition() const;

    /// Reads the whole store beside all other work, however long it takes, and remembers what is wrong with it as
    /// store_condition::damage: that, or none. Problem: it could not be examined, since it is lost or full, say. On
    /// PostgreSQL there is nothing to examine: none.
    boost::asio::awaitable<parsed<examination>> examine();
    /// Whether SQLite has called the store damaged in some work since this was asked last.
    [[nodiscard]] bool take_suspicion();
    /// What happened to connections since this was asked last, in its order: why one was lost; empty: one that had been
    /// lost was made again. Work that is tried again on a new one tells nothing of it otherwise.
    [[nodiscard]] std::vector<std::string> take_connection_news();
    /// An examination under way is given up, and none begins.
    void stop_examining();

    /// Moves everything from the write-ahead log into the file and empties the log, so that destroyed data is gone from
    /// the disk. Problem: readers were in the way for all of the time. Does nothing on PostgreSQL.
    boost::asio::awaitable<parsed<void>> checkpoint();

    /// A consistent copy in a new file of mode 0600, durable when this returns, while the service goes on. Blocks.
    /// Problems: the file exists or cannot be written; PostgreSQL (names the pg_dump command that does it).
    [[nodiscard]] parsed<void> backup(const std::filesystem::path& file);

    class impl;

private:
    explicit database(std::unique_ptr<impl> i);
    boost::asio::awaitable<void> finished(std::shared_ptr<detail::work> what, bool writes);
    boost::asio::awaitable<void> finished_in(std::shared_ptr<detail::work> what, work_queue& queue);
    void finish_now(const std::shared_ptr<detail::work>& what, bool writes);

    std::unique_ptr<impl> impl_;
};

}  // namespace offlist::store
