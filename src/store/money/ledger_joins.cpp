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
    const std::string facts =
        "SELECT d.id AS id, d.state AS state, CASE WHEN d.again_of IS NULL THEN d.fee ELSE 0 END AS "
        "fee, " +
        moved("h", "h.debit = " + funds + " AND h.credit = " + held) + " AS held, " +
        moved("e", "e.debit = " + held + " AND e.credit LIKE 'revenue:%'") + " AS earned, " +
        moved("c", "c.debit = " + held + " AND c.credit = " + funds) +
        " AS back, COALESCE(b.cents, 0) AS balance FROM delisting d" + joined("h", "hold") + joined("e", "earned") +
        joined("c", "credit_back") + " LEFT JOIN ledger_balance b ON b.account = " + held +
        " AND b.currency = d.currency";
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

// One that is free repeats a job that was paid and succeeded, of the same account, subject and list, and no other does.
// The subject is not kept once the account's data is destroyed.
void note_repeats(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT a.id AS id, a.again_of AS again_of FROM delisting a LEFT JOIN delisting d ON d.id = a.again_of WHERE "
        "a.again_of IS NOT NULL AND (d.id IS NULL OR d.state <> 'succeeded' OR d.again_of IS NOT NULL OR d.account <> "
        "a.account OR d.blocklist <> a.blocklist OR (d.subject <> a.subject AND d.subject <> '') OR (a.state <> "
        "'cancelled' AND EXISTS (SELECT 1 FROM delisting o WHERE o.again_of = a.again_of AND o.id < a.id AND o.state "
        "<> 'cancelled')))";
    note_rows<std::int64_t, std::int64_t>(s, report, wrong, "id", [](auto id, auto again_of) {
        return "delisting " + std::to_string(id) + " is free since it repeats delisting " + std::to_string(again_of) +
               ", which gives no right to that";
    });
}

// Numbers without gaps: as many documents as the series has given, and none above its newest.
void note_documents(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT name, newest, count, highest FROM (SELECT n.name AS name, COALESCE((SELECT newest FROM document_series "
        "s WHERE s.name = n.name), 0) AS newest, (SELECT COUNT(*) FROM document d WHERE d.series = n.name) AS count, "
        "COALESCE((SELECT MAX(number) FROM document d WHERE d.series = n.name), 0) AS highest FROM (SELECT 'receipt' "
        "AS "
        "name UNION SELECT 'report' UNION SELECT name FROM document_series) AS n) AS facts WHERE newest <> count OR "
        "newest <> highest";
    note_rows<std::string, std::int64_t, std::int64_t, std::int64_t>(
        s, report, wrong, "name", [](const auto& name, auto newest, auto count, auto highest) {
            return "of the documents of the series " + name + " the newest is " + std::to_string(newest) +
                   "; there are " + std::to_string(count) + ", and the highest number is " + std::to_string(highest);
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

// A state says what came: nothing before any money, all of it when it is settled, and a payment that something was
// charged back of has had it.
void note_payment_states(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT id, state, amount + surcharge AS total, received, charged_back FROM payment WHERE NOT (CASE "
        "WHEN state IN ('created', 'pending', 'expired', 'invalid') THEN received < amount + surcharge "
        "WHEN state = 'partial' THEN received > 0 AND received < amount + surcharge "
        "WHEN state IN ('late', 'settled') THEN received >= amount + surcharge ELSE 1 = 1 END) "
        "OR state NOT IN ('disputed', 'won', 'lost') AND EXISTS (SELECT 1 FROM payment_claim c WHERE c.payment = "
        "payment.id AND c.kind = 'dispute' AND c.state <> 'prevented') OR charged_back < 0 OR charged_back > received "
        "OR charged_earlier < 0 OR charged_earlier > charged_back";
    note_rows<std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t>(
        s, report, wrong, "id", [](auto id, const auto& state, auto total, auto received, auto back) {
            return "payment " + std::to_string(id) + " is " + state + ", and of " + std::to_string(total) + " cents " +
                   std::to_string(received) + " came and " + std::to_string(back) + " went back";
        });
}

void note_charged_back(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT id, charged_back, claimed FROM (SELECT p.id AS id, p.charged_back AS charged_back, p.charged_earlier + "
        "(SELECT CAST(COALESCE(SUM(c.taken), 0) AS BIGINT) FROM payment_claim c WHERE c.payment = p.id AND c.currency "
        "= p.currency) AS claimed FROM payment p) AS facts WHERE charged_back <> claimed";
    note_rows<std::int64_t, std::int64_t, std::int64_t>(s, report, wrong, "id", [](auto id, auto back, auto claimed) {
        return "of payment " + std::to_string(id) + " " + std::to_string(back) +
               " cents were charged back; its refunds and disputes took " + std::to_string(claimed);
    });
}

// What a claim moved, by the transfers that are called its own; what is between other accounts does not count.
void note_claims(soci::session& s, ledger_report& report)
{
    const std::string theirs = "CASE c.kind WHEN 'refund' THEN 'refund' ELSE 'chargeback' END";
    const std::string code = "CASE c.kind WHEN 'refund' THEN 'refunded' ELSE 'dispute_lost' END";
    const std::string ours = "COALESCE('funds:' || CAST(c.account AS TEXT), 'suspense')";
    const std::string moved =
        "CASE WHEN t.currency <> c.currency THEN 0 "
        "WHEN t.code = " +
        code + " AND t.credit = " + theirs + " AND t.debit IN (" + ours +
        ", 'surcharge') THEN t.cents "
        "WHEN t.code = 'claim_returned' AND t.debit = " +
        theirs + " AND t.credit IN (" + ours + ", 'surcharge') THEN -t.cents ELSE 0 END";
    const std::string sum =
        "(SELECT CAST(COALESCE(SUM(" + moved +
        "), 0) AS BIGINT) FROM claim_move m JOIN ledger_transfer t ON t.reference = m.reference AND "
        "t.code IN ('dispute_lost', 'refunded', 'claim_returned') WHERE m.claim = c.id)";
    const std::string wrong =
        "SELECT gateway, external_id, kind, state, taken, moved FROM (SELECT c.gateway AS gateway, "
        "c.external_id AS external_id, c.kind AS kind, c.state AS state, c.taken AS taken, " +
        sum +
        " AS moved FROM payment_claim c) AS facts WHERE taken <> moved OR (taken > 0 AND "
        "state <> 'taken')";
    note_rows<std::string, std::string, std::string, std::string, std::int64_t, std::int64_t>(
        s, report, wrong, "gateway, external_id",
        [](const auto& gateway, const auto& id, const auto& kind, const auto& state, auto taken, auto in_ledger) {
            return "the " + kind + " " + quoted(id) + " of " + gateway + " is " + state + " and took " +
                   std::to_string(taken) + " cents; the ledger has " + std::to_string(in_ledger) + " of it";
        });
}

void note_moves_without_claims(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT t.id AS id, t.code AS code, t.reference AS reference FROM ledger_transfer t WHERE t.code IN "
        "('dispute_lost', 'refunded', 'claim_returned') AND NOT EXISTS (SELECT 1 FROM claim_move m JOIN payment_claim "
        "c "
        "ON c.id = m.claim WHERE m.reference = t.reference)";
    note_rows<std::int64_t, std::string, std::string>(
        s, report, wrong, "id", [](auto id, const auto& code, const auto& reference) {
            return "transfer " + std::to_string(id) + " is called " + code + " and belongs to " + quoted(reference) +
                   ", which is no refund or dispute";
        });
}

void note_frozen(soci::session& s, ledger_report& report)
{
    const std::string wrong =
        "SELECT account, currency, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(claimed) AS BIGINT) AS claimed FROM "
        "(SELECT account, currency, frozen AS kept, 0 AS claimed FROM ledger_balance WHERE frozen <> 0 UNION ALL "
        "SELECT 'funds:' || CAST(account AS TEXT), currency, 0, frozen FROM payment_claim WHERE frozen <> 0) AS sums "
        "GROUP BY account, currency HAVING SUM(kept) <> SUM(claimed)";
    note_rows<std::string, std::string, std::int64_t, std::int64_t>(
        s, report, wrong, "account, currency", [](const auto& account, const auto& in, auto kept, auto claimed) {
            return "of " + account + " " + std::to_string(kept) + " cents " + in +
                   " are frozen; open disputes freeze " + std::to_string(claimed);
        });
}

}  // namespace

void note_disagreements(soci::session& s, ledger_report& report)
{
    note_delistings(s, report);
    note_orphans(s, report);
    note_repeats(s, report);
    note_documents(s, report);
    note_receipts(s, report);
    note_gateways(s, report);
    note_payments(s, report);
    note_payment_states(s, report);
    note_charged_back(s, report);
    note_claims(s, report);
    note_moves_without_claims(s, report);
    note_frozen(s, report);
}

}  // namespace offlist::store
