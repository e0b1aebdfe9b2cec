#include <config/service_settings.hpp>
#include <daemon/service.hpp>
#include <store/engine/database.hpp>
#include <sweep/budget_file.hpp>
#include <telemetry/log.hpp>
#include <utility>

#include "cli/commands.hpp"

namespace offlist::cli {

exit_status serve_command(const arguments& from, console&)
{
    auto settings = config::read_service_settings(from);
    if (!settings) return refuse(settings.error());
    telemetry::start_service_log(settings->with.service.log);
    auto db = store::database::open({.url = settings->store.url, .readers = settings->with.service.store.readers});
    if (!db) return refuse({db.error()});
    auto budgets = budget_file::open(settings->budget_file);
    if (!budgets) return refuse({budgets.error()});
    daemon::service service(from, std::move(*settings), std::move(*db), std::move(*budgets));
    const auto ended = service.run();
    return ended ? exit_status::ok : refuse({ended.error()});
}

}  // namespace offlist::cli
