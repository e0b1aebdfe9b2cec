#include "daemon/webhook_loop.hpp"

#include <accounts/account.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <core/version.hpp>
#include <store/notices/webhook_table.hpp>
#include <telemetry/log.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s;  // for new events, and for what is due again
constexpr auto figures_every = 30s;

outbound::client_options client_options_of(const config::webhook_config& with)
{
    outbound::client_options o;
    o.user_agent = "offlist/" + std::string(version);
    o.ca_file = with.ca_file;
    return o;
}

notify::dispatcher_options dispatcher_options_of(const config::webhook_config& with)
{
    notify::dispatcher_options o;
    o.urls = url_rules_of(with);
    o.timeout = with.timeout;
    return o;
}

}  // namespace

notify::url_rules url_rules_of(const config::webhook_config& with)
{
    return {.http = with.allow_http,
            .special = with.allow_special_addresses ? special_addresses::allow : special_addresses::refuse};
}

webhook_loop::webhook_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const config::webhook_config& with, telemetry::metrics& counts,
                           std::function<void(boost::asio::awaitable<void>)> start)
    : db_(db),
      time_(time),
      counts_(counts),
      web_(client_options_of(with)),
      book_(db),
      wake_(on),
      dispatcher_(book_, web_, time, dispatcher_options_of(with),
                  {.start = std::move(start),
                   .told = [this](const auto& n, const auto& a, const auto& server) { tell(n, a, server); },
                   .ended = [this] { wake_.cancel(); }})
{
}

boost::asio::awaitable<void> webhook_loop::run()
{
    bool in_trouble = false;
    auto figures_at = time_.steady() - figures_every;
    while (!stopping_) {
        const auto begun = co_await dispatcher_.round();
        if (!begun && !in_trouble)
            telemetry::log_warning("webhooks wait until the store can be used: " + begun.error().to_string());
        in_trouble = !begun;
        if (time_.steady() - figures_at >= figures_every) {
            figures_at = time_.steady();
            co_await look_at_figures();
        }
        wake_.expires_after(look_every);
        boost::system::error_code woken;
        co_await wake_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
}

void webhook_loop::stop()
{
    stopping_ = true;
    dispatcher_.stop();
    wake_.cancel();
}

boost::asio::awaitable<void> webhook_loop::look_at_figures()
{
    store::webhook_table book(db_);
    const auto now = co_await book.figures();
    if (now) counts_.webhooks_now(*now);  // a store in trouble is told elsewhere
}

void webhook_loop::tell(const notify::notification& n, const notify::aftermath& a, const std::string& server)
{
    const std::string_view what = to_string(a.what);
    counts_.notified(what);
    const std::string webhook = public_id("whk", n.webhook);
    const std::string event = notify::message_id(n.what);
    const std::string tries = std::to_string(a.tries);
    const telemetry::log_fields fields{{"webhook", webhook}, {"event", event}, {"type", n.what.kind},
                                       {"server", server},   {"tries", tries}, {"said", a.said}};
    if (a.switch_off)
        telemetry::log_warning("a webhook is switched off", fields);
    else if (a.what == notify::fate::given_up)
        telemetry::log_detail("an event was given up", fields);
    else
        telemetry::log_debug("an event was sent", fields);
}

}  // namespace offlist::daemon
