#include "store/money/books_currency.hpp"

#include <map>
#include <string>

#include "store/engine/sql.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

problem money_in_another(const std::string& amounts, currency in)
{
    return {
        .what = "the price book is in " + std::string(in.view()) + ", and the books have " + amounts + " of customers",
        .expected =
            "the currency of before until these funds are spent or adjusted to zero and no order or payment is "
            "under way (GET /v1/accounts/{id}/funds tells each account's, offlist ledger verify the sums)"};
}

}  // namespace

std::optional<problem> why_not_sell_in(soci::session& s, currency in)
{
    const auto before = sql::only<std::string>(s, "SELECT currency FROM books_currency WHERE id = 1");
    if (before == in.view()) return std::nullopt;
    std::map<std::string, std::int64_t> there;
    sql::for_each<std::string, std::int64_t>(
        s,
        "SELECT currency, CAST(SUM(ABS(cents)) AS BIGINT) FROM ledger_balance WHERE cents <> 0 AND "
        "(account LIKE 'funds:%' OR account LIKE 'held:%') GROUP BY currency UNION ALL SELECT currency, "
        "CAST(SUM(amount) AS "
        "BIGINT) FROM payment WHERE state IN ('created', 'pending') GROUP BY currency UNION ALL SELECT currency, "
        "CAST(SUM(fee) AS BIGINT) FROM delisting WHERE ended_at IS NULL AND state = 'awaiting_funds' GROUP BY currency",
        {}, [&there](auto other, auto cents) { there[std::move(other)] += cents; });
    // A store from before this was written down: whatever has money in the book's currency has always been sold in it.
    if (!before && (there.empty() || there.contains(std::string(in.view())))) return std::nullopt;
    std::string amounts;
    for (const auto& [other, cents] : there)
        if (!before || other == *before)
            amounts += (amounts.empty() ? "" : " and ") + to_string(money{cents, stored_currency(other)});
    if (amounts.empty()) return std::nullopt;
    return money_in_another(amounts, in);
}

void sells_in(soci::session& s, currency in)
{
    sql::run(s,
             "INSERT INTO books_currency (id, currency) VALUES (1, :currency) ON CONFLICT (id) DO UPDATE SET currency "
             "= EXCLUDED.currency",
             {in.view()});
}

}  // namespace offlist::store
