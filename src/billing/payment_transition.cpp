#include "billing/payment_transition.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <span>
#include <utility>

namespace offlist {
namespace {

struct shares {
    std::int64_t funds = 0;
    std::int64_t surcharge = 0;
};

shares split(const payment& p, std::int64_t paid)
{
    const std::int64_t to_funds = std::min(paid, p.amount.cents);
    const std::int64_t to_surcharge = std::min(paid - to_funds, p.surcharge);
    return {.funds = to_funds + (paid - to_funds - to_surcharge), .surcharge = to_surcharge};
}

bool of_disputes(payment_state s)
{
    return rank(s) == rank(payment_state::disputed);
}

void move_to(payment_step& step, payment_state s)
{
    const bool as_disputes_do = of_disputes(s) && of_disputes(step.next.state) && s != step.next.state;
    if (rank(s) <= rank(step.next.state) && !as_disputes_do) return;
    step.next.state = s;
    step.next.reason.clear();  // it was that of the state before
    step.changed = true;
    if (s != payment_state::pending) step.notices.push_back("payment." + std::string(to_string(s)));
}

void credit(payment_step& step, const payment& p, const payment_report& r, std::chrono::sys_seconds at)
{
    if (r.paid.cents <= p.received) return;
    const shares before = split(p, p.received);
    const shares after = split(p, r.paid.cents);
    step.credit = receipt{.gateway = p.gateway,
                          .external_id = receipt_id(r.external_id, p.received),
                          .account = p.account,
                          .amount = {after.funds - before.funds, p.amount.in},
                          .surcharge = after.surcharge - before.surcharge,
                          .at = at};
    step.next.received = r.paid.cents;
    step.changed = true;
    // Where the state says it already, the money alone is news: what came over, or another part.
    if (rank(p.state) >= rank(payment_state::settled)) step.notices.emplace_back("payment.received");
}

payment_state state_by_amount(const payment& p, const payment_report& r, std::int64_t received)
{
    const bool all = received >= p.total().cents;
    const bool final = r.state != payment_state::pending && r.state != payment_state::created;
    if (all && (r.state == payment_state::settled || r.state == payment_state::partial || !final))
        return payment_state::settled;
    if (all) return payment_state::late;
    if (received > 0 && final) return payment_state::partial;
    // it says that all was paid, and nothing is there: whoever marked it so has the money
    if (r.state == payment_state::settled || r.state == payment_state::partial || r.state == payment_state::late)
        return payment_state::invalid;
    return r.state;
}

// None: there are none, or none that has become one. Those that were prevented leave nothing behind.
std::optional<payment_state> state_by_disputes(std::span<const claim> claims)
{
    std::optional<payment_state> found;
    for (const claim& c : claims) {
        if (c.kind != claim_kind::dispute || c.state == claim_state::prevented) continue;
        if (c.state == claim_state::open) return payment_state::disputed;
        if (c.state == claim_state::taken) found = payment_state::lost;
        if (!found) found = payment_state::won;
    }
    return found;
}

// In words, what claims have done to a payment; empty: nothing.
std::string reason_of(std::span<const claim> claims, currency in)
{
    for (const claim& c : claims)
        if (c.state == claim_state::taken && c.amount.in != in)
            return (c.kind == claim_kind::dispute ? "the payer's bank took " : "a refund took ") + to_string(c.amount) +
                   " back, which staff must look at";
    const std::int64_t lost = sum_of(claims, claim_kind::dispute, claim_state::taken, in);
    const std::int64_t refunded = sum_of(claims, claim_kind::refund, claim_state::taken, in);
    std::string text;
    if (lost > 0) text = "the payer's bank took " + to_string(money{lost, in}) + " back";
    if (refunded > 0)
        text += (text.empty() ? "" : "; ") + to_string(money{refunded, in}) + " was sent back through the gateway";
    return text;
}

const claim* find_claim(std::span<const claim> among, const std::string& id)
{
    const auto at = std::ranges::find(among, id, &claim::external_id);
    return at == among.end() ? nullptr : &*at;
}

// Where the state says nothing new, the money is the news.
void tell_of_claims(payment_step& step, std::span<const claim> before, bool state_moved)
{
    const auto tell = [&step](const char* kind) {
        if (std::ranges::find(step.notices, kind) == step.notices.end()) step.notices.emplace_back(kind);
    };
    for (const changed_claim& c : step.claims) {
        const claim* const was = find_claim(before, c.now.external_id);
        const std::int64_t more = c.now.taken - (was == nullptr ? 0 : was->taken);
        if (more > 0 && c.now.kind == claim_kind::refund) tell("payment.refunded");
        if (more > 0 && c.now.kind == claim_kind::dispute && !state_moved) tell("payment.charged_back");
        if (more < 0 && !state_moved) tell("payment.returned");
    }
}

void judge_claims(payment_step& step, const payment_report& r, std::chrono::sys_seconds at, const payment_past& past)
{
    if (r.claims.empty() && past.claims.empty()) return;
    payment& p = step.next;
    const claimed_payment on{.account = p.account,
                             .gateway = p.gateway,
                             .in = p.amount.in,
                             .received = p.received,
                             .surcharge = split(p, p.received).surcharge,
                             .earlier = past.charged_earlier};
    claims_step settled = settle(on, past.claims, r.claims, at);
    step.claims = std::move(settled.changed);
    const payment_state before = p.state;
    if (const auto now = state_by_disputes(settled.all))
        move_to(step, *now);
    else if (p.state == payment_state::disputed)
        move_to(step, payment_state::won);
    std::int64_t taken = past.charged_earlier;
    for (const claim& c : settled.all) taken += c.taken;
    step.changed = step.changed || taken != p.charged_back;
    p.charged_back = taken;
    const std::string was = reason_of(past.claims, p.amount.in);
    const std::string is = reason_of(settled.all, p.amount.in);
    if (!is.empty()) p.reason = is;
    if (is.empty() && p.reason == was) p.reason.clear();
    tell_of_claims(step, past.claims, before != p.state);
}

void judge(payment_step& step, const payment& p, const payment_report& r, std::chrono::sys_seconds at,
           const payment_past& past)
{
    const bool otherwise = r.paid.cents > 0 && r.paid.in != p.amount.in;
    const auto note_otherwise = [&] {
        step.next.reason = "it was paid in " + std::string(r.paid.in.view()) + ", which staff must look at";
    };
    if (otherwise) {
        step.credit = stray(r, p.gateway, 0, past.received_otherwise, at);
        if (step.next.state == payment_state::created) move_to(step, payment_state::pending);
        note_otherwise();
    } else {
        credit(step, p, r, at);
        move_to(step, state_by_amount(p, r, std::max(r.paid.cents, p.received)));
        if (step.next.state == payment_state::invalid && r.state == payment_state::settled)
            step.next.reason = "the gateway says that it is paid, and no money came";
    }
    judge_claims(step, r, at, past);
    if (otherwise && step.next.reason.empty()) note_otherwise();  // a dispute moved the state, and gives no reason
}

}  // namespace

std::string receipt_id(std::string_view external_id, std::int64_t received)
{
    std::string id(external_id);
    if (received > 0) id += '+' + std::to_string(received);
    return id;
}

payment_step next(const payment& p, const payment_report& r, std::chrono::sys_seconds at, const payment_past& past)
{
    BOOST_ASSERT(p.external_id.empty() || p.external_id == r.external_id);
    payment_step step{.next = p};
    if (p.external_id.empty()) {
        step.next.external_id = r.external_id;
        step.changed = true;
    }
    if (step.next.checkout_url.empty() && !r.checkout_url.empty()) {
        step.next.checkout_url = r.checkout_url;
        step.changed = true;
    }
    if (r.expires_at > step.next.expires_at) {
        step.next.expires_at = r.expires_at;
        step.changed = true;
    }
    judge(step, p, r, at, past);
    step.changed = step.changed || step.next.reason != p.reason;
    if (step.changed) step.next.changed_at = at;
    return step;
}

payment_step given_up(const payment& p, payment_state to, std::string reason, std::chrono::sys_seconds at)
{
    BOOST_ASSERT(to == payment_state::expired || to == payment_state::invalid);
    payment_step step{.next = p};
    if (p.state != payment_state::created && p.state != payment_state::pending) return step;
    move_to(step, to);
    step.next.reason = std::move(reason);
    step.next.changed_at = at;
    return step;
}

std::optional<receipt> stray(const payment_report& r, std::string_view gateway, std::int64_t account,
                             std::int64_t received, std::chrono::sys_seconds at)
{
    if (r.paid.cents <= received) return std::nullopt;
    return receipt{.gateway = std::string(gateway),
                   .external_id = receipt_id(r.external_id, received),
                   .account = account,
                   .amount = {r.paid.cents - received, r.paid.in},
                   .surcharge = 0,
                   .at = at};
}

}  // namespace offlist
