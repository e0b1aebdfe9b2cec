#include "daemon/settings_in_use.hpp"

#include <utility>

namespace offlist::daemon {

settings_in_use::settings_in_use(config::service_settings first)
    : now_(std::move(first)), catalog_(std::make_shared<const catalog>(now_.known.all))
{
}

std::vector<std::string> settings_in_use::take(config::service_settings next)
{
    std::vector<std::string> left = config::needing_restart(now_, next);
    now_.known = std::move(next.known);
    now_.lists = std::move(next.lists);
    now_.terms = std::move(next.terms);
    now_.removals = std::move(next.removals);
    now_.with.service.delisting = next.with.service.delisting;
    now_.with.service.prices = next.with.service.prices;
    now_.with.service.log = next.with.service.log;
    now_.with.service.drain = next.with.service.drain;
    catalog_ = std::make_shared<const catalog>(now_.known.all);
    return left;
}

}  // namespace offlist::daemon
