// monitor_runner.hpp: keeps the monitor running, and tells it of subjects that came or went.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/periodic.hpp>
#include <cstdint>
#include <monitor/monitor.hpp>
#include <optional>
#include <string>

namespace offlist::daemon {

class monitor_runner {
public:
    /// The monitor outlives it.
    monitor_runner(const boost::asio::any_io_executor& on, monitor& runs);

    /// Until the monitor has ended, after stop(); tried again while the store cannot be read.
    [[nodiscard]] boost::asio::awaitable<void> run();
    /// Looks for subjects that came or went, until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> watch_subjects() { return looks_.run(); }
    /// A request stored or removed subjects.
    void subjects_changed() { monitor_.subjects_changed(); }

    /// Ends the slice under way.
    void stop();
    [[nodiscard]] bool ended() const { return ended_; }
    /// Why it could not begin, while that is tried again; else empty.
    [[nodiscard]] const std::string& trouble() const { return starts_.trouble(); }

private:
    boost::asio::awaitable<round_outcome> start();
    boost::asio::awaitable<round_outcome> look();
    void tell_many_subjects();

    monitor& monitor_;
    bool ended_ = false;
    std::optional<std::uint64_t> subjects_{};  // at the last look
    periodic starts_;
    periodic looks_;
};

}  // namespace offlist::daemon
