#include "daemon/payment_loop.hpp"

#include "daemon/configured_gateways.hpp"
#include "daemon/settings_in_use.hpp"

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;

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

}  // namespace

payment_loop::payment_loop(const boost::asio::any_io_executor& on, store::database& db, const clock& time,
                           const settings_in_use& by, services::payment_observer& observer)
    : web_(outbound_options_of(by.now().with.service.payments)),
      payments_(db, time, gateways_of(by.now().with.service, web_, time), payment_options_of(by), observer),
      rounds_(on, [this] { return round(); })
{
}

boost::asio::awaitable<round_outcome> payment_loop::round()
{
    (void)co_await payments_.look_after();
    co_return round_outcome{.next = look_at_payments_every, .trouble = {}};
}

}  // namespace offlist::daemon
