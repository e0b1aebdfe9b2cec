#include "store/money/reconciliation_table.hpp"

#include <algorithm>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/notices/outbox.hpp"
#include "store/restore/lives.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view list_of_reconciliations = "reconciliation";

std::vector<reconciliation> select_reconciliations(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<reconciliation> found;
    sql::for_each<std::int64_t, std::string, sys_seconds, sys_seconds, std::int64_t, std::int64_t, std::int64_t>(
        s, "SELECT id, gateway, from_at, until_at, seen, mended, unexplained FROM reconciliation " + rest,
        std::move(given),
        [&found](auto id, auto gateway, auto from, auto until, auto seen, auto mended, auto unexplained) {
            found.push_back({.id = id,
                             .gateway = std::move(gateway),
                             .from = from,
                             .until = until,
                             .seen = seen,
                             .mended = mended,
                             .unexplained = unexplained});
        });
    return found;
}

std::vector<std::string> ids(soci::session& s, const std::string& select, sql::parameters given)
{
    std::vector<std::string> found;
    sql::for_each<std::string>(s, select, std::move(given), [&found](auto id) { found.push_back(std::move(id)); });
    return found;
}

}  // namespace

std::optional<sys_seconds> reconciled_until(soci::session& s, const std::string& gateway, sys_seconds now)
{
    const auto newest = select_reconciliations(
        s, "WHERE gateway = :gateway AND until_at <= :now ORDER BY id DESC LIMIT 1", {gateway, now});
    if (!newest.empty()) return newest.front().until;
    const auto oldest = sql::only<std::optional<sys_seconds>>(
        s, "SELECT MIN(created_at) FROM payment WHERE gateway = :gateway", {gateway});
    if (!oldest) return std::nullopt;
    return *oldest;
}

std::optional<sys_seconds> to_read_back(soci::session& s, const std::string& gateway)
{
    const life now = current_life(s);
    if (!now.restored_at) return std::nullopt;
    const auto newest = select_reconciliations(s, "WHERE gateway = :gateway ORDER BY id DESC LIMIT 1", {gateway});
    const sys_seconds knows = now.knows_until.value_or(*now.restored_at);
    if (newest.empty()) return knows;
    if (newest.front().until >= *now.restored_at) return std::nullopt;
    return std::min(newest.front().until, knows);
}

std::vector<std::string> not_read_back(soci::session& s, const std::vector<std::string>& gateways)
{
    std::vector<std::string> found;
    for (const std::string& each : gateways)
        if (sql::only<int>(s, "SELECT 1 FROM payment WHERE gateway = :gateway LIMIT 1", {each}) &&
            to_read_back(s, each))
            found.push_back(each);
    return found;
}

payments_to_ask own_payments(soci::session& s, const std::string& gateway, sys_seconds made, sys_seconds before,
                             sys_seconds claimed)
{
    // What was prevented may still be taken, and what was taken given back.
    const std::string may_change =
        "gateway = :gateway AND created_at >= :claimed AND state IN ('open', 'prevented', 'taken')";
    return {.with_money = ids(s,
                              "SELECT external_id FROM payment WHERE gateway = :gateway AND created_at >= :made AND "
                              "created_at < :before AND received > 0 AND external_id <> '' ORDER BY id",
                              {gateway, made, before}),
            .with_claims = ids(s,
                               "SELECT external_id FROM payment WHERE external_id <> '' AND id IN (SELECT payment FROM "
                               "payment_claim WHERE " +
                                   may_change + ") ORDER BY id",
                               {gateway, claimed}),
            .strays = ids(s,
                          "SELECT DISTINCT external_payment FROM payment_claim WHERE payment IS NULL AND "
                          "external_payment <> '' AND " +
                              may_change + " ORDER BY external_payment",
                          {gateway, claimed})};
}

std::int64_t add_reconciliation(soci::session& s, reconciliation r, const std::vector<difference>& differences)
{
    r.mended = std::ranges::count(differences, true, &difference::mended);
    r.unexplained = std::ssize(differences) - r.mended;
    r.id = sql::only<std::int64_t>(s,
                                   "INSERT INTO reconciliation (gateway, from_at, until_at, seen, mended, unexplained) "
                                   "VALUES (:gateway, :from, :until, :seen, :mended, :unexplained) RETURNING id",
                                   {r.gateway, r.from, r.until, r.seen, r.mended, r.unexplained})
               .value();
    for (const difference& d : differences)
        sql::run(s,
                 "INSERT INTO reconciliation_difference (reconciliation, kind, payment, external_id, what) VALUES "
                 "(:of, :kind, :payment, :external, :what)",
                 {r.id, d.mended ? "mended" : "unexplained", d.payment, d.external_id, d.what});
    if (!differences.empty()) tell_of_reconciliation(s, r);
    return r.id;
}

std::optional<reconciliation_detail> find_reconciliation(soci::session& s, std::int64_t id)
{
    auto found = select_reconciliations(s, "WHERE id = :id", {id});
    if (found.empty()) return std::nullopt;
    reconciliation_detail detail{.of = std::move(found.front()), .differences = {}};
    sql::for_each<std::string, std::optional<std::int64_t>, std::string, std::string>(
        s,
        "SELECT kind, payment, external_id, what FROM reconciliation_difference WHERE reconciliation = :id ORDER BY id",
        {id}, [&detail](const auto& kind, auto payment, auto external_id, auto what) {
            detail.differences.push_back({.mended = kind == "mended",
                                          .payment = payment,
                                          .external_id = std::move(external_id),
                                          .what = std::move(what)});
        });
    return detail;
}

parsed<page_of<reconciliation>> reconciliation_page(soci::session& s, const std::optional<std::string>& gateway,
                                                    const page_request& which)
{
    const auto start = start_of(list_of_reconciliations, which, direction::newest_first);
    if (!start) return start.error();
    const std::string rest = "id < :before ORDER BY id DESC LIMIT :count";
    auto found = gateway ? select_reconciliations(s, "WHERE gateway = :gateway AND " + rest,
                                                  {*gateway, start->id, rows_of(which) + 1})
                         : select_reconciliations(s, "WHERE " + rest, {start->id, rows_of(which) + 1});
    return cut(list_of_reconciliations, std::move(found), which,
               [](const reconciliation& r) { return place{.at = 0, .id = r.id}; });
}

}  // namespace offlist::store
