#include "store/money/delivery_table.hpp"

#include <algorithm>

#include "store/engine/sql.hpp"

namespace offlist::store {

namespace {

std::chrono::seconds wait_after(std::int64_t tries)
{
    constexpr std::int64_t most_doublings = 20;
    return std::min<std::chrono::seconds>(delivery_first_try * (std::int64_t{2} << std::min(tries, most_doublings)),
                                          delivery_longest_wait);
}

}  // namespace

bool remember_delivery(soci::session& s, const std::string& gateway, const webhook_hint& hint,
                       std::chrono::sys_seconds at)
{
    const auto added =
        sql::run(s,
                 "INSERT INTO webhook_delivery (gateway, delivery, kind, external_id, dispute, "
                 "received_at, handled_at, tries, due_at) VALUES (:gateway, :delivery, :kind, "
                 ":external_id, :dispute, :at, NULL, 0, :due) ON CONFLICT DO NOTHING",
                 {gateway, hint.delivery, hint.kind, hint.external_id, hint.dispute, at, at + delivery_first_try});
    if (added == 1) return true;
    return sql::one<std::int64_t>(
               s,
               "SELECT tries FROM webhook_delivery WHERE gateway = :gateway AND delivery = :delivery AND "
               "handled_at IS NULL",
               {gateway, hint.delivery})
        .has_value();
}

void delivery_handled(soci::session& s, const std::string& gateway, const std::string& delivery,
                      std::chrono::sys_seconds at)
{
    sql::run(s,
             "UPDATE webhook_delivery SET handled_at = :at, due_at = NULL WHERE gateway = :gateway AND "
             "delivery = :delivery AND handled_at IS NULL",
             {at, gateway, delivery});
}

void delivery_given_up(soci::session& s, const std::string& gateway, const std::string& delivery)
{
    sql::run(s, "UPDATE webhook_delivery SET due_at = NULL WHERE gateway = :gateway AND delivery = :delivery",
             {gateway, delivery});
}

std::vector<open_delivery> take_open_deliveries(soci::session& s, std::chrono::sys_seconds now, int limit)
{
    std::vector<open_delivery> open;
    sql::for_each<std::string, std::string, std::string, std::string, std::string, std::chrono::sys_seconds,
                  std::int64_t>(
        s,
        "SELECT gateway, delivery, kind, external_id, dispute, received_at, tries FROM webhook_delivery "
        "WHERE due_at <= :now AND handled_at IS NULL ORDER BY due_at LIMIT :count",
        {now, limit},
        [&open, now](auto gateway, auto delivery, auto kind, auto external_id, auto dispute, auto received,
                     auto tries) {
            webhook_hint hint;
            hint.delivery = std::move(delivery);
            hint.kind = std::move(kind);
            hint.external_id = std::move(external_id);
            hint.dispute = std::move(dispute);
            open.push_back({std::move(gateway), std::move(hint), tries, now - received >= deliveries_tried});
        });
    for (const open_delivery& d : open)
        sql::run(s,
                 "UPDATE webhook_delivery SET tries = tries + 1, due_at = :due WHERE gateway = :gateway AND "
                 "delivery = :delivery",
                 {now + wait_after(d.tries), d.gateway, d.hint.delivery});
    return open;
}

std::int64_t purge_deliveries(soci::session& s, std::chrono::sys_seconds now)
{
    return sql::run(s, "DELETE FROM webhook_delivery WHERE due_at IS NULL AND received_at < :before",
                    {now - deliveries_kept});
}

}  // namespace offlist::store
