#include <core/quoted.hpp>
#include <limits>

#include "store/engine/sql.hpp"
#include "store/money/ledger_joins.hpp"
#include "store/money/ledger_rows.hpp"
#include "store/money/ledger_table.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr int rows_at_once = 10'000;  // PostgreSQL's library holds all rows of a result in memory

struct transfer_row {
    std::int64_t id = 0;
    std::string debit, credit, in, code;
    transfer rest;
};

parsed<transfer> read(transfer_row r)
{
    const auto debit = parse_ledger_account(r.debit);
    if (!debit) return debit.error();
    const auto credit = parse_ledger_account(r.credit);
    if (!credit) return credit.error();
    const auto in = parse_currency(r.in);
    if (!in) return in.error();
    const auto code = parse_transfer_code(r.code);
    if (!code) return problem{.what = quoted(r.code) + " is not a code of a transfer"};
    r.rest.id = r.id;
    r.rest.debit = *debit;
    r.rest.credit = *credit;
    r.rest.amount.in = *in;
    r.rest.code = *code;
    return std::move(r.rest);
}

}  // namespace

currency stored_currency(const std::string& text)
{
    const auto read = parse_currency(text);
    return read ? *read : currency{};
}

void for_each_transfer(soci::session& s, const std::string& rest, sql::parameters given,
                       const std::function<void(parsed<transfer>, std::int64_t)>& each)
{
    sql::for_each<std::int64_t, std::string, std::string, std::int64_t, std::string, std::string, std::string,
                  std::optional<std::int64_t>, std::string, sys_seconds>(
        s,
        "SELECT id, debit, credit, cents, currency, code, reference, account, reason, at FROM ledger_transfer " + rest,
        std::move(given),
        [&each](auto id, auto debit, auto credit, auto cents, auto in, auto code, auto reference, auto account,
                auto reason, auto at) {
            transfer_row r{.id = id, .debit = debit, .credit = credit, .in = in, .code = code, .rest = {}};
            r.rest.amount.cents = cents;
            r.rest.reference = std::move(reference);
            r.rest.account = account.value_or(0);
            r.rest.reason = std::move(reason);
            r.rest.at = at;
            each(read(std::move(r)), id);
        });
}

ledger_report ledger_table::verify(soci::session& s)
{
    ledger_replay replay;
    std::int64_t newest = std::numeric_limits<std::int64_t>::min();
    for (int read = rows_at_once; read == rows_at_once;) {
        read = 0;
        for_each_transfer(s, "WHERE id > :after ORDER BY id LIMIT :count", {newest, rows_at_once},
                          [&](const parsed<transfer>& t, std::int64_t id) {
                              ++read;
                              newest = id;
                              if (t)
                                  replay.add(*t);
                              else
                                  replay.unreadable(id, t.error().to_string());
                          });
    }
    std::vector<balance> kept;  // without the zeros of ended delistings
    sql::for_each<std::string, std::string, std::int64_t>(
        s, "SELECT account, currency, cents FROM ledger_balance WHERE cents <> 0", {},
        [&kept](auto account, auto in, auto cents) {
            kept.push_back({std::move(account), {cents, stored_currency(in)}});
        });
    ledger_report report = replay.finish(kept);
    note_disagreements(s, report);
    return report;
}

parsed<ledger_report> ledger_table::verify()
{
    return db_.read_now([](soci::session& s) -> parsed<ledger_report> { return verify(s); });
}

boost::asio::awaitable<parsed<ledger_report>> ledger_table::verify_later()
{
    auto work = [](soci::session& s) -> parsed<ledger_report> { return verify(s); };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
