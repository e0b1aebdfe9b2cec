#include "store/money/ledger_table.hpp"

#include <boost/assert.hpp>
#include <limits>

#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/money/ledger_rows.hpp"

namespace offlist::store {
namespace {

constexpr std::string_view transfer_list = "transfer";

// Balances move by differences, so that no reader's old number is ever written back.
void move_balance(soci::session& s, const ledger_account& account, const money& by, std::int64_t cents)
{
    sql::run(s,
             "INSERT INTO ledger_balance (account, currency, cents) VALUES (:account, :currency, :cents) "
             "ON CONFLICT (account, currency) DO UPDATE SET cents = ledger_balance.cents + EXCLUDED.cents",
             {to_string(account), by.in.view(), cents});
}

// False: the account has less. What is frozen buys nothing, and is the account's all the same.
bool take_covered(soci::session& s, const transfer& t)
{
    static const std::string take =
        "UPDATE ledger_balance SET cents = cents - :cents WHERE account = :account AND "
        "currency = :currency AND cents >= :least";
    static const std::string take_thawed = take + " + frozen";
    const money& m = t.amount;
    return sql::run(s, t.code == transfer_code::hold ? take_thawed : take,
                    {m.cents, to_string(t.debit), m.in.view(), m.cents}) == 1;
}

}  // namespace

bool ledger_table::post(soci::session& s, const transfer& t)
{
    BOOST_ASSERT(t.amount.cents > 0 && t.amount.cents <= largest_amount * 2 && t.debit != t.credit);
    const bool claimed = t.code == transfer_code::dispute_lost || t.code == transfer_code::refunded;
    const bool must_cover = (t.debit.kind == ledger_kind::funds && !claimed) || t.debit.kind == ledger_kind::held;
    if (must_cover) {
        if (!take_covered(s, t)) return false;
    } else {
        move_balance(s, t.debit, t.amount, -t.amount.cents);
    }
    move_balance(s, t.credit, t.amount, t.amount.cents);
    const auto account = t.account == 0 ? std::nullopt : std::optional(t.account);
    sql::run(s,
             "INSERT INTO ledger_transfer (debit, credit, cents, currency, code, reference, account, reason, at) "
             "VALUES (:debit, :credit, :cents, :currency, :code, :reference, :account, :reason, :at)",
             {to_string(t.debit), to_string(t.credit), t.amount.cents, t.amount.in.view(), to_string(t.code),
              t.reference, account, t.reason, t.at});
    return true;
}

receipt_outcome ledger_table::receive(soci::session& s, const receipt& r)
{
    const auto account = r.account == 0 ? std::nullopt : std::optional(r.account);
    const auto added =
        sql::run(s,
                 "INSERT INTO receipt (gateway, external_id, account, cents, surcharge, currency, at) "
                 "VALUES (:gateway, :external_id, :account, :cents, :surcharge, :currency, :at) ON CONFLICT DO NOTHING",
                 {r.gateway, r.external_id, account, r.amount.cents, r.surcharge, r.amount.in.view(), r.at});
    if (added == 0) return receipt_outcome::already_known;
    for (const transfer& t : settled(r)) {
        const bool posted = post(s, t);
        BOOST_ASSERT(posted);  // a gateway's account may be debited without end
    }
    return receipt_outcome::credited;
}

parsed<bool> ledger_table::adjust(soci::session& s, const adjustment& a)
{
    const auto t = adjusted(a);
    if (!t) return t.error();
    const auto before = sql::one<std::string, std::string, std::int64_t, std::string>(
        s,
        "SELECT debit, credit, cents, currency FROM ledger_transfer WHERE reference = :reference AND code = "
        "'adjustment'",
        {t->reference});
    if (!before) return post(s, *t);
    const auto& [debit, credit, cents, in] = *before;
    if (debit == to_string(t->debit) && credit == to_string(t->credit) && cents == t->amount.cents &&
        in == t->amount.in.view())
        return true;
    return problem{.what = "the key of this adjustment was used for another one", .expected = "a key of its own"};
}

std::optional<transfer> ledger_table::find_adjustment(soci::session& s, const std::string& key)
{
    std::optional<transfer> found;
    for_each_transfer(s, "WHERE reference = :reference AND code = 'adjustment'", {"adjustment:" + key},
                      [&found](parsed<transfer> t, std::int64_t) {
                          if (t) found = std::move(*t);
                      });
    return found;
}

account_funds ledger_table::funds(soci::session& s, std::int64_t account, currency in)
{
    const auto [balance, frozen] =
        sql::one<std::int64_t, std::int64_t>(
            s, "SELECT cents, frozen FROM ledger_balance WHERE account = :account AND currency = :currency",
            {to_string(funds_of(account)), in.view()})
            .value_or(std::tuple<std::int64_t, std::int64_t>{});
    const auto held = sql::only<std::int64_t>(
        s,
        "SELECT CAST(COALESCE(SUM(fee), 0) AS BIGINT) FROM delisting WHERE account = :account AND currency = :currency "
        "AND ended_at IS NULL AND held_at IS NOT NULL AND again_of IS NULL",
        {account, in.view()});
    return {.balance = {balance, in}, .held = {held.value_or(0), in}, .frozen = {frozen, in}};
}

money ledger_table::suspense(soci::session& s, currency in)
{
    const auto cents = sql::only<std::int64_t>(
        s, "SELECT cents FROM ledger_balance WHERE account = 'suspense' AND currency = :currency", {in.view()});
    return {cents.value_or(0), in};
}

void ledger_table::keep_verdict(soci::session& s, bool balanced, std::chrono::sys_seconds at)
{
    sql::run(s,
             "INSERT INTO books_verdict (id, balanced, at) VALUES (1, :balanced, :at) ON CONFLICT (id) DO UPDATE SET "
             "balanced = EXCLUDED.balanced, at = EXCLUDED.at",
             {balanced ? 1 : 0, at});
}

bool ledger_table::balanced_before(soci::session& s)
{
    return sql::only<int>(s, "SELECT balanced FROM books_verdict WHERE id = 1", {}).value_or(1) == 1;
}

std::vector<account_funds> ledger_table::funds(soci::session& s, std::int64_t account)
{
    std::vector<account_funds> all;
    for (const auto& [in] : sql::rows<std::string>(
             s,
             "SELECT currency FROM ledger_balance WHERE account = :funds AND (cents <> 0 OR frozen <> 0) UNION SELECT "
             "currency FROM delisting WHERE account = :account AND ended_at IS NULL AND held_at IS NOT NULL ORDER BY 1",
             {to_string(funds_of(account)), account}))
        all.push_back(funds(s, account, stored_currency(in)));
    return all;
}

boost::asio::awaitable<parsed<std::vector<account_funds>>> ledger_table::funds(std::int64_t account, currency in)
{
    auto work = [account, in](soci::session& s) -> parsed<std::vector<account_funds>> {
        std::vector<account_funds> all{funds(s, account, in)};
        for (account_funds& other : funds(s, account))
            if (other.balance.in != in) all.push_back(other);
        return all;
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<page_of<transfer>>> ledger_table::statement(std::int64_t account, page_request which)
{
    auto work = [account, which](soci::session& s) -> parsed<page_of<transfer>> {
        const auto start = start_of(transfer_list, which, direction::newest_first);
        if (!start) return start.error();
        const page_walk way = walk_of(which, direction::newest_first);
        std::vector<transfer> found;
        for_each_transfer(
            s, "WHERE account = :account AND id" + way.behind + ":start ORDER BY id" + way.order + " LIMIT :count",
            {account, start->id, rows_of(which) + 1}, [&found](parsed<transfer> t, std::int64_t) {
                if (t) found.push_back(std::move(*t));
            });
        return cut(transfer_list, std::move(found), which,
                   [](const transfer& t) { return place{.at = 0, .id = t.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
