#include "store/money/payment_table.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <crypto/nonce.hpp>
#include <utility>

#include "store/accounts/account_table.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/money/payment_rows.hpp"
#include "store/money/receipt_rows.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view payment_list = "payment";

// The dispute of a payment that nobody has decided yet; empty for none.
std::string open_dispute(soci::session& s, std::int64_t id)
{
    return sql::only<std::string>(s, "SELECT dispute FROM payment WHERE id = :id", {id}).value_or(std::string());
}

// A decided one is forgotten, unless a newer one has taken its place.
void keep_dispute(soci::session& s, std::int64_t id, const dispute_report& d)
{
    if (d.state == dispute_state::open)
        sql::run(s, "UPDATE payment SET dispute = :dispute WHERE id = :id", {d.id, id});
    else
        sql::run(s, "UPDATE payment SET dispute = '' WHERE id = :id AND dispute = :dispute", {id, d.id});
}

void set_look(soci::session& s, const payment& p, int looks, sys_seconds now, const payment_policy& policy)
{
    const bool disputed = !open_dispute(s, p.id).empty();
    sql::run(s, "UPDATE payment SET look_at = :look, looks = :looks WHERE id = :id",
             {next_look(p, looks, disputed, now, policy), looks + 1, p.id});
}

std::optional<payment> first_of(std::vector<payment> found)
{
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<payment> find_external(soci::session& s, const std::string& gateway, const std::string& id)
{
    return first_of(
        select_payments(s, "WHERE gateway = :gateway AND external_id = :id AND external_id <> ''", {gateway, id}));
}

void write_step(soci::session& s, const payment& before, const payment_step& step, const std::string& actor,
                sys_seconds at, const payment_policy& policy)
{
    update_payment(s, step.next);
    const bool money = before.received != step.next.received || before.charged_back != step.next.charged_back;
    if (money || before.state != step.next.state)
        add_payment_change(s, to_string(before.state), step.next, actor, step.next.reason);
    for (const std::string& kind : step.notices) tell_of_payment(s, kind, step.next, at);
    set_look(s, step.next, 0, at, policy);
}

std::optional<payment> find_reference(soci::session& s, const std::string& gateway, const std::string& reference)
{
    const auto number = payment_of_reference(reference);
    if (!number) return std::nullopt;
    auto p = payment_table::find(s, *number);
    if (p && (p->gateway != gateway || reference_of(*p) != reference)) p.reset();
    return p;
}

bool dispute_taken(soci::session& s, const std::string& gateway, const payment_report& r)
{
    if (!r.dispute) return false;
    const std::string reference = dispute_reference(gateway, r.dispute->id);
    return sql::only<std::int64_t>(s,
                                   "SELECT COUNT(*) FROM ledger_transfer WHERE code = 'dispute_lost' AND "
                                   "reference IN (:reference, :surcharge)",
                                   {reference, reference + ":surcharge"})
               .value_or(0) > 0;
}

void post_chargeback(soci::session& s, const transfer& t)
{
    const bool posted = ledger_table::post(s, t);
    BOOST_ASSERT(posted);  // a lost dispute takes funds below zero
}

// A dispute of a payment that is none of ours, or a second one for the same order, takes from where its money went.
void take_back_stray(soci::session& s, const std::string& gateway, const payment_report& r, std::int64_t account,
                     sys_seconds at)
{
    if (!r.dispute || r.dispute->state != dispute_state::lost || dispute_taken(s, gateway, r)) return;
    const currency in = r.dispute->amount.in;
    const std::int64_t cents = std::min(r.dispute->amount.cents, received_before(s, gateway, r.external_id, in));
    if (cents > 0) post_chargeback(s, dispute_lost(account, gateway, r.dispute->id, {cents, in}, at));
}

recorded_report record_stray(soci::session& s, const std::string& gateway, const payment_report& r,
                             std::int64_t account, sys_seconds at, const delisting_policy& policy)
{
    recorded_report done;
    std::optional<receipt> money;  // most reports bring none
    if (r.paid.cents > 0) money = stray(r, gateway, account, received_before(s, gateway, r.external_id, r.paid.in), at);
    if (money && receive_payment(s, *money, policy) == receipt_outcome::credited) {
        done.credited = money->amount.cents;
        done.to_suspense = account == 0;
    }
    take_back_stray(s, gateway, r, account, at);
    return done;
}

}  // namespace

std::optional<added_payment> payment_table::add(soci::session& s, payment p, const std::optional<payment_key>& key,
                                                const payment_policy& policy)
{
    if (key) {
        auto made = first_of(select_payments(s, "WHERE token = :token AND request_key = :key", {key->token, key->key}));
        if (made) return added_payment{std::move(*made), false};
    }
    const auto owner = account_table::find(s, p.account);
    if (!owner || owner->state != account_state::active) return std::nullopt;
    std::optional<std::int64_t> token;
    std::optional<std::string> text;
    if (key) {
        token = key->token;
        text = key->key;
    }
    p.nonce = crypto::make_nonce();
    p.id = sql::only<std::int64_t>(
               s,
               "INSERT INTO payment (account, method, gateway, amount, surcharge, currency, state, nonce, external_id, "
               "checkout_url, received, reason, dispute, created_at, changed_at, expires_at, look_at, looks, token, "
               "request_key) VALUES (:account, :method, :gateway, :amount, :surcharge, :currency, :state, :nonce, '', "
               "'', 0, "
               "'', '', :created, :changed, :expires, NULL, 0, :token, :key) RETURNING id",
               {p.account, to_string(p.method), p.gateway, p.amount.cents, p.surcharge, p.amount.in.view(),
                to_string(p.state), p.nonce, p.created_at, p.changed_at, p.expires_at, token, text})
               .value();
    add_payment_change(s, "", p, "customer", "");
    set_look(s, p, 0, p.created_at, policy);
    return added_payment{std::move(p), true};
}

std::optional<payment> payment_table::find(soci::session& s, std::int64_t id)
{
    return first_of(select_payments(s, "WHERE id = :id", {id}));
}

recorded_report payment_table::record(soci::session& s, const std::string& gateway, const payment_report& r,
                                      const std::string& actor, sys_seconds at, const payment_rules& rules)
{
    auto p = find_external(s, gateway, r.external_id);
    if (!p) {
        p = find_reference(s, gateway, r.order);
        if (!p) return record_stray(s, gateway, r, 0, at, rules.delisting);
        // The order was made twice there, and this is not the one that the customer was sent to: his money all the
        // same.
        if (!p->external_id.empty()) return record_stray(s, gateway, r, p->account, at, rules.delisting);
    }
    recorded_report done;
    done.before = p->state;
    payment_past past;
    past.dispute_taken = dispute_taken(s, gateway, r);
    if (r.paid.cents > 0 && r.paid.in != p->amount.in)
        past.received_otherwise = received_before(s, gateway, r.external_id, r.paid.in);
    const payment_step step = next(*p, r, at, past);
    if (step.credit && receive_payment(s, *step.credit, rules.delisting) == receipt_outcome::credited) {
        done.credited = step.credit->amount.cents + step.credit->surcharge;
        done.surcharge = step.credit->surcharge;
        done.to_suspense = step.credit->account == 0;
    }
    for (const transfer& t : step.chargebacks) post_chargeback(s, t);
    if (r.dispute) keep_dispute(s, step.next.id, *r.dispute);
    if (step.changed)
        write_step(s, *p, step, actor, at, rules.schedule);
    else if (r.dispute)
        set_look(s, step.next, 0, at, rules.schedule);  // a second one changes nothing, and is followed all the same
    done.now = step.next;
    return done;
}

std::optional<moved_payment> payment_table::give_up(soci::session& s, std::int64_t id, payment_state to,
                                                    const std::string& reason, sys_seconds at,
                                                    const payment_policy& policy)
{
    const auto p = find(s, id);
    if (!p) return std::nullopt;
    const payment_step step = given_up(*p, to, reason, at);
    if (step.changed) write_step(s, *p, step, "clock", at, policy);
    return moved_payment{step.next, p->state};
}

std::vector<due_payment> payment_table::due(soci::session& s, sys_seconds now, int limit)
{
    std::vector<due_payment> found;
    for (payment& p : select_payments(s, "WHERE look_at <= :now ORDER BY look_at LIMIT :count", {now, limit})) {
        auto dispute = open_dispute(s, p.id);
        found.push_back({std::move(p), std::move(dispute)});
    }
    return found;
}

void payment_table::looked(soci::session& s, std::int64_t id, sys_seconds now, const payment_policy& policy)
{
    const auto p = find(s, id);
    const auto looks = sql::only<int>(s, "SELECT looks FROM payment WHERE id = :id", {id});
    if (p && looks) set_look(s, *p, *looks, now, policy);
}

boost::asio::awaitable<parsed<page_of<payment>>> payment_table::page(std::optional<std::int64_t> account,
                                                                     std::optional<payment_state> state,
                                                                     page_request which)
{
    auto work = [account, state, which](soci::session& s) -> parsed<page_of<payment>> {
        const auto start = start_of(payment_list, which, direction::newest_first);
        if (!start) return start.error();
        std::string where = "WHERE id < :before";
        sql::parameters given{start->id};
        if (account) {
            where += " AND account = :account";
            given.emplace_back(*account);
        }
        if (state) {
            where += " AND state = :state";
            given.emplace_back(to_string(*state));
        }
        given.emplace_back(rows_of(which) + 1);
        return cut(payment_list, select_payments(s, where + " ORDER BY id DESC LIMIT :count", std::move(given)), which,
                   [](const payment& p) { return place{.at = 0, .id = p.id}; });
    };
    co_return co_await db_.read(std::move(work));
}

boost::asio::awaitable<parsed<std::optional<payment>>> payment_table::find(std::int64_t id)
{
    auto work = [id](soci::session& s) -> parsed<std::optional<payment>> { return find(s, id); };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
