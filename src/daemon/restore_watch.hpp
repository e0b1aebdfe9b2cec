// restore_watch.hpp: whether the store was restored and waits for staff's word, and the loops that wait with it.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <core/periodic.hpp>
#include <store/engine/database.hpp>
#include <string>

namespace offlist::daemon {

class restore_watch {
public:
    /// `db` outlives it.
    restore_watch(const boost::asio::any_io_executor& on, store::database& db);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// Runs `work` once nothing is held any more: what others would see of it (requests to operators, webhooks), and
    /// what would move jobs by what a backup knows.
    [[nodiscard]] boost::asio::awaitable<void> then(boost::asio::awaitable<void> work);
    /// Somebody has confirmed it just now.
    void look_again() { rounds_.wake(); }

    /// What is held, for anybody to read; empty: nothing. Until the store was looked at, everything is.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    boost::asio::awaitable<round_outcome> round();

    store::database& db_;
    std::string trouble_ = "whether the store was restored is being looked at";
    bool told_ = false;  // that it is held
    boost::asio::steady_timer released_;
    periodic rounds_;
};

}  // namespace offlist::daemon
