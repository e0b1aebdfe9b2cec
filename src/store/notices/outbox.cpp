#include "store/notices/outbox.hpp"
#include <utility>
#include "store/engine/database.hpp"
#include "store/engine/sql.hpp"

namespace offlist::store {

std::int64_t add_event(soci::session& s, const outbox_event& e)
{
    return sql::only<std::int64_t>(s,
                                   "INSERT INTO outbox (kind, account, object, payload, at) "
                                   "VALUES (:kind, :account, :object, :payload, :at) RETURNING id",
                                   {e.kind, e.account, e.object, e.payload, e.at})
        .value();
}

std::vector<outbox_event> undelivered_events(soci::session& s, int limit)
{
    std::vector<outbox_event> found;
    sql::for_each<std::int64_t, std::string, std::optional<std::int64_t>, std::string, std::string,
                  std::chrono::sys_seconds>(
        s,
        "SELECT id, kind, account, object, payload, at FROM outbox WHERE delivered_at IS NULL ORDER BY id LIMIT :count",
        {limit}, [&found](auto id, auto kind, auto account, auto object, auto payload, auto at) {
            found.push_back({.id = id,
                             .kind = std::move(kind),
                             .account = account,
                             .object = std::move(object),
                             .payload = std::move(payload),
                             .at = at});
        });
    return found;
}

void mark_delivered(soci::session& s, std::int64_t id, std::chrono::sys_seconds at)
{
    sql::run(s, "UPDATE outbox SET delivered_at = :at WHERE id = :id AND delivered_at IS NULL", {at, id});
}

boost::asio::awaitable<parsed<int>> purge_events(database& db, std::chrono::sys_seconds now, int most)
{
    auto job = [now, most](soci::session& s) -> parsed<int> {
        const auto gone = sql::run(
            s, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE delivered_at <= :before LIMIT :most)",
            {now - delivered_events_kept, most});
        const auto old =
            sql::run(s, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE at <= :before LIMIT :most)",
                     {now - events_kept, most - gone});
        return static_cast<int>(gone + old);
    };
    co_return co_await db.write(std::move(job));
}

}  // namespace offlist::store
