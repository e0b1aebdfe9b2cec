#include "store/notices/outbox.hpp"

#include <accounts/account.hpp>
#include <billing/payment.hpp>
#include <core/timestamp.hpp>
#include <delisting/job.hpp>
#include <monitor/monitor_store.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "store/engine/database.hpp"
#include "store/engine/set_statement.hpp"
#include "store/engine/sql.hpp"
#include "store/money/reconciliation_table.hpp"
#include "store/notices/notification_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;
// In the order written here, which is the order that receivers have always got.
using json = nlohmann::ordered_json;

notify::event make(std::string kind, std::optional<std::int64_t> account, std::string object, const json& payload,
                   sys_seconds at)
{
    // most texts are ours; what a list said is sanitised, and what is odd all the same must not cost the event
    return event_of(0, std::move(kind), account, std::move(object),
                    payload.dump(-1, ' ', false, json::error_handler_t::replace), at);
}

std::int64_t tell(soci::session& s, std::string kind, std::optional<std::int64_t> account, std::string object,
                  const json& payload, sys_seconds at)
{
    return add_event(s, make(std::move(kind), account, std::move(object), payload, at));
}

notify::event news_event(const listing_news& n)
{
    const listing_step& step = *n.step;
    const std::string id = public_id("lst", n.listing);
    nlohmann::json payload = {
        {"at", timestamp(n.at)}, {"blocklist", step.blocklist}, {"listing", id}, {"subject", to_string(step.about)}};
    if (ends_listing(step.what)) payload["closed_reason"] = to_string(step.what);
    return make(step.what == change::opened ? "listing.opened" : "listing.closed", n.account, id, payload, n.at);
}

}  // namespace

void tell_of_listings(soci::session& s, std::span<const listing_news> news)
{
    std::vector<notify::event> events;
    for (const listing_news& n : news) {
        // What is kept back alarms nobody.
        if (n.step->hold || (n.step->what != change::opened && !ends_listing(n.step->what))) continue;
        events.push_back(news_event(n));
    }
    add_events(s, events);
}

void tell_of_health(soci::session& s, const health_change& h)
{
    tell(s, "blocklist." + std::string(to_string(h.now)), std::nullopt, h.blocklist,
         {{"at", timestamp(h.at)}, {"blocklist", h.blocklist}, {"kind", to_string(h.kind)}, {"why", h.why}}, h.at);
}

void tell_of_delisting(soci::session& s, const std::string& kind, const job& j, sys_seconds at)
{
    const std::string id = public_id("del", j.id);
    tell(s, kind, j.account, id,
         {{"delisting", id}, {"subject", j.subject}, {"blocklist", j.blocklist}, {"state", to_string(j.state)}}, at);
}

void tell_of_payment(soci::session& s, const std::string& kind, const payment& p, sys_seconds at)
{
    tell(s, kind, p.account, order_of(p.id),
         {{"payment", p.id}, {"state", to_string(p.state)}, {"received", p.received}}, at);
}

void tell_of_reconciliation(soci::session& s, const reconciliation& r)
{
    const std::string id = public_id("rec", r.id);
    tell(s, "reconciliation.difference", std::nullopt, id,
         {{"reconciliation", id}, {"gateway", r.gateway}, {"mended", r.mended}, {"unexplained", r.unexplained}},
         r.until);
}

std::int64_t tell_of_test(soci::session& s, std::int64_t webhook, std::optional<std::int64_t> account, sys_seconds at)
{
    const std::string id = public_id("whk", webhook);
    const std::int64_t event = tell(s, std::string(notify::test_kind), account, id, {{"webhook", id}}, at);
    mark_delivered(s, event, at);
    add_notification(s, webhook, event, at);
    return event;
}

std::int64_t add_event(soci::session& s, const notify::event& e)
{
    return sql::only<std::int64_t>(s,
                                   "INSERT INTO outbox (kind, account, object, payload, at) "
                                   "VALUES (:kind, :account, :object, :payload, :at) RETURNING id",
                                   {e.kind, e.account, e.object, e.payload, e.at})
        .value();
}

void add_events(soci::session& s, std::span<const notify::event> events)
{
    using enum value_kind;
    static const sql::set_statement insert({{"place", integer},
                                            {"kind", text},
                                            {"account", integer},
                                            {"object", text},
                                            {"payload", text},
                                            {"at", integer}},
                                           "INSERT INTO outbox (kind, account, object, payload, at) SELECT kind, "
                                           "account, object, payload, at FROM given ORDER BY place");
    std::vector<sql::parameters> given;
    for (const notify::event& e : events) given.push_back({given.size(), e.kind, e.account, e.object, e.payload, e.at});
    insert.run(s, std::move(given));
}

notify::event event_of(std::int64_t id, std::string kind, std::optional<std::int64_t> account, std::string object,
                       std::string payload, sys_seconds at)
{
    return {.id = id,
            .kind = std::move(kind),
            .account = account,
            .account_id = account ? public_id("acc", *account) : std::string(),
            .object = std::move(object),
            .payload = std::move(payload),
            .at = at};
}

std::vector<notify::event> undelivered_events(soci::session& s, int limit)
{
    std::vector<notify::event> found;
    sql::for_each<std::int64_t, std::string, std::optional<std::int64_t>, std::string, std::string, sys_seconds>(
        s,
        "SELECT id, kind, account, object, payload, at FROM outbox WHERE delivered_at IS NULL ORDER BY id LIMIT :count",
        {limit}, [&found](auto id, auto kind, auto account, auto object, auto payload, auto at) {
            found.push_back(event_of(id, std::move(kind), account, std::move(object), std::move(payload), at));
        });
    return found;
}

void mark_delivered(soci::session& s, std::int64_t id, sys_seconds at)
{
    sql::run(s, "UPDATE outbox SET delivered_at = :at WHERE id = :id AND delivered_at IS NULL", {at, id});
}

boost::asio::awaitable<parsed<int>> purge_events(database& db, sys_seconds now, int most)
{
    auto purge = [now, most](soci::session& s) -> parsed<int> {
        const auto gone = sql::run(
            s, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE delivered_at <= :before LIMIT :most)",
            {now - delivered_events_kept, most});
        const auto old =
            sql::run(s, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE at <= :before LIMIT :most)",
                     {now - events_kept, most - gone});
        return static_cast<int>(gone + old);
    };
    co_return co_await db.write(std::move(purge));
}

}  // namespace offlist::store
