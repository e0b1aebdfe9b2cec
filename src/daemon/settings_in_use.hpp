// settings_in_use.hpp: the configuration that the daemon works by, and what a reload changes of it.
//
// Belongs to the daemon's thread.
#pragma once
#include <config/service_settings.hpp>
#include <memory>
#include <offlist/catalog.hpp>
#include <string>
#include <vector>

namespace offlist::daemon {

class settings_in_use {
public:
    explicit settings_in_use(config::service_settings first);

    /// Good until the next take(): a coroutine copies what it needs behind a wait.
    [[nodiscard]] const config::service_settings& now() const { return now_; }
    /// All definitions; another object after each take().
    [[nodiscard]] std::shared_ptr<const catalog> lists() const { return catalog_; }

    /// Takes of `next` what can change while the daemon runs; the rest keeps the value in use, so that the next reload
    /// still tells the difference. The names of what has changed and takes a restart.
    [[nodiscard]] std::vector<std::string> take(config::service_settings next);

private:
    config::service_settings now_;
    std::shared_ptr<const catalog> catalog_;
};

}  // namespace offlist::daemon
