#include "daemon/restore_watch.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <core/timestamp.hpp>
#include <store/restore/lives.hpp>
#include <telemetry/log.hpp>
#include <utility>

namespace offlist::daemon {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto look_while_held = 2s;  // a command may confirm it, too
constexpr auto look_otherwise = 60s;

}  // namespace

restore_watch::restore_watch(const asio::any_io_executor& on, store::database& db)
    : db_(db), released_(on, asio::steady_timer::time_point::max()), rounds_(on, [this] { return round(); })
{
}

asio::awaitable<void> restore_watch::then(asio::awaitable<void> work)
{
    while (!trouble_.empty()) {
        boost::system::error_code woken;
        co_await released_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    co_await std::move(work);
}

asio::awaitable<round_outcome> restore_watch::round()
{
    auto look = [](soci::session& s) -> parsed<store::life> {
        return {boost::system::in_place_value, store::current_life(s)};
    };
    const parsed<store::life> now = co_await db_.read(std::move(look));
    round_outcome outcome{.next = look_while_held, .trouble = {}};
    if (!now) co_return outcome;  // a store in trouble is told elsewhere
    if (now->held()) {
        trouble_ = "the store was restored at " + timestamp(*now->restored_at) +
                   ": nothing is sent or sold until staff confirms it (offlist restore --confirm)";
        if (!told_) telemetry::log_warning(trouble_, {{"knows_until", timestamp(*now->knows_until)}});
    } else {
        trouble_.clear();
        released_.cancel();
        outcome.next = look_otherwise;
        if (told_) telemetry::log_detail("the restored store is confirmed: requests, webhooks and sales go on");
    }
    told_ = now->held();
    co_return outcome;
}

}  // namespace offlist::daemon
