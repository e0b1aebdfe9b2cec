// heartbeat.hpp: proves each second that the daemon's thread is not stuck, to systemd and to /readyz.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <optional>

namespace offlist {
class monitor;
}

namespace offlist::daemon {

class heartbeat {
public:
    /// All outlive it. `told_of` is what `systemctl status` shows.
    heartbeat(const boost::asio::any_io_executor& on, const clock& time, const monitor& told_of);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return beats_.run(); }
    /// How far behind the thread was in the newest second.
    [[nodiscard]] std::chrono::milliseconds lateness() const { return lateness_; }

private:
    boost::asio::awaitable<round_outcome> beat();

    const clock& time_;
    const monitor& told_of_;
    bool watched_;  // by systemd's watchdog, which hears of us only from here: a thread that is stuck is started anew
    int count_ = 0;
    std::optional<std::chrono::steady_clock::time_point> due_;
    std::chrono::milliseconds lateness_{0};
    periodic beats_;
};

}  // namespace offlist::daemon
