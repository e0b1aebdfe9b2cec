#include "daemon/payment_loop.hpp"

#include <telemetry/log.hpp>

#include "daemon/configured_gateways.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_for_reconciliations_every = 600s;  // whether the day of one has come
constexpr auto look_at_payments_every = 10s;  // at those whose time has come; each knows by itself when that is

services::payment_options payment_options_of(const settings_in_use& by)
{
    const config::payments_config& with = by.now().with.service.payments;
    services::payment_options o;
    o.schedule = with.schedule;
    o.least = with.least;
    o.most = with.most;
    o.delisting = [&by] { return by.now().with.service.delisting; };
    return o;
}

void tell_reconciliation(const std::string& trouble)
{
    if (trouble.empty())
        telemetry::log_warning("the gateways can be reconciled again");
    else
        telemetry::log_warning(trouble);
}

}  // namespace

payment_loop::payment_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const settings_in_use& by, services::payment_observer& observer)
    : web_(outbound_options_of(by.now().with.service.payments)),
      payments_(db, time, gateways_of(by.now().with.service, web_, time), payment_options_of(by), observer),
      reconciler_(db, time, payments_, observer),
      rounds_(on, [this] { return round(); }),
      reconciliations_(
          on, [this] { return reconcile_once(); }, tell_reconciliation)
{
}

boost::asio::awaitable<round_outcome> payment_loop::round()
{
    (void)co_await payments_.look_after();
    co_return round_outcome{.next = look_at_payments_every, .trouble = {}};
}

boost::asio::awaitable<round_outcome> payment_loop::reconcile_once()
{
    std::string trouble = co_await reconciler_.run();
    co_return round_outcome{.next = look_for_reconciliations_every, .trouble = std::move(trouble)};
}

}  // namespace offlist::daemon
