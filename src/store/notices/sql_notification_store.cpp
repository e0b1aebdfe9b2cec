#include "store/notices/sql_notification_store.hpp"

#include <map>
#include <optional>
#include <utility>

#include "store/engine/database.hpp"
#include "store/notices/notification_rows.hpp"
#include "store/notices/outbox.hpp"
#include "store/notices/webhook_table.hpp"

namespace offlist::store {
namespace {

// Most events concern few accounts and most accounts have no webhook: what was looked up is kept for the batch.
int hand_on_in(soci::session& s, std::chrono::sys_seconds now, int most)
{
    std::map<std::optional<std::int64_t>, std::vector<webhook_listener>> listeners;
    const auto events = undelivered_events(s, most);
    for (const notify::event& e : events) {
        auto [known, fresh] = listeners.try_emplace(e.account);
        if (fresh) known->second = webhook_table::listeners(s, e.account);
        for (const webhook_listener& w : known->second)
            if (notify::wants(w.to, e)) add_notification(s, w.webhook, e.id, now);
        mark_delivered(s, e.id, now);
    }
    return static_cast<int>(events.size());
}

}  // namespace

boost::asio::awaitable<parsed<int>> sql_notification_store::hand_on(std::chrono::sys_seconds now, int most)
{
    auto look = [](soci::session& s) -> parsed<bool> { return !undelivered_events(s, 1).empty(); };
    const auto any = co_await db_.read(std::move(look));
    if (!any) co_return any.error();
    if (!*any) co_return 0;
    auto work = [now, most](soci::session& s) -> parsed<int> { return hand_on_in(s, now, most); };
    co_return co_await db_.write(std::move(work));
}

boost::asio::awaitable<parsed<std::vector<notify::notification>>> sql_notification_store::due(
    std::chrono::sys_seconds now, notify::turn from, int most)
{
    auto work = [now, from, most](soci::session& s) -> parsed<std::vector<notify::notification>> {
        return due_notifications(s, now, from.due_at, from.webhook, most);
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<void>> sql_notification_store::record(notify::aftermath what)
{
    auto work = [what = std::move(what)](soci::session& s) -> parsed<void> {
        write_try(s, what);
        return {};
    };
    co_return co_await db_.write(std::move(work));
}

}  // namespace offlist::store
