// removal_loop.hpp: the daemon's own worker for requests to operators, with the mail server and the web behind it.
//
// Belongs to the daemon's thread; what leaves does so on a thread of its own (outbound/transfer_loop.hpp).
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <core/periodic.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <outbound/smtp_sender.hpp>
#include <outbound/transfer_loop.hpp>
#include <services/removal_worker.hpp>

namespace offlist::daemon {

class restore_watch;
class settings_in_use;

class removal_loop {
public:
    /// Without [mail], requests by mail are left to staff. All outlive the loop.
    removal_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                 const settings_in_use& by, restore_watch& restored);

    /// Looks for work again and again, until it is stopped or cancelled.
    [[nodiscard]] boost::asio::awaitable<void> run() { return rounds_.run(); }
    /// A request is under way: to be cut off, it would have to be found out about.
    [[nodiscard]] bool busy() const { return rounds_.busy(); }
    /// Begins no more.
    void stop();
    /// The configuration or the lists have changed.
    void look_again() { worker_.look_again(); }

private:
    boost::asio::awaitable<round_outcome> round();

    outbound::transfer_loop mail_loop_;
    outbound::http_client web_;
    std::optional<outbound::smtp_sender> mail_;
    restore_watch& restored_;
    services::removal_worker worker_;
    periodic rounds_;
};

}  // namespace offlist::daemon
