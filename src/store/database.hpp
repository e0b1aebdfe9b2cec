// database.hpp: one SQL code path to SQLite or PostgreSQL: sessions, group commit, migrations.
//
// Blocking work runs on the database's own threads: one writer, which commits what is queued together in one
// transaction (a savepoint a job, so that one job's failure undoes only itself), and a few readers. Everything here may
// be called from any thread; an awaited result comes back on the awaiting executor.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <offlist/problem.hpp>
#include <string>
#include <type_traits>
#include <utility>

namespace soci {
class session;
}

namespace offlist::store {

enum class backend : bool { sqlite, postgresql };

struct database_options {
    std::string url = "sqlite:offlist.db";  ///< sqlite:FILE or postgresql://… ; a secret, it may hold a password
    int readers = 2;
};

class database {
public:
    /// Opens, migrates, and is ready. Problems: the url, no connection, a schema newer than this program's.
    [[nodiscard]] static parsed<std::unique_ptr<database>> open(const database_options& options);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    [[nodiscard]] backend kind() const;

    /// Runs `job` in a transaction that is durable when this returns. `job` returns parsed<T>; a problem or an
    /// exception of it undoes what it did. It may run more than once (a lost connection, a serialization failure), so
    /// it must have no effect but on the session.
    template <class Job>
    boost::asio::awaitable<std::invoke_result_t<Job&, soci::session&>> write(Job job);
    /// The same on a reader: sees everything that was written before.
    template <class Job>
    boost::asio::awaitable<std::invoke_result_t<Job&, soci::session&>> read(Job job);

    /// For commands and tests: the same, blocking.
    template <class Job>
    std::invoke_result_t<Job&, soci::session&> write_now(Job job);
    template <class Job>
    std::invoke_result_t<Job&, soci::session&> read_now(Job job);

private:
    class impl;
    explicit database(std::unique_ptr<impl> i);
    std::unique_ptr<impl> impl_;
};

}  // namespace offlist::store
