// store_check.hpp: looks whether the store is what it says it is: each second where its file is, every few seconds
// whether it can be read, and now and then, each night at least, whether all of its pages are sound.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <optional>
#include <store/engine/database.hpp>
#include <store/file/condition.hpp>
#include <string>

namespace offlist::telemetry {
class metrics;
}

namespace offlist::daemon {

/// What /readyz is told of the store.
struct store_state {
    store::store_condition condition;  ///< as of now
    std::string unreadable;            ///< why the newest read failed
    std::string not_examined;          ///< why it is not known whether it is sound; empty: it is
    bool must_wait = false;            ///< for the first examination: it ends soon
};

class store_check {
public:
    /// All outlive it.
    store_check(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                telemetry::metrics& counts);

    /// Each until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> watch() { return looks_.run(); }
    [[nodiscard]] boost::asio::awaitable<void> read() { return reads_.run(); }
    [[nodiscard]] boost::asio::awaitable<void> examine() { return examinations_.run(); }
    void stop();

    [[nodiscard]] store_state state() const;

private:
    boost::asio::awaitable<round_outcome> look();
    boost::asio::awaitable<round_outcome> read_once();
    boost::asio::awaitable<round_outcome> examine_once();

    store::database& db_;
    const clock& time_;
    telemetry::metrics& counts_;
    std::chrono::steady_clock::time_point began_;
    bool stopping_ = false;
    std::optional<std::string> examined_;  // why the newest examination came to nothing; empty: it came to something
    periodic looks_;
    periodic reads_;
    periodic examinations_;
};

/// How long after an examination that took so long the next one begins, at the latest next night. Little of the disk's
/// time is taken; what is large is examined at night alone.
[[nodiscard]] std::chrono::milliseconds until_examination(std::chrono::milliseconds took, std::chrono::sys_seconds now);

}  // namespace offlist::daemon
