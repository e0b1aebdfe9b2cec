#include "app/webhook_desk.hpp"

#include <accounts/account.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <store/webhook_book.hpp>
#include <utility>

#include "app/log.hpp"
#include "app/version.hpp"

namespace offlist::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s;  // for new events, and for what is due again
constexpr auto figures_every = 30s;

outbound::client_options client_options_of(const webhook_config& with)
{
    outbound::client_options o;
    o.user_agent = "offlist/" + std::string(version);
    o.ca_file = with.ca_file;
    return o;
}

notify::courier_options courier_options_of(const webhook_config& with)
{
    notify::courier_options o;
    o.urls = url_rules_of(with);
    o.timeout = with.timeout;
    return o;
}

}  // namespace

notify::url_rules url_rules_of(const webhook_config& with)
{
    return {.http = with.allow_http,
            .special = with.allow_special_addresses ? special_addresses::allow : special_addresses::refuse};
}

webhook_desk::webhook_desk(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const webhook_config& with, metrics& counts,
                           std::function<void(boost::asio::awaitable<void>)> start)
    : db_(db),
      time_(time),
      counts_(counts),
      web_(client_options_of(with)),
      book_(db),
      wake_(on),
      courier_(book_, web_, time, courier_options_of(with),
               {.start = std::move(start),
                .told = [this](const auto& n, const auto& a, const auto& server) { tell(n, a, server); },
                .ended = [this] { wake_.cancel(); }})
{
}

boost::asio::awaitable<void> webhook_desk::run()
{
    bool in_trouble = false;
    auto figures_at = time_.steady() - figures_every;
    while (!stopping_) {
        const auto begun = co_await courier_.round();
        if (!begun && !in_trouble)
            log_warning("webhooks wait until the store can be used: " + begun.error().to_string());
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

void webhook_desk::stop()
{
    stopping_ = true;
    courier_.stop();
    wake_.cancel();
}

boost::asio::awaitable<void> webhook_desk::look_at_figures()
{
    store::webhook_book book(db_);
    const auto now = co_await book.figures();
    if (now) counts_.webhooks_now(*now);  // a store in trouble is told elsewhere
}

void webhook_desk::tell(const notify::notification& n, const notify::aftermath& a, const std::string& server)
{
    const std::string_view what = to_string(a.what);
    counts_.notified(what);
    const std::string webhook = public_id("whk", n.webhook);
    const std::string event = notify::message_id(n.what);
    const std::string tries = std::to_string(a.tries);
    const log_fields fields{{"webhook", webhook}, {"event", event}, {"type", n.what.kind},
                            {"server", server},   {"tries", tries}, {"said", a.said}};
    if (a.switch_off)
        log_warning("a webhook is switched off", fields);
    else if (a.what == notify::fate::given_up)
        log_detail("an event was given up", fields);
    else
        log_debug("an event was sent", fields);
}

}  // namespace offlist::app
