// restore_watch.hpp: whether the store was restored and waits for staff's word, which loops ask before each round: a
// store may be restored under a daemon that runs (PostgreSQL), too.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/periodic.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <store/restore/lives.hpp>
#include <string>

namespace offlist::daemon {

class restore_watch {
public:
    /// `db` outlives it.
    restore_watch(const boost::asio::any_io_executor& on, store::database& db);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// What a round comes to instead of its work: the store is held, or cannot say. None: it may work. For what others
    /// would see (requests to operators, webhooks), and what would move jobs by what a backup knows.
    [[nodiscard]] boost::asio::awaitable<std::optional<round_outcome>> instead_of_work();
    /// Somebody has confirmed it just now.
    void look_again() { rounds_.wake(); }

    /// What is held, for anybody to read; empty: nothing. Until the store was looked at, everything is.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    boost::asio::awaitable<round_outcome> round();
    void hear(const store::life& now);

    store::database& db_;
    std::string trouble_ = "whether the store was restored is being looked at";
    bool told_ = false;  // that it is held
    periodic rounds_;
};

}  // namespace offlist::daemon
