#include "daemon/service.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <api/api.hpp>
#include <blocklists/terms_warnings.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <config/overrides.hpp>
#include <core/duration.hpp>
#include <core/task_group.hpp>
#include <core/version.hpp>
#include <csignal>
#include <delisting/terms.hpp>
#include <dns/engine.hpp>
#include <functional>
#include <http/server.hpp>
#include <monitor/definition_version.hpp>
#include <monitor/monitor.hpp>
#include <new>
#include <optional>
#include <services/news/news.hpp>
#include <services/payments/sell_in.hpp>
#include <store/money/books_currency.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <sweep/budget_file.hpp>
#include <telemetry/log.hpp>
#include <telemetry/metrics.hpp>
#include <telemetry/payment_telemetry.hpp>
#include <telemetry/service_telemetry.hpp>
#include <utility>
#include <web/site.hpp>

#include "daemon/heartbeat.hpp"
#include "daemon/housekeeping.hpp"
#include "daemon/ledger_check.hpp"
#include "daemon/log_failure.hpp"
#include "daemon/login_mailer.hpp"
#include "daemon/monitor_runner.hpp"
#include "daemon/order_loop.hpp"
#include "daemon/payment_loop.hpp"
#include "daemon/proof_loop.hpp"
#include "daemon/readiness.hpp"
#include "daemon/removal_loop.hpp"
#include "daemon/resolver_check.hpp"
#include "daemon/restore_watch.hpp"
#include "daemon/running_program.hpp"
#include "daemon/serving/console_site.hpp"
#include "daemon/serving/internal_listener.hpp"
#include "daemon/settings_in_use.hpp"
#include "daemon/store_check.hpp"
#include "daemon/supervisor.hpp"
#include "daemon/webhook_loop.hpp"

namespace offlist::daemon {
namespace {

boost::asio::awaitable<void> pause(std::chrono::milliseconds span)
{
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, span);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

std::string place_of(const boost::asio::ip::tcp::endpoint& at)
{
    return config::to_text({at.address(), at.port()});
}

constexpr std::chrono::milliseconds cut_off_within{1000};
constexpr std::chrono::milliseconds look_at_the_end_every{20};

// Shells give a program 1024 descriptors, which the connections of clients alone may take.
void raise_descriptor_limit()
{
    constexpr rlim_t enough = 8192;  // as the unit has
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough) return;
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    (void)::setrlimit(RLIMIT_NOFILE, &limit);  // else it goes on with what it has
}

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
    o.internal_metrics = with.service.http.internal.has_value();
    o.public_url = with.service.url();
    o.subjects = {.usual = with.service.accounts.usual,
                  .proof = with.service.accounts.prove_control,
                  .special = with.sweep.allow_special_addresses ? special_addresses::allow : special_addresses::refuse};
    return o;
}

}  // namespace

// The members stand in the order in which they need each other. What is wired here is all that is wired.
class service::impl {
public:
    impl(const config::overrides& from, config::service_settings settings, std::unique_ptr<store::database> db,
         std::unique_ptr<budget_file> budgets);

    [[nodiscard]] parsed<void> run();

private:
    [[nodiscard]] api::api_ports ports_of_api();
    [[nodiscard]] state_of_parts state() const;
    void begin(const std::string& name, boost::asio::awaitable<void> work);
    void begin_all();
    void run_to_the_end();
    void await_signal();
    boost::asio::awaitable<void> stop();
    boost::asio::awaitable<void> wait_for_the_last(std::function<std::chrono::milliseconds()> left);
    boost::asio::awaitable<void> reload();
    boost::asio::awaitable<std::optional<problem>> why_not_sell_in(currency in);
    boost::asio::awaitable<void> remember_currency();
    void take(config::service_settings next);
    void warn_of_terms() const;

    config::overrides from_;
    settings_in_use settings_;
    real_clock time_;
    boost::asio::io_context io_{1};
    telemetry::metrics counts_;
    telemetry::service_telemetry telemetry_;
    telemetry::payment_telemetry payment_telemetry_;
    std::unique_ptr<budget_file> budgets_;
    std::unique_ptr<store::database> db_;
    store::sql_monitor_store memory_;
    dns::engine engine_;
    monitor monitor_;
    monitor_runner runner_;
    resolver_check resolver_;
    heartbeat heartbeat_;
    restore_watch restored_;
    order_loop orders_;
    store_check store_check_;
    ledger_check ledger_;
    removal_loop removals_;
    proof_loop proofs_;
    payment_loop payments_;
    webhook_loop webhooks_;
    login_mailer mailer_;
    housekeeping housekeeping_;
    std::shared_ptr<services::news> news_;
    running_program program_;
    std::shared_ptr<web::site> console_;
    http::server server_;
    std::optional<internal_listener> internal_;  // where it is configured
    boost::asio::signal_set signals_;
    task_group tasks_;  // everything but the end itself
    task_group last_;   // stop() and reload()
    bool stopping_ = false;
};

service::service(const config::overrides& from, config::service_settings settings, std::unique_ptr<store::database> db,
                 std::unique_ptr<budget_file> budgets)
    : impl_(std::make_unique<impl>(from, std::move(settings), std::move(db), std::move(budgets)))
{
}

service::~service() = default;

parsed<void> service::run()
{
    return impl_->run();
}

service::impl::impl(const config::overrides& from, config::service_settings settings,
                    std::unique_ptr<store::database> db, std::unique_ptr<budget_file> budgets)
    : from_(from),
      settings_(std::move(settings)),
      telemetry_(counts_),
      payment_telemetry_(counts_),
      budgets_(std::move(budgets)),
      db_(std::move(db)),
      memory_(*db_),
      engine_(io_.get_executor(), settings_.now().resolvers),
      monitor_(engine_, memory_, time_, *budgets_, settings_.now().monitor, with_versions(settings_.now().lists),
               telemetry_),
      runner_(io_.get_executor(), monitor_),
      resolver_(io_.get_executor(), engine_),
      heartbeat_(io_.get_executor(), time_, monitor_),
      restored_(io_.get_executor(), *db_),
      orders_(io_.get_executor(), *db_, time_, monitor_, engine_, settings_, counts_, restored_),
      store_check_(io_.get_executor(), *db_, time_, counts_),
      ledger_(io_.get_executor(), *db_, time_, settings_, counts_),
      removals_(io_.get_executor(), *db_, time_, settings_, restored_),
      proofs_(io_.get_executor(), *db_, time_, engine_, settings_, [this] { monitor_.subjects_changed(); }),
      payments_(io_.get_executor(), *db_, time_, settings_, payment_telemetry_),
      webhooks_(io_.get_executor(), *db_, time_, settings_.now().with.service.webhooks, counts_, restored_,
                [this](boost::asio::awaitable<void> request) { begin("webhook", std::move(request)); }),
      mailer_(*db_, time_, settings_,
              [this](boost::asio::awaitable<void> mail) { begin("login mail", std::move(mail)); }),
      housekeeping_(io_.get_executor(), *db_, time_, payments_.payments()),
      news_(std::make_shared<services::news>(io_.get_executor(), *db_)),
      program_({.settings = settings_,
                .time = time_,
                .engine = engine_,
                .budgets = *budgets_,
                .sweep = monitor_,
                .runner = runner_,
                .counts = counts_,
                .mailer = mailer_,
                .restored = restored_,
                .books = ledger_,
                .state = [this] { return state(); }}),
      console_(make_console(settings_.now().with.service, time_)),
      server_(io_.get_executor(),
              api::make_router(ports_of_api(), web::site::routes(console_), web::site::otherwise(console_)),
              server_options_of(settings_.now().with.service.http), telemetry_, time_),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      tasks_(io_.get_executor()),
      last_(io_.get_executor())
{
    telemetry_.tell_watched([this](const finding& f) { orders_.saw(f); });
    const config::http_config& http = settings_.now().with.service.http;
    if (http.internal)
        internal_.emplace(io_.get_executor(), api::make_internal_router(ports_of_api()), *http.internal, telemetry_,
                          time_);
}

api::api_ports service::impl::ports_of_api()
{
    const config::webhook_config& webhooks = settings_.now().with.service.webhooks;
    return {.db = *db_,
            .time = time_,
            .program = program_,
            .options = api_options_of(settings_.now().with),
            .payments = &payments_.payments(),
            .webhooks = {.most = webhooks.per_account, .urls = url_rules_of(webhooks)},
            .news = news_};
}

state_of_parts service::impl::state() const
{
    return {.sweep = monitor_.status(),
            .interval = settings_.now().monitor.interval,
            .start_trouble = runner_.trouble(),
            .store = db_->trouble(),
            .store_is = store_check_.state(),
            .resolver_checked = resolver_.done(),
            .resolver = resolver_.trouble(),
            .ledger = ledger_.trouble(),
            .restored = restored_.trouble(),
            .lateness = heartbeat_.lateness(),
            .stopping = stopping_};
}

parsed<void> service::impl::run()
{
    raise_descriptor_limit();
    if (auto listens = server_.start(); !listens) return listens.error();
    if (internal_)
        if (auto listens = internal_->start(); !listens) return listens.error();
    counts_.reloaded(true, time_.now_seconds());
    telemetry::log_detail("offlist " + std::string(version) + " serves at " + place_of(server_.endpoint()),
                          {{"internal", internal_ ? place_of(internal_->endpoint()) : "none"},
                           {"store", db_->name()},
                           {"lists", std::to_string(settings_.now().lists.size())}});
    for (const std::string& warning : config::warnings_about(settings_.now().resolvers))
        telemetry::log_warning(warning);
    warn_of_terms();

    await_signal();
    begin_all();
    tell_ready();
    run_to_the_end();
    return {};
}

// An allocation that fails ends the piece of work that wanted it; what frees memory is the work of others.
void service::impl::run_to_the_end()
{
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::bad_alloc&) {
            telemetry::log_error("there is no memory left; what needed it was given up");
        }
    }
}

void service::impl::begin(const std::string& name, boost::asio::awaitable<void> work)
{
    tasks_.spawn(std::move(work), log_failure_of(name));
}

void service::impl::begin_all()
{
    begin("heartbeat", heartbeat_.run());
    begin("monitor", runner_.run());
    begin("new subjects", runner_.watch_subjects());
    begin("resolver check", resolver_.run());
    begin("housekeeping", housekeeping_.run());
    begin("restore watch", restored_.run());
    begin("orders", orders_.run());
    begin("store watch", store_check_.watch());
    begin("store reading", store_check_.read());
    begin("store examination", store_check_.examine());
    begin("ledger check", ledger_.run());
    begin("removals", removals_.run());
    begin("proofs of control", proofs_.run());
    begin("payments", payments_.run());
    begin("reconciliations", payments_.reconcile());
    begin("webhooks", webhooks_.run());
    begin("news", news_->run());
}

void service::impl::await_signal()
{
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
        if (error) return;
        if (number == SIGHUP) {
            await_signal();
            last_.spawn(reload(), log_failure_of("reload"));
            return;
        }
        signals_.clear();  // the next one does what it does to any program
        telemetry::log_detail("stopping: what is under way is finished; once more ends at once",
                              {{"within", offlist::to_string(settings_.now().with.service.drain)}});
        tell_stopping();
        last_.spawn(stop(), log_failure_of("stop"));
    });
}

boost::asio::awaitable<void> service::impl::stop()
{
    const auto ends = time_.steady() + settings_.now().with.service.drain;
    const std::function<std::chrono::milliseconds()> left = [this, ends] {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(ends - time_.steady()),
                        std::chrono::milliseconds(0));
    };
    stopping_ = true;
    runner_.stop();
    removals_.stop();
    webhooks_.stop();
    store_check_.stop();
    co_await server_.stop(left());
    if (internal_) co_await internal_->stop(left());
    co_await wait_for_the_last(left);
    tasks_.cancel();
    payments_.cut_off();
    webhooks_.cut_off();
    // also when the time is up: a task that was cut off lets go of what it holds before that is destroyed
    (void)co_await tasks_.join(std::max(left(), cut_off_within));
    telemetry::log_detail("stopped");
    io_.stop();
}

boost::asio::awaitable<void> service::impl::wait_for_the_last(std::function<std::chrono::milliseconds()> left)
{
    const auto under_way = [this] { return !runner_.ended() || removals_.busy() || webhooks_.under_way() > 0; };
    while (under_way() && left().count() > 0) co_await pause(std::min(left(), look_at_the_end_every));
    if (removals_.busy())
        telemetry::log_warning("a request to an operator was cut off; staff will be asked to find out about it");
    if (!runner_.ended())
        telemetry::log_warning("the last slice could not be finished in time; it will be asked again");
}

boost::asio::awaitable<void> service::impl::reload()
{
    tell_reloading();
    auto next = config::read_service_settings(from_);
    problems wrong = next ? problems{} : next.error();
    if (wrong.empty() && next->terms->prices) {
        const auto why_not = co_await why_not_sell_in(next->terms->prices->in);
        if (why_not) wrong.push_back(*why_not);
    }
    // Last, because it takes effect when it succeeds.
    if (wrong.empty())
        if (auto renewed = server_.reload_tls(); !renewed) wrong.push_back(renewed.error());
    if (wrong.empty()) {
        take(std::move(*next));
        co_await remember_currency();
    } else {
        for (const problem& p : wrong) telemetry::log_error("the new configuration is refused: " + p.to_string());
        telemetry::log_warning("the old configuration goes on");
    }
    counts_.reloaded(wrong.empty(), time_.now_seconds());
    tell_ready();
    co_return;
}

// A store that cannot be used keeps nobody from a new configuration.
boost::asio::awaitable<std::optional<problem>> service::impl::why_not_sell_in(currency in)
{
    auto work = [in](soci::session& s) -> parsed<services::sold_in> {
        auto why_not = store::why_not_sell_in(s, in);
        const bool is = !why_not.has_value();
        return services::sold_in{.is = is, .why_not = std::move(why_not)};
    };
    const auto asked = co_await db_->read(std::move(work));
    co_return asked ? asked->why_not : std::nullopt;
}

boost::asio::awaitable<void> service::impl::remember_currency()
{
    const auto terms = settings_.now().terms;
    if (!terms->prices) co_return;
    const services::sell_in taken{terms->prices->in};
    (void)co_await db_->write(taken);  // when it fails, the next start does
}

void service::impl::warn_of_terms() const
{
    for (const terms_warning& w : config::warnings_about_terms(settings_.now().lists, settings_.now().with))
        telemetry::log_warning(w.to_string());
}

void service::impl::take(config::service_settings next)
{
    telemetry::start_service_log(next.with.service.log);
    for (const std::string& name : settings_.take(std::move(next)))
        telemetry::log_warning(name + " has changed, which takes a restart; the old value goes on");
    monitor_.use(with_versions(settings_.now().lists));
    removals_.look_again();
    warn_of_terms();
    telemetry::log_detail("the configuration is read again", {{"lists", std::to_string(settings_.now().lists.size())}});
}

}  // namespace offlist::daemon
