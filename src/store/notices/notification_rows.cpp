#include "store/notices/notification_rows.hpp"

#include <utility>

#include "store/engine/sql.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

// The webhook's turn: when the first of what waits is due, and not before its rest is over.
void plan_turn(soci::session& s, std::int64_t webhook)
{
    sql::run(s,
             "UPDATE webhook SET next_at = (SELECT CASE WHEN MIN(n.next_try_at) < webhook.rest_until THEN "
             "webhook.rest_until ELSE MIN(n.next_try_at) END FROM notification n WHERE n.webhook = webhook.id AND "
             "n.next_try_at IS NOT NULL) WHERE id = :id",
             {webhook});
}

}  // namespace

bool add_notification(soci::session& s, std::int64_t webhook, std::int64_t event, sys_seconds at)
{
    const auto added = sql::run(s,
                                "INSERT INTO notification (event, webhook, created_at, tries, next_try_at, fate, said) "
                                "VALUES (:event, :webhook, :at, 0, :due, 'waiting', '') ON CONFLICT DO NOTHING",
                                {event, webhook, at, at});
    if (added == 0) return false;
    plan_turn(s, webhook);
    return true;
}

std::vector<notify::notification> due_notifications(soci::session& s, sys_seconds now, sys_seconds from,
                                                    std::int64_t webhook, int limit)
{
    std::vector<notify::notification> due;
    sql::for_each<std::int64_t, sys_seconds, std::string, std::string, int, std::optional<sys_seconds>, std::int64_t,
                  int, std::int64_t, std::string, std::optional<std::int64_t>, std::string, std::string, sys_seconds,
                  std::string>(
        s,
        "SELECT w.id, w.next_at, w.url, w.secret, w.failures, w.failing_since, n.id, n.tries, o.id, o.kind, o.account, "
        "o.object, o.payload, o.at, COALESCE((SELECT l.name FROM store_life l WHERE l.first_event <= o.id AND "
        "l.restored_at IS NOT NULL ORDER BY l.id DESC LIMIT 1), '') FROM webhook w JOIN notification n ON n.id = "
        "(SELECT m.id FROM notification m WHERE "
        "m.webhook = w.id AND m.next_try_at IS NOT NULL ORDER BY m.next_try_at, m.id LIMIT 1) JOIN outbox o ON "
        "o.id = n.event WHERE w.next_at <= :now AND (w.next_at > :after OR (w.next_at = :same AND w.id > :webhook)) "
        "ORDER BY w.next_at, w.id LIMIT :count",
        {now, from, from, webhook, limit},
        [&due](auto id, auto next_at, auto url, auto secret, auto failures, auto failing, auto notification, auto tries,
               auto event, auto kind, auto account, auto object, auto payload, auto at, auto life) {
            notify::notification d;
            d.id = notification;
            d.webhook = id;
            d.tries = tries;
            d.url = std::move(url);
            d.secret = std::move(secret);
            d.failures = failures;
            d.failing_since = failing;
            d.due_at = next_at;
            d.what = event_of(event, std::move(kind), account, std::move(object), std::move(payload), at);
            d.what.life = std::move(life);
            due.push_back(std::move(d));
        });
    return due;
}

void write_try(soci::session& s, const notify::aftermath& a)
{
    sql::run(s,
             "UPDATE notification SET tries = :tries, next_try_at = :next, ended_at = :ended, fate = :fate, "
             "said = :said WHERE id = :id",
             {a.tries, a.next_try, a.next_try ? std::nullopt : std::optional(a.at), to_string(a.what), a.said,
              a.notification});
    sql::run(s,
             "UPDATE webhook SET failures = :failures, failing_since = :since, rest_until = :rest, last_try_at = :at, "
             "last_said = :said WHERE id = :id",
             {a.failures, a.failing_since, a.rest_until, a.at, a.said, a.webhook});
    if (a.what == notify::fate::taken)
        sql::run(s, "UPDATE webhook SET off_at = NULL, off_why = '' WHERE id = :id AND off_at IS NOT NULL",
                 {a.webhook});
    if (a.switch_off) {
        sql::run(s, "UPDATE webhook SET off_at = :at, off_why = :why WHERE id = :id", {a.at, *a.switch_off, a.webhook});
        sql::run(s,
                 "UPDATE notification SET next_try_at = NULL, ended_at = :at, fate = 'given_up', "
                 "said = 'the webhook was switched off' WHERE webhook = :webhook AND next_try_at IS NOT NULL",
                 {a.at, a.webhook});
    }
    plan_turn(s, a.webhook);
}

}  // namespace offlist::store
