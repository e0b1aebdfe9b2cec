#include "daemon/restore_watch.hpp"

#include <core/timestamp.hpp>
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
    : db_(db), rounds_(on, [this] { return round(); })
{
}

asio::awaitable<std::optional<round_outcome>> restore_watch::instead_of_work()
{
    auto look = [](soci::session& s) -> parsed<store::life> {
        return {boost::system::in_place_value, store::current_life(s)};
    };
    const parsed<store::life> now = co_await db_.read(std::move(look));
    if (now) hear(*now);
    if (now && !now->held()) co_return std::nullopt;
    std::optional<round_outcome> waits(std::in_place);
    waits->next = look_while_held;
    if (!now) waits->trouble = now.error().to_string();
    co_return waits;
}

asio::awaitable<round_outcome> restore_watch::round()
{
    const auto waits = co_await instead_of_work();
    round_outcome outcome{.next = waits ? look_while_held : look_otherwise, .trouble = {}};
    co_return outcome;  // a store in trouble is told elsewhere
}

void restore_watch::hear(const store::life& now)
{
    if (now.held()) {
        trouble_ = "the store was restored at " + timestamp(*now.restored_at) +
                   ": nothing is sent or sold until staff confirms it (offlist restore --confirm)";
        if (!told_) telemetry::log_warning(trouble_, {{"knows_until", timestamp(*now.knows_until)}});
    } else {
        trouble_.clear();
        if (told_) telemetry::log_detail("the restored store is confirmed: requests, webhooks and sales go on");
    }
    told_ = now.held();
}

}  // namespace offlist::daemon
