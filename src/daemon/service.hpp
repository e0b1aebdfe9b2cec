// service.hpp: the daemon: monitor, store and REST on one thread, from its start to its end.
//
// One io_context on the calling thread owns everything; only the database works elsewhere. Start reading at run().
#pragma once
#include <api/ports.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <config/overrides.hpp>
#include <config/service_settings.hpp>
#include <core/clock.hpp>
#include <dns/engine.hpp>
#include <http/server.hpp>
#include <memory>
#include <monitor/monitor.hpp>
#include <optional>
#include <outbound/http_client.hpp>
#include <services/job_watch.hpp>
#include <services/payment_service.hpp>
#include <store/accounts/subject_watch.hpp>
#include <store/engine/database.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <string>
#include <sweep/budget_file.hpp>
#include <telemetry/metrics.hpp>
#include <telemetry/payment_telemetry.hpp>
#include <telemetry/service_telemetry.hpp>
#include <vector>

#include "daemon/removal_loop.hpp"
#include "daemon/task_group.hpp"
#include "daemon/webhook_loop.hpp"

namespace offlist::daemon {

class service final : private api::application, private services::pair_watcher {
public:
    /// `from` is read again at each SIGHUP.
    service(const config::overrides& from, config::service_settings settings, std::unique_ptr<store::database> db,
            std::unique_ptr<budget_file> budgets);
    ~service() override;

    /// Serves until a signal. Problems: the address cannot be listened at, the certificate cannot be used.
    [[nodiscard]] parsed<void> run();

private:
    // api::application, in service_requests.cpp
    [[nodiscard]] std::shared_ptr<const catalog> lists() override { return catalog_; }
    [[nodiscard]] std::shared_ptr<const delisting_terms> terms() override { return settings_.terms; }
    [[nodiscard]] resolver& dns() override { return engine_; }
    [[nodiscard]] boost::asio::awaitable<parsed<std::vector<finding>>> check_now(
        subject about, std::chrono::milliseconds patience) override;
    void subjects_changed(std::vector<std::string> added) override;
    void mass_change_decided(std::int64_t id, store::mass_decision what) override;
    [[nodiscard]] boost::asio::awaitable<std::vector<api::readiness_check>> readiness() override;
    [[nodiscard]] std::string metrics_text() override;
    [[nodiscard]] std::vector<api::readiness_check> checks_of_readiness() const;

    // services::pair_watcher
    void watch(const subject& about, std::string_view blocklist, std::chrono::seconds every) override
    {
        monitor_.watch(about, blocklist, every);
    }
    void unwatch(const subject& about, std::string_view blocklist) override { monitor_.unwatch(about, blocklist); }

    // what keeps orders moving, in service_orders.cpp
    boost::asio::awaitable<void> tend_jobs();
    boost::asio::awaitable<void> look_at_figures();
    boost::asio::awaitable<void> verify_ledger();
    void saw_pair(const finding& f);
    [[nodiscard]] api::readiness_check ledger_readiness() const;

    // payments, in service_payments.cpp
    [[nodiscard]] services::payment_options payment_options_now();
    boost::asio::awaitable<void> look_after_payments();

    // what runs beside the requests, in service_tasks.cpp
    boost::asio::awaitable<void> watch_over();
    boost::asio::awaitable<void> run_monitor();
    boost::asio::awaitable<void> watch_subjects();
    boost::asio::awaitable<void> look_for_subjects(bool changed);
    boost::asio::awaitable<void> watch_resolver();
    boost::asio::awaitable<void> keep_house();

    // in service.cpp
    [[nodiscard]] services::removal_worker_ports ports_of_removals();
    void await_signal();
    boost::asio::awaitable<void> stop();
    boost::asio::awaitable<void> reload();
    void take(config::service_settings next);

    config::overrides from_;
    config::service_settings settings_;
    real_clock time_;
    boost::asio::io_context io_{1};
    telemetry::metrics counts_;
    telemetry::service_telemetry voice_;
    telemetry::payment_telemetry payment_telemetry_;
    std::unique_ptr<budget_file> budgets_;
    std::unique_ptr<store::database> db_;
    store::sql_monitor_store memory_;
    store::subject_watch new_subjects_;
    bool subjects_remembered_ = false;  // by new_subjects_, before the monitor read them
    dns::engine engine_;
    monitor monitor_;
    std::shared_ptr<const catalog> catalog_;
    services::job_watch jobs_;
    removal_loop removals_;
    outbound::http_client http_;
    services::payment_service payments_;
    webhook_loop webhooks_;
    http::server server_;
    boost::asio::signal_set signals_;
    task_group tasks_;  // everything but the end itself
    task_group last_;   // stop() and reload()
    bool stopping_ = false;
    bool monitor_ended_ = false;
    std::string monitor_failure_;   // why it could not start, while it is tried again
    std::string resolver_trouble_;  // what the newest canary showed; empty: all is well
    bool resolver_seen_ = false;
    std::chrono::milliseconds lateness_{0};  // of the newest second: how far behind the thread is
    int checks_running_ = 0;
    std::optional<std::string> ledger_trouble_;  // of the newest verification, empty: it balances; none: not done yet
};

}  // namespace offlist::daemon
