#include "daemon/removal_loop.hpp"

#include <unistd.h>
#include <telemetry/log.hpp>

#include <utility>

#include "daemon/task_group.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 2s;

services::removal_worker_options options_for(const std::optional<config::mail_config>& mail)
{
    services::removal_worker_options o;
    o.name = "offlist:" + std::to_string(::getpid());
    if (mail) {
        o.mail_from = mail->from;
        o.reply_to = mail->reply_to;
    }
    return o;
}

}  // namespace

removal_loop::removal_loop(store::database& db, const clock& time, const std::optional<config::mail_config>& mail,
                           services::removal_worker_ports ports)
    : web_(outbound::client_options{}),
      mail_(mail ? std::make_optional<outbound::smtp_sender>(mail->smtp, mail_loop_) : std::nullopt),
      worker_(db, mail_ ? &*mail_ : nullptr, &web_, time, options_for(mail), std::move(ports))
{
}

boost::asio::awaitable<void> removal_loop::run()
{
    bool in_trouble = false;
    while (!stopping_) {
        busy_ = true;
        const auto done = co_await worker_.work();
        busy_ = false;
        if (!done && !in_trouble)
            telemetry::log_warning("requests to operators wait until the store can be used: " +
                                   done.error().to_string());
        in_trouble = !done;
        co_await pause(look_every);
    }
}

}  // namespace offlist::daemon
