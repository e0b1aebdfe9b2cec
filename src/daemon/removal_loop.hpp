// removal_loop.hpp: the daemon's own worker for requests to operators, with the mail server and the web behind it.
//
// Belongs to the daemon's thread; what leaves does so on a thread of its own (outbound/transfer_loop.hpp).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <config/mail_config.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <outbound/smtp_sender.hpp>
#include <outbound/transfer_loop.hpp>
#include <services/removal_worker.hpp>
#include <string>

namespace offlist::daemon {

class removal_loop {
public:
    /// Without `mail`, requests by mail are left to staff.
    removal_loop(store::database& db, const clock& time, const std::optional<config::mail_config>& mail,
                 services::removal_worker_ports ports);

    /// Looks for work again and again, until it is cancelled.
    boost::asio::awaitable<void> run();
    /// A request is under way: to be cut off, it would have to be found out about.
    [[nodiscard]] bool busy() const { return busy_; }
    /// Begins no more.
    void stop()
    {
        stopping_ = true;
        worker_.stop();
    }
    void look_again() { worker_.look_again(); }

private:
    outbound::transfer_loop mail_loop_;
    outbound::http_client web_;
    std::optional<outbound::smtp_sender> mail_;
    services::removal_worker worker_;
    bool busy_ = false;
    bool stopping_ = false;
};

}  // namespace offlist::daemon
