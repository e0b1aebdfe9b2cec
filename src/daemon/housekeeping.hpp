// housekeeping.hpp: forgets, once an hour, what need not be remembered any more.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <store/engine/database.hpp>

namespace offlist::services {
class payment_service;
}

namespace offlist::daemon {

class housekeeping {
public:
    /// All outlive it.
    housekeeping(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                 services::payment_service& payments);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }

private:
    boost::asio::awaitable<round_outcome> round();

    store::database& db_;
    const clock& time_;
    services::payment_service& payments_;
    bool first_ = true;
    periodic rounds_;
};

}  // namespace offlist::daemon
