#include "store/notices/sql_notification_store.hpp"

#include <accounts/account.hpp>
#include <map>
#include <store/notices/notification_rows.hpp>
#include <store/notices/outbox.hpp>
#include <store/notices/webhook_table.hpp>
#include <utility>

namespace offlist::store {
namespace {

notify::event event_of(const outbox_event& e)
{
    return {.id = e.id,
            .kind = e.kind,
            .account = e.account.value_or(0),
            .account_id = e.account ? public_id("acc", *e.account) : std::string(),
            .object = e.object,
            .payload = e.payload,
            .at = e.at};
}

notify::subscription subscription_of(const webhook_record& w)
{
    return {.account = w.account.value_or(0), .kinds = w.events, .after = w.after_event};
}

notify::notification notification_of(const due_notification& d)
{
    return {.id = d.id,
            .webhook = d.webhook,
            .tries = d.tries,
            .what = event_of(d.what),
            .url = d.url,
            .secret = d.secret,
            .failures = d.failures,
            .failing_since = d.failing_since,
            .due_at = d.due_at};
}

// Most events concern few accounts and most accounts have no webhook: what was looked up is kept for the batch.
int hand_on_in(soci::session& s, std::chrono::sys_seconds now, int most)
{
    std::map<std::optional<std::int64_t>, std::vector<webhook_record>> listeners;
    const auto events = undelivered_events(s, most);
    for (const outbox_event& row : events) {
        const notify::event e = event_of(row);
        auto [known, fresh] = listeners.try_emplace(row.account);
        if (fresh) known->second = webhook_table::listeners(s, row.account);
        for (const webhook_record& w : known->second)
            if (notify::wants(subscription_of(w), e)) add_notification(s, w.id, row.id, now);
        mark_delivered(s, row.id, now);
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
    auto job = [now, most](soci::session& s) -> parsed<int> { return hand_on_in(s, now, most); };
    co_return co_await db_.write(std::move(job));
}

boost::asio::awaitable<parsed<std::vector<notify::notification>>> sql_notification_store::due(
    std::chrono::sys_seconds now, notify::turn from, int most)
{
    auto job = [now, from, most](soci::session& s) -> parsed<std::vector<notify::notification>> {
        std::vector<notify::notification> all;
        for (const due_notification& d : due_notifications(s, now, from.due_at, from.webhook, most))
            all.push_back(notification_of(d));
        return all;
    };
    co_return co_await db_.read(std::move(job));
}

boost::asio::awaitable<parsed<void>> sql_notification_store::record(notify::aftermath what)
{
    tried_notification t{.id = what.notification,
                         .webhook = what.webhook,
                         .at = what.at,
                         .fate = std::string(to_string(what.what)),
                         .said = std::move(what.said),
                         .tries = what.tries,
                         .next_try = what.next_try,
                         .taken = what.what == notify::fate::taken,
                         .failures = what.failures,
                         .failing_since = what.failing_since,
                         .rest_until = what.rest_until,
                         .switch_off = std::move(what.switch_off)};
    auto job = [t = std::move(t)](soci::session& s) -> parsed<void> {
        write_try(s, t);
        return {};
    };
    co_return co_await db_.write(std::move(job));
}

std::int64_t send_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account,
                       std::chrono::sys_seconds at)
{
    outbox_event e;
    e.kind = notify::test_kind;
    e.account = account;
    e.object = public_id("whk", webhook);
    e.payload = R"({"webhook":")" + e.object + R"("})";
    e.at = at;
    const std::int64_t id = add_event(s, e);
    mark_delivered(s, id, at);
    add_notification(s, webhook, id, at);
    return id;
}

}  // namespace offlist::store
