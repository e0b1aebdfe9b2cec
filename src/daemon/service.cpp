#include "daemon/service.hpp"

#include <algorithm>
#include <api/api.hpp>
#include <core/duration.hpp>
#include <core/version.hpp>
#include <csignal>
#include <monitor/definition_version.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "daemon/gateways.hpp"
#include "daemon/supervisor.hpp"

namespace offlist::daemon {
namespace {

constexpr std::chrono::milliseconds cut_off_within{1000};

http::server_options server_options_of(const config::http_config& with)
{
    http::server_options o;
    o.listen = with.listen;
    if (with.tls_certificate) o.tls = http::tls_files{with.tls_certificate->string(), with.tls_key->string()};
    o.trusted_proxies = with.trusted_proxies;
    return o;
}

api::api_options api_options_of(const config::configuration& with)
{
    api::api_options o;
    o.open_metrics = with.service.http.metrics_open;
    o.special = with.allow_special_addresses ? special_addresses::allow : special_addresses::refuse;
    return o;
}

}  // namespace

service::service(const config::overrides& from, config::service_settings settings, std::unique_ptr<store::database> db,
                 std::unique_ptr<budget_file> budgets)
    : from_(from),
      settings_(std::move(settings)),
      voice_(counts_),
      payment_telemetry_(counts_),
      budgets_(std::move(budgets)),
      db_(std::move(db)),
      memory_(*db_),
      new_subjects_(*db_),
      engine_(io_.get_executor(), settings_.resolvers),
      monitor_(engine_, memory_, time_, *budgets_, settings_.monitor, with_versions(settings_.lists), voice_),
      catalog_(std::make_shared<const catalog>(settings_.known.all)),
      jobs_(*db_, time_, *this),
      removals_(*db_, time_, settings_.with.service.mail, ports_of_removals()),
      http_(outbound_options_of(settings_.payments)),
      payments_(*db_, time_, gateways_of(settings_.payments, http_, time_), payment_options_now(), payment_telemetry_),
      webhooks_(io_.get_executor(), *db_, time_, settings_.webhooks, counts_,
                [this](boost::asio::awaitable<void> request) { tasks_.spawn("webhook", std::move(request)); }),
      server_(io_.get_executor(),
              api::make_router(
                  {.db = *db_,
                   .time = time_,
                   .program = *this,
                   .options = api_options_of(settings_.with),
                   .payments = &payments_,
                   .webhooks = {.most = settings_.webhooks.per_account, .urls = url_rules_of(settings_.webhooks)}}),
              server_options_of(settings_.with.service.http), voice_, time_),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      tasks_(io_.get_executor()),
      last_(io_.get_executor())
{
    voice_.tell_watched([this](const finding& f) { saw_pair(f); });
}

service::~service() = default;

services::removal_worker_ports service::ports_of_removals()
{
    return {.lists = [this] { return catalog_; },
            .details = [this] { return settings_.removals; },
            .policy = [this] { return settings_.terms->policy; },
            .warn = [](const std::string& what) { telemetry::log_warning(what); }};
}

parsed<void> service::run()
{
    if (auto listens = server_.start(); !listens) return listens.error();
    counts_.reloaded(true, time_.now_seconds());
    const auto at = server_.endpoint();
    telemetry::log_detail(
        "offlist " + std::string(version) + " serves at " + config::to_text({at.address(), at.port()}),
        {{"store", db_->name()}, {"lists", std::to_string(settings_.lists.size())}});
    for (const std::string& warning : config::warnings_about(settings_.resolvers)) telemetry::log_warning(warning);

    await_signal();
    tasks_.spawn("watch over", watch_over());
    tasks_.spawn("monitor", run_monitor());
    tasks_.spawn("watch subjects", watch_subjects());
    tasks_.spawn("watch resolver", watch_resolver());
    tasks_.spawn("keep house", keep_house());
    tasks_.spawn("tend jobs", tend_jobs());
    tasks_.spawn("verify ledger", verify_ledger());
    tasks_.spawn("removals", removals_.run());
    tasks_.spawn("look after payments", look_after_payments());
    tasks_.spawn("webhooks", webhooks_.run());
    tell_ready();
    io_.run();
    return {};
}

void service::await_signal()
{
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
        if (error) return;
        if (number == SIGHUP) {
            await_signal();
            last_.spawn("reload", reload());
            return;
        }
        signals_.clear();  // the next one does what it does to any program
        telemetry::log_detail("stopping: what is under way is finished; once more ends at once",
                              {{"within", offlist::to_string(settings_.with.service.drain)}});
        tell_stopping();
        last_.spawn("stop", stop());
    });
}

boost::asio::awaitable<void> service::stop()
{
    const auto ends = time_.steady() + settings_.with.service.drain;
    const auto left = [this, ends] {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(ends - time_.steady()),
                        std::chrono::milliseconds(0));
    };
    stopping_ = true;
    monitor_.stop();
    removals_.stop();
    webhooks_.stop();
    co_await server_.stop(left());
    while (!monitor_ended_ && left().count() > 0) co_await pause(std::min(left(), std::chrono::milliseconds(20)));
    while (removals_.busy() && left().count() > 0) co_await pause(std::min(left(), std::chrono::milliseconds(20)));
    while (webhooks_.under_way() > 0 && left().count() > 0)
        co_await pause(std::min(left(), std::chrono::milliseconds(20)));
    if (removals_.busy())
        telemetry::log_warning("a request to an operator was cut off; staff will be asked to find out about it");
    if (!monitor_ended_) telemetry::log_warning("the last slice could not be finished in time; it will be asked again");
    tasks_.cancel();
    http_.stop();
    webhooks_.cut_off();
    // also when the time is up: a task that was cut off lets go of what it holds before that is destroyed
    (void)co_await tasks_.joined(std::max(left(), cut_off_within));
    telemetry::log_detail("stopped");
    io_.stop();
}

boost::asio::awaitable<void> service::reload()
{
    tell_reloading();
    auto next = config::read_service_settings(from_);
    problems wrong = next ? problems{} : next.error();
    // Last, because it takes effect when it succeeds.
    if (wrong.empty())
        if (auto renewed = server_.reload_tls(); !renewed) wrong.push_back(renewed.error());
    if (wrong.empty()) {
        take(std::move(*next));
    } else {
        for (const problem& p : wrong) telemetry::log_error("the new configuration is refused: " + p.to_string());
        telemetry::log_warning("the old configuration goes on");
    }
    counts_.reloaded(wrong.empty(), time_.now_seconds());
    tell_ready();
    co_return;
}

void service::take(config::service_settings next)
{
    telemetry::start_service_log(next.with.service.log);
    for (const std::string& name : config::needing_restart(settings_, next))
        telemetry::log_warning(name + " has changed, which takes a restart; the old value goes on");
    monitor_.use(with_versions(next.lists));
    catalog_ = std::make_shared<const catalog>(next.known.all);
    // What takes a restart keeps the values in use, so that the next reload still tells the difference.
    settings_.known = std::move(next.known);
    settings_.lists = std::move(next.lists);
    settings_.terms = std::move(next.terms);
    settings_.with.service.delisting = next.with.service.delisting;
    settings_.with.service.prices = next.with.service.prices;
    settings_.removals = std::move(next.removals);
    removals_.look_again();
    settings_.with.service.log = next.with.service.log;
    settings_.with.service.drain = next.with.service.drain;
    telemetry::log_detail("the configuration is read again", {{"lists", std::to_string(settings_.lists.size())}});
}

}  // namespace offlist::daemon
