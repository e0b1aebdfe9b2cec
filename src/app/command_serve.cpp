#include <utility>

#include "app/commands.hpp"
#include "app/log.hpp"
#include "app/service.hpp"

namespace offlist::app {

exit_status serve_command(const arguments& from, console&)
{
    auto settings = read_service_settings(from);
    if (!settings) return refuse(settings.error());
    start_service_log(settings->with.service.log);
    auto db = store::database::open({.url = settings->store.url, .readers = settings->with.service.store.readers});
    if (!db) return refuse({db.error()});
    auto budgets = store::budget_file::open(settings->budget_file);
    if (!budgets) return refuse({budgets.error()});
    service daemon(from, std::move(*settings), std::move(*db), std::move(*budgets));
    const auto ended = daemon.run();
    return ended ? exit_status::ok : refuse({ended.error()});
}

}  // namespace offlist::app
