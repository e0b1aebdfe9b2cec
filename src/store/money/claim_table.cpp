#include "store/money/claim_table.hpp"

#include <algorithm>
#include <boost/assert.hpp>

#include "store/engine/sql.hpp"
#include "store/money/ledger_rows.hpp"
#include "store/money/ledger_table.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

std::vector<claim> select_claims(soci::session& s, const std::string& rest, sql::parameters given)
{
    std::vector<claim> found;
    sql::for_each<std::int64_t, std::string, std::string, std::string, std::int64_t, std::string, std::int64_t,
                  std::int64_t, std::int64_t, std::int64_t>(
        s,
        "SELECT id, external_id, kind, state, cents, currency, taken, surcharge, frozen, moves FROM payment_claim " +
            rest,
        std::move(given),
        [&found](auto id, auto external_id, auto kind, auto state, auto cents, auto in, auto taken, auto surcharge,
                 auto frozen, auto moves) {
            const auto known_kind = parse_claim_kind(kind);
            const auto known_state = parse_claim_state(state);
            BOOST_ASSERT_MSG(known_kind && known_state, "a word that this program never wrote");
            found.push_back({.id = id,
                             .external_id = std::move(external_id),
                             .kind = *known_kind,
                             .state = *known_state,
                             .amount = {cents, stored_currency(in)},
                             .taken = taken,
                             .surcharge = surcharge,
                             .frozen = frozen,
                             .moves = moves});
        });
    return found;
}

std::optional<std::int64_t> number_or_null(std::int64_t account)
{
    return account == 0 ? std::nullopt : std::optional(account);
}

// What was taken before belongs to its payment now, and no longer to what nobody knows.
void adopt(soci::session& s, const claim& c, const claim_place& where)
{
    sql::run(s,
             "UPDATE payment_claim SET payment = :payment, external_payment = :external, account = :account "
             "WHERE id = :id",
             {where.payment, where.external_payment, number_or_null(where.account), c.id});
    if (!where.payment) return;
    sql::run(s,
             "UPDATE payment SET charged_earlier = CASE WHEN charged_earlier > :taken THEN charged_earlier - :less "
             "ELSE 0 END WHERE id = :id",
             {c.taken, c.taken, *where.payment});
}

std::int64_t insert_claim(soci::session& s, const claim_place& where, const claim& c, sys_seconds at)
{
    return sql::only<std::int64_t>(
               s,
               "INSERT INTO payment_claim (gateway, external_id, external_payment, payment, account, kind, state, "
               "cents, currency, taken, surcharge, frozen, moves, created_at, changed_at) VALUES (:gateway, :id, "
               ":external, :payment, :account, :kind, :state, :cents, :currency, :taken, :surcharge, :frozen, :moves, "
               ":at, :changed) RETURNING id",
               {where.gateway, c.external_id, where.external_payment, where.payment, number_or_null(where.account),
                to_string(c.kind), to_string(c.state), c.amount.cents, c.amount.in.view(), c.taken, c.surcharge,
                c.frozen, c.moves, at, at})
        .value();
}

void update_claim(soci::session& s, const claim& c, sys_seconds at)
{
    sql::run(
        s,
        "UPDATE payment_claim SET state = :state, cents = :cents, currency = :currency, taken = :taken, "
        "surcharge = :surcharge, frozen = :frozen, moves = :moves, changed_at = :at WHERE id = :id",
        {to_string(c.state), c.amount.cents, c.amount.in.view(), c.taken, c.surcharge, c.frozen, c.moves, at, c.id});
}

void freeze(soci::session& s, std::int64_t account, currency in, std::int64_t cents)
{
    sql::run(s,
             "INSERT INTO ledger_balance (account, currency, cents, frozen) VALUES (:account, :currency, 0, :frozen) "
             "ON CONFLICT (account, currency) DO UPDATE SET frozen = ledger_balance.frozen + EXCLUDED.frozen",
             {to_string(funds_of(account)), in.view(), cents});
}

}  // namespace

std::vector<claim> claims_of(soci::session& s, const claim_place& where, std::span<const claim_report> said)
{
    auto known = select_claims(s, "WHERE gateway = :gateway AND external_payment = :payment ORDER BY external_id",
                               {where.gateway, where.external_payment});
    for (const claim_report& r : said) {
        if (std::ranges::find(known, r.id, &claim::external_id) != known.end()) continue;
        for (claim& c : select_claims(s, "WHERE gateway = :gateway AND external_id = :id AND external_payment = ''",
                                      {where.gateway, r.id})) {
            adopt(s, c, where);
            known.push_back(std::move(c));
        }
    }
    return known;
}

std::int64_t charged_earlier(soci::session& s, std::int64_t payment)
{
    return sql::only<std::int64_t>(s, "SELECT charged_earlier FROM payment WHERE id = :id", {payment}).value_or(0);
}

written_claims write_claims(soci::session& s, const claim_place& where, const std::vector<changed_claim>& changed,
                            sys_seconds at)
{
    written_claims done;
    for (const changed_claim& c : changed) {
        std::int64_t id = c.now.id;
        if (id == 0)
            id = insert_claim(s, where, c.now, at);
        else
            update_claim(s, c.now, at);
        for (const transfer& t : c.moved) {
            const bool posted = ledger_table::post(s, t);
            BOOST_ASSERT(posted);  // a claim takes funds below zero
            sql::run(s, "INSERT INTO claim_move (reference, claim) VALUES (:reference, :claim)", {t.reference, id});
            const bool back = t.code == transfer_code::claim_returned;
            done.taken += back ? -t.amount.cents : t.amount.cents;
            done.thawed = done.thawed || back;
        }
        if (c.now.frozen == c.frozen_before) continue;
        freeze(s, where.account, c.now.amount.in, c.now.frozen - c.frozen_before);
        done.thawed = done.thawed || c.now.frozen < c.frozen_before;
    }
    return done;
}

bool has_open_claim(soci::session& s, std::int64_t payment)
{
    return sql::only<int>(s, "SELECT 1 FROM payment_claim WHERE payment = :payment AND state = 'open' LIMIT 1",
                          {payment})
        .has_value();
}

std::vector<claim> claims_of_payment(soci::session& s, std::int64_t payment)
{
    return select_claims(s, "WHERE payment = :payment ORDER BY external_id", {payment});
}

}  // namespace offlist::store
