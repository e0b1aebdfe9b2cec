// order_loop.hpp: moves orders that DNS and time decide, round by round, while customers and staff do the rest.
//
// Belongs to the daemon's thread.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <core/periodic.hpp>
#include <services/job_watch.hpp>

namespace offlist {
struct finding;
class monitor;
class resolver;
}  // namespace offlist

namespace offlist::telemetry {
class metrics;
}

namespace offlist::daemon {

class restore_watch;
class settings_in_use;

class order_loop final : private services::pair_watcher {
public:
    /// All outlive the loop. `asks` is who asks DNS about the subjects of orders.
    order_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time, monitor& asks,
               resolver& dns, const settings_in_use& by, telemetry::metrics& counts, restore_watch& restored);

    /// Until it is cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// What was learnt about a pair that an order is about.
    void saw(const finding& f);

private:
    void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every) override;
    void unwatch(const subject& about, std::string_view blocklist) override;

    boost::asio::awaitable<round_outcome> round();
    boost::asio::awaitable<void> look_at_figures();
    boost::asio::awaitable<void> tell_changes();

    store::database& db_;
    const clock& time_;
    monitor& asks_;
    resolver& dns_;
    const settings_in_use& by_;
    telemetry::metrics& counts_;
    restore_watch& restored_;
    services::job_watch jobs_;
    std::chrono::steady_clock::time_point figures_at_{};
    std::optional<std::int64_t> told_{};  // the newest change of a job that the log has
    periodic rounds_;
};

}  // namespace offlist::daemon
