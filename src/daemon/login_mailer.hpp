// login_mailer.hpp: mails people the links by which they sign in.
//
// Belongs to the daemon's thread; what leaves does so on a thread of its own (outbound/transfer_loop.hpp), apart from
// the mails to operators: somebody is waiting for it.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <core/clock.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <outbound/smtp_sender.hpp>
#include <outbound/transfer_loop.hpp>
#include <store/engine/database.hpp>
#include <string>

#include "daemon/one_of.hpp"

namespace offlist::daemon {

class settings_in_use;

class login_mailer {
public:
    /// `start` runs a mail beside everything else. All outlive it.
    login_mailer(store::database& db, const clock& time, const settings_in_use& by,
                 std::function<void(boost::asio::awaitable<void>)> start);

    /// Finds out whether anybody has this address and may sign in by mail, and mails her a link and a code. Without
    /// [mail] in the configuration nothing happens but a line in the log.
    void link_asked(std::string email, std::string asked_by, std::string return_to);
    /// False: there is no [mail], or too much is on its way.
    [[nodiscard]] bool invite(std::string email, std::string link);

private:
    boost::asio::awaitable<void> mail_link(one_of counted, std::string email, std::string asked_by,
                                           std::string return_to);
    boost::asio::awaitable<void> send(one_of counted, std::string to, std::string subject, std::string text);

    store::database& db_;
    const clock& time_;
    const settings_in_use& by_;
    std::function<void(boost::asio::awaitable<void>)> start_;
    std::shared_ptr<int> under_way_ = std::make_shared<int>(0);
    std::optional<outbound::transfer_loop> loop_;
    std::optional<outbound::smtp_sender> mail_;
};

}  // namespace offlist::daemon
