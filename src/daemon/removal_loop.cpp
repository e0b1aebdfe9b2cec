#include "daemon/removal_loop.hpp"

#include <unistd.h>

#include <delisting/terms.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/restore_watch.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_for_removals_every = 2s;

services::removal_worker_options worker_options_for(const std::optional<config::mail_config>& mail)
{
    services::removal_worker_options o;
    o.name = "offlist:" + std::to_string(::getpid());
    if (mail) {
        o.mail_from = mail->from;
        o.reply_to = mail->reply_to;
    }
    return o;
}

services::removal_worker_ports worker_ports_for(const settings_in_use& by)
{
    return {.lists = [&by] { return by.lists(); },
            .details = [&by] { return by.now().removals; },
            .policy = [&by] { return by.now().terms->policy; },
            .warn = [](const std::string& what) { telemetry::log_warning(what); }};
}

std::optional<outbound::smtp_sender> sender_for(const std::optional<config::mail_config>& mail,
                                                outbound::transfer_loop& on)
{
    if (!mail) return std::nullopt;
    return std::make_optional<outbound::smtp_sender>(mail->smtp, on);
}

void tell_trouble_of_removals(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_detail("requests to operators go on");
    else
        telemetry::log_warning("requests to operators wait until the store can be used: " + trouble);
}

}  // namespace

removal_loop::removal_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const settings_in_use& by, restore_watch& restored)
    : web_(outbound::client_options{}),
      mail_(sender_for(by.now().with.service.mail, mail_loop_)),
      restored_(restored),
      worker_(db, mail_ ? &*mail_ : nullptr, &web_, time, worker_options_for(by.now().with.service.mail),
              worker_ports_for(by)),
      rounds_(
          on, [this] { return round(); }, tell_trouble_of_removals)
{
}

void removal_loop::stop()
{
    worker_.stop();
    rounds_.stop();
}

boost::asio::awaitable<round_outcome> removal_loop::round()
{
    if (auto waits = co_await restored_.instead_of_work()) {
        worker_.look_again();  // what it had read is not what the store has now
        co_return std::move(*waits);
    }
    const auto done = co_await worker_.work();
    round_outcome outcome{.next = look_for_removals_every, .trouble = {}};
    if (!done) outcome.trouble = done.error().to_string();
    co_return outcome;
}

}  // namespace offlist::daemon
