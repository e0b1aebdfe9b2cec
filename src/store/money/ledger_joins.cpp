#include "store/money/ledger_joins.hpp"

#include <core/quoted.hpp>
#include <string>

#include "store/engine/sql.hpp"
#include "store/money/receipt_rows.hpp"

namespace offlist::store {
namespace {

// Calls `words(columns…)` for rows that should not be there: for as many as are kept in words; the others are counted.
template <class... Columns, class Words>
void note_rows(soci::session& s, ledger_report& report, const std::string& text, const std::string& order, Words words)
{
    std::uint64_t told = 0;
    const std::string bounded = text + " ORDER BY " + order + " LIMIT " + std::to_string(ledger_report::most_noted);
    sql::for_each<Columns...>(s, bounded, {}, [&](const Columns&... columns) {
        ++told;
        report.note(words(columns...));
    });
    if (told < ledger_report::most_noted) return;
    const auto all = sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM (" + text + ") AS counted");
    report.wrong_in_all += static_cast<std::uint64_t>(all.value_or(0)) - told;
}

// What a joined transfer of a delisting moved; -1: not between the accounts, or in the currency, that it should.
std::string moved(const std::string& t, const std::string& right_accounts)
{
    return "CASE WHEN " + t + ".id IS NULL THEN 0 WHEN " + t + ".currency = d.currency AND " + right_accounts +
           " THEN " + t + ".cents ELSE -1 END";
}

std::string joined(const std::string& t, const std::string& code)
{
    return " LEFT JOIN ledger_transfer " + t + " ON " + t + ".reference = 'delisting:' || CAST(d.id AS TEXT) AND " + t +
           ".code = '" + code + "'";
}

std::string in_words(std::int64_t cents)
{
    if (cents == 0) return "nothing";
    if (cents < 0) return "something between other accounts or in another currency";
    return std::to_string(cents);
}

// By the job's state, and not by what its row says it holds. An ended one that was never held was cancelled.
void note_delistings(soci::session& s, ledger_report& report)
{
    const std::string funds = "'funds:' || CAST(d.account AS TEXT)";
    const std::string held = "'held:' || CAST(d.id AS TEXT)";
    const std::string facts = "SELECT d.id AS id, d.state AS state, d.fee AS fee, " +
                              moved("h", "h.debit = " + funds + " AND h.credit = " + held) + " AS held, " +
                              moved("e", "e.debit = " + held + " AND e.credit LIKE 'revenue:%'") + " AS earned, " +
                              moved("c", "c.debit = " + held + " AND c.credit = " + funds) +
                              " AS back, COALESCE(b.cents, 0) AS balance FROM delisting d" + joined("h", "hold") +
                              joined("e", "earned") + joined("c", "credit_back") +
                              " LEFT JOIN ledger_balance b ON b.account = " + held + " AND b.currency = d.currency";
    const std::string wrong = "SELECT id, state, fee, held, earned, back, balance FROM (" + facts +
                              ") AS facts WHERE NOT ("
                              "state = 'awaiting_funds' AND held = 0 AND earned = 0 AND back = 0 AND balance = 0 OR "
                              "state IN ('held', 'submitting', 'submitted', 'uncertain', 'verifying') AND held = fee "
                              "AND earned = 0 AND back = 0 AND balance = fee OR "
                              "state = 'succeeded' AND held = fee AND earned = fee AND back = 0 AND balance = 0 OR "
                              "state IN ('failed', 'cancelled') AND held = fee AND earned = 0 AND back = fee AND "
                              "balance = 0 OR "
                              "state = 'cancelled' AND held = 0 AND earned = 0 AND back = 0 AND balance = 0)";
    note_rows<std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
        s, report, wrong, "id", [](auto id, const auto& state, auto fee, auto hold, auto earned, auto back, auto now) {
            return "delisting " + std::to_string(id) + " is " + state + ", its fee is " + std::to_string(fee) +
                   " cents, and the ledger has " + in_words(hold) + " held, " + in_words(earned) + " earned and " +
                   in_words(back) + " credited back for it; it holds " + std::to_string(now);
        });
}

void note_orphans(soci::session& s, ledger_report& report)
{
    // PostgreSQL refuses to read as a number what is none, so only digits are, and no more of them than fit.
    constexpr std::string_view number =
        "CASE WHEN substr(t.reference, 1, 10) = 'delisting:' AND ltrim(substr(t.reference, 11), '0123456789') = '' AND "
        "length(t.reference) BETWEEN 11 AND 28 THEN CAST(substr(t.reference, 11) AS BIGINT) END";
    const std::string wrong =
        "SELECT t.id AS id, t.code AS code, t.reference AS reference FROM ledger_transfer t WHERE t.code IN ('hold', "
        "'earned', 'credit_back') AND NOT EXISTS (SELECT 1 FROM delisting d WHERE d.id = " +
        std::string(number) + " AND t.reference = 'delisting:' || CAST(d.id AS TEXT))";
    note_rows<std::int64_t, std::string, std::string>(
        s, report, wrong, "id", [](auto id, const auto& code, const auto& reference) {
            return "transfer " + std::to_string(id) + " is called " + code + " and belongs to " + quoted(reference) +
                   ", which is no delisting";
        });
}

void note_receipts(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT gateway, external_id, received, moved FROM (SELECT r.gateway AS gateway, r.external_id AS external_id, "
        "r.cents + r.surcharge AS received, (SELECT CAST(COALESCE(SUM(t.cents), 0) AS BIGINT) FROM ledger_transfer t "
        "WHERE t.reference = 'receipt:' || r.gateway || ':' || r.external_id AND t.currency = r.currency AND "
        "t.debit = 'gateway:' || r.gateway AND t.credit IN (COALESCE('funds:' || CAST(r.account AS TEXT), 'suspense'), "
        "'surcharge')) AS moved FROM receipt r) AS facts WHERE received <> moved";
    note_rows<std::string, std::string, std::int64_t, std::int64_t>(
        s, report, wrong, "gateway, external_id",
        [](const auto& gateway, const auto& external_id, auto received, auto moved) {
            return "the receipt " + quoted(external_id) + " of " + gateway + " is of " + std::to_string(received) +
                   " cents; the ledger has " + std::to_string(moved) + " of it where it belongs";
        });
}

void note_gateways(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT gateway, currency, CAST(SUM(received) AS BIGINT) AS received, CAST(SUM(moved) AS BIGINT) AS moved FROM "
        "(SELECT gateway, currency, cents + surcharge AS received, 0 AS moved FROM receipt UNION ALL "
        "SELECT substr(debit, 9), currency, 0, cents FROM ledger_transfer WHERE substr(debit, 1, 8) = 'gateway:' "
        "UNION ALL SELECT substr(credit, 9), currency, 0, -cents FROM ledger_transfer WHERE substr(credit, 1, 8) = "
        "'gateway:') AS sums GROUP BY gateway, currency HAVING SUM(received) <> SUM(moved)";
    note_rows<std::string, std::string, std::int64_t, std::int64_t>(
        s, report, wrong, "gateway, currency", [](const auto& gateway, const auto& in, auto received, auto moved) {
            return "receipts of " + gateway + " add up to " + std::to_string(received) + " cents " + in +
                   "; the ledger has " + std::to_string(moved) + " from it";
        });
}

void note_payments(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT id, received, receipts FROM (SELECT p.id AS id, p.received AS received, (SELECT "
        "CAST(COALESCE(SUM(r.cents + r.surcharge), 0) AS BIGINT) FROM receipt r WHERE r.gateway = p.gateway AND " +
        receipts_of("r", "p.external_id") +
        " AND r.currency = p.currency AND r.account = p.account AND p.external_id <> '') AS receipts FROM payment p) "
        "AS facts WHERE received <> receipts";
    note_rows<std::int64_t, std::int64_t, std::int64_t>(
        s, report, wrong, "id", [](auto id, auto received, auto receipts) {
            return "payment " + std::to_string(id) + " has received " + std::to_string(received) +
                   " cents; its receipts add up to " + std::to_string(receipts);
        });
}

}  // namespace

void note_disagreements(soci::session& s, ledger_report& report)
{
    note_delistings(s, report);
    note_orphans(s, report);
    note_receipts(s, report);
    note_gateways(s, report);
    note_payments(s, report);
}

}  // namespace offlist::store
