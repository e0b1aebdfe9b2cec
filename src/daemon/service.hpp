// service.hpp: the daemon: monitor, store and REST on one thread, from its start to its end.
//
// One io_context on the thread that calls run() owns everything; only the database and what leaves for other machines
// work elsewhere. Its parts are classes of their own, a file each, wired together in service.cpp and nowhere else:
//
//   monitor_runner  the sweep             order_loop    orders, by DNS and time      heartbeat       is it stuck?
//   resolver_check  the resolver          payment_loop  gateways                     housekeeping    what is forgotten
//   ledger_check    do the books balance  removal_loop  requests to operators        readiness       /readyz
//   settings_in_use the configuration     webhook_loop  events to webhooks           running_program what REST asks
//   store_check     is it all there?      console_site  the pages
#pragma once
#include <memory>
#include <offlist/problem.hpp>

namespace offlist {
class budget_file;
}

namespace offlist::config {
struct overrides;
struct service_settings;
}  // namespace offlist::config

namespace offlist::store {
class database;
}

namespace offlist::daemon {

class service {
public:
    /// `from` is read again at each SIGHUP.
    service(const config::overrides& from, config::service_settings settings, std::unique_ptr<store::database> db,
            std::unique_ptr<budget_file> budgets);
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    /// Serves until a signal. Problems: the address cannot be listened at, the certificate cannot be used.
    [[nodiscard]] parsed<void> run();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace offlist::daemon
