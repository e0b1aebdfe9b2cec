#include "desk/notification_desk.hpp"

#include <accounts/account.hpp>
#include <map>
#include <store/notification_rows.hpp>
#include <store/outbox.hpp>
#include <store/webhook_book.hpp>
#include <utility>

namespace offlist::desk {
namespace {

notify::event event_of(const store::outbox_event& e)
{
    return {.id = e.id,
            .kind = e.kind,
            .account = e.account.value_or(0),
            .account_id = e.account ? public_id("acc", *e.account) : std::string(),
            .object = e.object,
            .payload = e.payload,
            .at = e.at};
}

notify::subscription subscription_of(const store::webhook_record& w)
{
    return {.account = w.account.value_or(0), .kinds = w.events, .after = w.after_event};
}

notify::notification notification_of(const store::due_notification& d)
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
    std::map<std::optional<std::int64_t>, std::vector<store::webhook_record>> listeners;
    const auto events = store::undelivered_events(s, most);
    for (const store::outbox_event& row : events) {
        const notify::event e = event_of(row);
        auto [known, fresh] = listeners.try_emplace(row.account);
        if (fresh) known->second = store::webhook_book::listeners(s, row.account);
        for (const store::webhook_record& w : known->second)
            if (notify::wants(subscription_of(w), e)) store::add_notification(s, w.id, row.id, now);
        store::mark_delivered(s, row.id, now);
    }
    return static_cast<int>(events.size());
}

}  // namespace

boost::asio::awaitable<parsed<int>> notification_desk::hand_on(std::chrono::sys_seconds now, int most)
{
    auto look = [](soci::session& s) -> parsed<bool> { return !store::undelivered_events(s, 1).empty(); };
    const auto any = co_await db_.read(std::move(look));
    if (!any) co_return any.error();
    if (!*any) co_return 0;
    auto job = [now, most](soci::session& s) -> parsed<int> { return hand_on_in(s, now, most); };
    co_return co_await db_.write(std::move(job));
}

boost::asio::awaitable<parsed<std::vector<notify::notification>>> notification_desk::due(std::chrono::sys_seconds now,
                                                                                         notify::turn from, int most)
{
    auto job = [now, from, most](soci::session& s) -> parsed<std::vector<notify::notification>> {
        std::vector<notify::notification> all;
        for (const store::due_notification& d : store::due_notifications(s, now, from.due_at, from.webhook, most))
            all.push_back(notification_of(d));
        return all;
    };
    co_return co_await db_.read(std::move(job));
}

boost::asio::awaitable<parsed<void>> notification_desk::record(notify::aftermath what)
{
    store::tried_notification t{.id = what.notification,
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
        store::write_try(s, t);
        return {};
    };
    co_return co_await db_.write(std::move(job));
}

std::int64_t send_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account,
                       std::chrono::sys_seconds at)
{
    store::outbox_event e;
    e.kind = notify::test_kind;
    e.account = account;
    e.object = public_id("whk", webhook);
    e.payload = R"({"webhook":")" + e.object + R"("})";
    e.at = at;
    const std::int64_t id = store::add_event(s, e);
    store::mark_delivered(s, id, at);
    store::add_notification(s, webhook, id, at);
    return id;
}

}  // namespace offlist::desk
