// console_site.hpp: the console as the configuration wants it.
//
// For the daemon's thread.
#pragma once
#include <core/clock.hpp>
#include <memory>

namespace offlist::config {
struct service_config;
}

namespace offlist::web {
class site;
}

namespace offlist::daemon {

/// What browsers report of it goes to the log. `time` outlives it.
[[nodiscard]] std::shared_ptr<web::site> make_console(const config::service_config& with, const clock& time);

}  // namespace offlist::daemon
