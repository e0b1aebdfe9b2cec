#include "store/money/ledger_reports.hpp"

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view suspense_list = "suspense";

// One side of each transfer, under the name of its account.
std::string side(const std::string& column, const std::string& sign)
{
    return "SELECT CASE WHEN " + column + " LIKE 'funds:%' THEN 'funds' WHEN " + column +
           " LIKE 'held:%' THEN 'held' ELSE " + column + " END AS name, currency, at, " + sign +
           "cents AS effect FROM ledger_transfer";
}

}  // namespace

std::vector<trial_line> trial_balance(soci::session& s, sys_seconds from, sys_seconds until)
{
    std::vector<trial_line> found;
    sql::for_each<std::string, std::string, std::int64_t, std::int64_t, std::int64_t>(
        s,
        "SELECT name, currency, CAST(SUM(CASE WHEN at < :opening THEN effect ELSE 0 END) AS BIGINT), CAST(SUM(CASE "
        "WHEN "
        "at >= :debits AND effect < 0 THEN -effect ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN at >= :credits AND "
        "effect "
        "> 0 THEN effect ELSE 0 END) AS BIGINT) FROM (" +
            side("debit", "-") + " UNION ALL " + side("credit", "") +
            ") AS sides WHERE at < :until GROUP BY name, currency ORDER BY name, currency",
        {from, from, from, until}, [&found](auto name, const auto& in, auto opening, auto debits, auto credits) {
            found.push_back({.account = std::move(name),
                             .in = stored_currency(in),
                             .opening = opening,
                             .debits = debits,
                             .credits = credits});
        });
    return found;
}

parsed<page_of<transfer>> suspense_page(soci::session& s, const page_request& which)
{
    const auto start = start_of(suspense_list, which, direction::newest_first);
    if (!start) return start.error();
    std::vector<transfer> found;
    for_each_transfer(
        s, "WHERE (debit = 'suspense' OR credit = 'suspense') AND id < :before ORDER BY id DESC LIMIT :count",
        {start->id, rows_of(which) + 1}, [&found](parsed<transfer> t, std::int64_t) {
            if (t) found.push_back(std::move(*t));
        });
    return cut(suspense_list, std::move(found), which, [](const transfer& t) { return place{.at = 0, .id = t.id}; });
}

std::vector<money> suspense_balances(soci::session& s)
{
    std::vector<money> found;
    sql::for_each<std::string, std::int64_t>(
        s, "SELECT currency, cents FROM ledger_balance WHERE account = 'suspense' ORDER BY currency", {},
        [&found](const auto& in, auto cents) {
            found.push_back({cents, stored_currency(in)});
        });
    return found;
}

std::vector<payment_change> payment_history(soci::session& s, std::int64_t payment)
{
    std::vector<payment_change> found;
    sql::for_each<sys_seconds, std::string, std::string, std::int64_t, std::string, std::string>(
        s,
        "SELECT at, from_state, to_state, received, actor, note FROM payment_change WHERE payment = :payment ORDER BY "
        "id",
        {payment}, [&found](auto at, auto from, auto to, auto received, auto actor, auto note) {
            found.push_back({.at = at,
                             .from = std::move(from),
                             .to = std::move(to),
                             .received = received,
                             .actor = std::move(actor),
                             .note = std::move(note)});
        });
    return found;
}

std::vector<list_result> results_by_list(soci::session& s, sys_seconds from, sys_seconds until)
{
    std::vector<list_result> found;
    sql::for_each<std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
        s,
        "SELECT d.blocklist, COUNT(*), COUNT(CASE WHEN d.state = 'succeeded' THEN 1 END), COUNT(CASE WHEN d.state = "
        "'failed' THEN 1 END), COUNT(CASE WHEN d.state = 'cancelled' THEN 1 END), COUNT(d.again_of), COUNT(CASE WHEN "
        "d.state = 'succeeded' AND EXISTS (SELECT 1 FROM listing l WHERE l.account = d.account AND l.blocklist = "
        "d.blocklist AND l.first_seen_at > d.ended_at AND l.subject = d.subject AND l.confirmed = 1) THEN 1 END) FROM "
        "delisting d WHERE d.created_at >= :from AND d.created_at < :until GROUP BY d.blocklist ORDER BY d.blocklist",
        {from, until},
        [&found](auto list, auto ordered, auto succeeded, auto failed, auto cancelled, auto again, auto relisted) {
            found.push_back({.blocklist = std::move(list),
                             .ordered = ordered,
                             .succeeded = succeeded,
                             .failed = failed,
                             .cancelled = cancelled,
                             .again = again,
                             .relisted = relisted});
        });
    return found;
}

}  // namespace offlist::store
