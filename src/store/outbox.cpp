#include <store/outbox.hpp>
#include <store/sql.hpp>

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

}  // namespace offlist::store
