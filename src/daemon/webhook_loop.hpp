// webhook_loop.hpp: the daemon's dispatcher: the events of the store on their way to webhooks.
//
// Belongs to the daemon's thread; what leaves does so on a thread of its own (outbound/transfer_loop.hpp), apart from
// the gateways' requests, which must not wait for a customer's slow server.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <config/sections/webhooks.hpp>
#include <core/clock.hpp>
#include <core/periodic.hpp>
#include <functional>
#include <notify/dispatcher.hpp>
#include <outbound/http_client.hpp>
#include <store/notices/sql_notification_store.hpp>
#include <string>

namespace offlist::telemetry {
class metrics;
}

namespace offlist::daemon {

class restore_watch;

[[nodiscard]] notify::url_rules url_rules_of(const config::webhook_config& with);

class webhook_loop {
public:
    /// `start` runs a request beside everything else. All outlive the loop.
    webhook_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                 const config::webhook_config& with, telemetry::metrics& counts, restore_watch& restored,
                 std::function<void(boost::asio::awaitable<void>)> start);

    /// Looks for work again and again, until it is stopped or cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// Requests under way: one that is cut off is sent again by the next daemon, with the same webhook-id.
    [[nodiscard]] std::size_t under_way() const { return dispatcher_.under_way(); }
    /// Begins no more.
    void stop();
    /// Ends what is under way.
    void cut_off() { web_.stop(); }

private:
    boost::asio::awaitable<round_outcome> round();
    boost::asio::awaitable<void> look_at_figures();
    void tell(const notify::notification& n, const notify::aftermath& a, const std::string& server);

    store::database& db_;
    const clock& time_;
    telemetry::metrics& counts_;
    restore_watch& restored_;
    outbound::http_client web_;
    store::sql_notification_store notifications_;
    std::chrono::steady_clock::time_point figures_at_{};
    periodic rounds_;
    notify::dispatcher dispatcher_;
};

}  // namespace offlist::daemon
