#include "store/money/payment_table.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <crypto/nonce.hpp>
#include <utility>

#include "store/accounts/account_table.hpp"
#include "store/accounts/idempotency_table.hpp"
#include "store/delistings/delisting_table.hpp"
#include "store/engine/paging.hpp"
#include "store/engine/sql.hpp"
#include "store/money/claim_table.hpp"
#include "store/money/document_table.hpp"
#include "store/money/payment_rows.hpp"
#include "store/money/receipt_rows.hpp"
#include "store/notices/outbox.hpp"

namespace offlist::store {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view payment_list = "payment";

// Those that can still be paid, or that the gateway may have made; no more than `most` are counted.
int open_payments(soci::session& s, std::int64_t account, sys_seconds now, int most)
{
    return sql::only<int>(s,
                          "SELECT COUNT(*) FROM (SELECT 1 FROM payment WHERE account = :account AND state IN "
                          "('created', 'pending') AND (state = 'created' OR expires_at > :now) LIMIT :most) AS open",
                          {account, now, most})
        .value_or(0);
}

void set_look(soci::session& s, const payment& p, int looks, sys_seconds now, const payment_policy& policy,
              bool claims_unread = false)
{
    // Claims that could not be read may be open. Not for ever: who may never read them has a reconciliation that says
    // so.
    const bool follow = claims_unread && now < p.expires_at + policy.late_window;
    sql::run(s, "UPDATE payment SET look_at = :look, looks = :looks WHERE id = :id",
             {next_look(p, looks, follow || has_open_claim(s, p.id), now, policy), looks + 1, p.id});
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
    // all of it has come: from now on there is a receipt
    if (before.received < before.total().cents && step.next.received >= step.next.total().cents)
        (void)number_receipt(s, step.next, at);
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

// Jobs of an account that may be able to spend more than before. Last of all, when it is known what is frozen; and not
// only when money came with this very report, for an earlier one may have brought it without its claims.
void start_jobs(soci::session& s, std::int64_t account, currency in, const payment_report& r, bool thawed,
                sys_seconds at, const delisting_policy& policy)
{
    if (account == 0 || r.unread || (r.paid.cents == 0 && !thawed)) return;
    (void)start_waiting(s, account, in, at, policy);
}

void receive(soci::session& s, const receipt& money, recorded_report& done)
{
    if (ledger_table::receive(s, money) != receipt_outcome::credited) return;
    done.credited = money.amount.cents + money.surcharge;
    done.surcharge = money.surcharge;
    done.to_suspense = money.account == 0;
}

void of_suspense(recorded_report& done, const std::vector<changed_claim>& changed, currency in)
{
    done.suspense_gave = std::max<std::int64_t>(done.taken, 0);
    for (const changed_claim& c : changed)
        if (c.now.state == claim_state::open && c.now.amount.in == in) done.suspense_wanted += c.now.amount.cents;
}

// Claims on a payment that is none of ours, or a second one for the same order, take from where its money went.
recorded_report record_stray(soci::session& s, const std::string& gateway, const payment_report& r,
                             std::int64_t account, sys_seconds at, const delisting_policy& policy)
{
    recorded_report done;
    std::optional<receipt> money;  // most reports bring none
    if (r.paid.cents > 0) money = stray(r, gateway, account, received_before(s, gateway, r.external_id, r.paid.in), at);
    if (money) receive(s, *money, done);
    const claim_place where{.gateway = gateway, .external_payment = r.external_id, .payment = {}, .account = account};
    currency in = r.paid.in;
    const auto known = claims_of(s, where, r.claims);
    written_claims wrote;
    if (!known.empty() || !r.claims.empty()) {
        if (r.paid.cents == 0) in = known.empty() ? r.claims.front().amount.in : known.front().amount.in;
        const claimed_payment on{.account = account,
                                 .gateway = gateway,
                                 .in = in,
                                 .received = received_before(s, gateway, r.external_id, in)};
        const claims_step step = settle(on, known, r.claims, at);
        wrote = write_claims(s, where, step.changed, at);
        done.taken = wrote.taken;
        if (account == 0) of_suspense(done, step.changed, in);
    }
    start_jobs(s, account, in, r, wrote.thawed, at, policy);
    return done;
}

payment_past past_of(soci::session& s, const payment& p, const claim_place& where, const payment_report& r)
{
    payment_past past;
    if (r.paid.cents > 0 && r.paid.in != p.amount.in)
        past.received_otherwise = received_before(s, p.gateway, r.external_id, r.paid.in);
    past.claims = claims_of(s, where, r.claims);
    if (!past.claims.empty() || !r.claims.empty()) past.charged_earlier = charged_earlier(s, p.id);
    return past;
}

}  // namespace

std::optional<added_payment> payment_table::add(soci::session& s, payment p, const std::optional<payment_key>& key,
                                                const payment_policy& policy)
{
    if (key) {
        auto made = first_of(select_payments(s, "WHERE token = :token AND person = :person AND request_key = :key",
                                             {key->token, key->person, key->key}));
        if (made && made->state != payment_state::invalid && p.created_at < made->created_at + idempotency_kept)
            return added_payment{.is = std::move(*made)};
        if (made) sql::run(s, "UPDATE payment SET request_key = NULL WHERE id = :id", {made->id});
    }
    const auto owner = account_table::find(s, p.account);
    if (!owner || owner->state != account_state::active) return std::nullopt;
    if (open_payments(s, p.account, p.created_at, policy.open_per_account) >= policy.open_per_account)
        return added_payment{.is = std::move(p), .fresh = false, .too_many = true};
    std::optional<std::int64_t> token;
    std::optional<std::string> text;
    std::int64_t person = 0;
    if (key) {
        token = key->token;
        person = key->person;
        text = key->key;
    }
    p.nonce = crypto::make_nonce();
    p.id = sql::only<std::int64_t>(
               s,
               "INSERT INTO payment (account, method, gateway, amount, surcharge, currency, state, nonce, external_id, "
               "checkout_url, received, reason, dispute, created_at, changed_at, expires_at, look_at, looks, token, "
               "person, request_key) VALUES (:account, :method, :gateway, :amount, :surcharge, :currency, :state, "
               ":nonce, '', "
               "'', 0, "
               "'', '', :created, :changed, :expires, NULL, 0, :token, :person, :key) RETURNING id",
               {p.account, to_string(p.method), p.gateway, p.amount.cents, p.surcharge, p.amount.in.view(),
                to_string(p.state), p.nonce, p.created_at, p.changed_at, p.expires_at, token, person, text})
               .value();
    add_payment_change(s, "", p, "customer", "");
    set_look(s, p, 0, p.created_at, policy);
    return added_payment{.is = std::move(p), .fresh = true};
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
    const claim_place where{
        .gateway = gateway, .external_payment = r.external_id, .payment = p->id, .account = p->account};
    const payment_past past = past_of(s, *p, where, r);
    const payment_step step = next(*p, r, at, past);
    if (step.credit) receive(s, *step.credit, done);
    const written_claims wrote = write_claims(s, where, step.claims, at);
    done.taken = wrote.taken;
    start_jobs(s, p->account, p->amount.in, r, wrote.thawed, at, rules.delisting);
    if (step.changed)
        write_step(s, *p, step, actor, at, rules.schedule);
    else if (!step.claims.empty())
        set_look(s, step.next, 0, at, rules.schedule);  // a second one may change nothing, and is followed all the same
    if (r.unread) set_look(s, step.next, 0, at, rules.schedule, true);
    done.now = step.next;
    return done;
}

known_payment payment_table::known(soci::session& s, const std::string& gateway, const payment_report& r)
{
    return {.now = find_external(s, gateway, r.external_id),
            .all_received = received_before(s, gateway, r.external_id, r.paid.in) >= r.paid.cents};
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

std::vector<payment> payment_table::due(soci::session& s, sys_seconds now, int limit)
{
    return select_payments(s, "WHERE look_at <= :now ORDER BY look_at LIMIT :count", {now, limit});
}

std::int64_t payment_table::look_now(soci::session& s, std::int64_t account, sys_seconds now)
{
    return sql::run(s,
                    "UPDATE payment SET look_at = :now WHERE account = :account AND (state = 'created' OR state = "
                    "'pending' AND expires_at > :end)",
                    {now, account, now});
}

void payment_table::looked(soci::session& s, std::int64_t id, sys_seconds now, const payment_policy& policy)
{
    const auto p = find(s, id);
    const auto looks = sql::only<int>(s, "SELECT looks FROM payment WHERE id = :id", {id});
    if (p && looks) set_look(s, *p, *looks, now, policy);
}

boost::asio::awaitable<parsed<page_of<payment>>> payment_table::page(std::optional<std::int64_t> account,
                                                                     std::vector<payment_state> states,
                                                                     page_request which)
{
    auto work = [account, states = std::move(states), which](soci::session& s) -> parsed<page_of<payment>> {
        const auto start = start_of(payment_list, which, direction::newest_first);
        if (!start) return start.error();
        sql::conditions where;
        if (account) where.add("account = :account", {*account});
        std::vector<std::string> names;
        names.reserve(states.size());
        for (const payment_state one : states) names.emplace_back(to_string(one));
        where.among("state", "state", names);
        const sql::conditions all = where;
        const page_walk way = walk_of(which, direction::newest_first);
        where.add("id" + way.behind + ":start", {start->id});
        where.given.emplace_back(rows_of(which) + 1);
        auto found =
            select_payments(s, where.text + " ORDER BY id" + way.order + " LIMIT :count", std::move(where.given));
        auto page =
            cut(payment_list, std::move(found), which, [](const payment& p) { return place{.at = 0, .id = p.id}; });
        tell_total(page, which, s, "FROM payment " + all.text, all.given);
        return page;
    };
    co_return co_await db_.read(std::move(work));
}

std::optional<payment_detail> payment_table::detail(soci::session& s, std::int64_t id)
{
    auto found = find(s, id);
    if (!found) return std::nullopt;
    return payment_detail{.what = std::move(*found), .claims = claims_of_payment(s, id)};
}

boost::asio::awaitable<parsed<std::optional<payment_detail>>> payment_table::detail(std::int64_t id)
{
    auto work = [id](soci::session& s) -> parsed<std::optional<payment_detail>> { return detail(s, id); };
    co_return co_await db_.read(std::move(work));
}

}  // namespace offlist::store
