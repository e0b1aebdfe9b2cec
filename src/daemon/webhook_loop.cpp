#include "daemon/webhook_loop.hpp"

#include <accounts/account.hpp>
#include <core/version.hpp>
#include <store/notices/webhook_table.hpp>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>
#include <utility>

#include "daemon/restore_watch.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_for_events_every = 1s;  // for new events, and for what is due again
constexpr auto count_webhooks_every = 30s;

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

void tell_trouble_of_webhooks(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_detail("webhooks go on");
    else
        telemetry::log_warning("webhooks wait until the store can be used: " + trouble);
}

}  // namespace

notify::url_rules url_rules_of(const config::webhook_config& with)
{
    return {.http = with.allow_http,
            .special = with.allow_special_addresses ? special_addresses::allow : special_addresses::refuse};
}

webhook_loop::webhook_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const config::webhook_config& with, telemetry::metrics& counts, restore_watch& restored,
                           std::function<void(boost::asio::awaitable<void>)> start)
    : db_(db),
      time_(time),
      counts_(counts),
      restored_(restored),
      web_(client_options_of(with)),
      notifications_(db),
      rounds_(
          on, [this] { return round(); }, tell_trouble_of_webhooks),
      dispatcher_(notifications_, web_, time, dispatcher_options_of(with),
                  {.start = std::move(start),
                   .told = [this](const auto& n, const auto& a, const auto& server) { tell(n, a, server); },
                   .ended = [this] { rounds_.wake(); }})
{
}

boost::asio::awaitable<round_outcome> webhook_loop::round()
{
    if (auto waits = co_await restored_.instead_of_work()) co_return std::move(*waits);
    const auto begun = co_await dispatcher_.round();
    if (time_.steady() - figures_at_ >= count_webhooks_every) {
        figures_at_ = time_.steady();
        co_await look_at_figures();
    }
    round_outcome outcome{.next = look_for_events_every, .trouble = {}};
    if (!begun) outcome.trouble = begun.error().to_string();
    co_return outcome;
}

void webhook_loop::stop()
{
    dispatcher_.stop();
    rounds_.stop();
}

boost::asio::awaitable<void> webhook_loop::look_at_figures()
{
    store::webhook_table webhooks(db_);
    const auto now = co_await webhooks.figures();
    if (now) counts_.webhooks_now(*now);  // a store in trouble is told elsewhere
}

void webhook_loop::tell(const notify::notification& n, const notify::aftermath& a, const std::string& server)
{
    const std::string_view what = to_string(a.what);
    counts_.notified(what);
    const std::string webhook = public_id("whk", n.webhook);
    const std::string event = notify::message_id(n.what);
    const std::string tries = std::to_string(a.tries);
    const telemetry::log_fields fields{{"webhook", webhook},  {"event", event},
                                       {"type", n.what.kind}, {"server", server},
                                       {"tries", tries},      {"said", a.detail.empty() ? a.said : a.detail}};
    if (a.switch_off)
        telemetry::log_warning("a webhook is switched off", fields);
    else if (a.what == notify::fate::given_up)
        telemetry::log_detail("an event was given up", fields);
    else
        telemetry::log_debug("an event was sent", fields);
}

}  // namespace offlist::daemon
