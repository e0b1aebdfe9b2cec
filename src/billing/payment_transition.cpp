#include "billing/payment_transition.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <boost/multiprecision/cpp_int.hpp>
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

void move_to(payment_step& step, payment_state s)
{
    if (rank(s) <= rank(step.next.state)) return;
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

// The surcharge in the first `taken` cents that disputes took. Of the sum and not of each, so that all of them together
// give back exactly what there was.
std::int64_t surcharge_in(const payment& p, std::int64_t taken)
{
    const std::int64_t surcharge = split(p, p.received).surcharge;
    if (surcharge == 0 || taken >= p.received) return surcharge;
    return static_cast<std::int64_t>(boost::multiprecision::int128_t(taken) * surcharge / p.received);
}

// False: there is nothing left to take.
bool take_back(payment_step& step, const dispute_report& d, std::chrono::sys_seconds at)
{
    payment& p = step.next;
    const std::int64_t cents = std::min(d.amount.cents, p.received - p.charged_back);
    if (cents <= 0) return false;
    const std::int64_t surcharge = surcharge_in(p, p.charged_back + cents) - surcharge_in(p, p.charged_back);
    if (cents > surcharge)
        step.chargebacks.push_back(dispute_lost(p.account, p.gateway, d.id, {cents - surcharge, p.amount.in}, at));
    if (surcharge > 0) step.chargebacks.push_back(dispute_surcharge(p.gateway, d.id, {surcharge, p.amount.in}, at));
    p.charged_back += cents;
    p.reason = "the payer's bank took " + to_string(d.amount) + " back";
    step.changed = true;
    return true;
}

void judge_dispute(payment_step& step, const dispute_report& d, std::chrono::sys_seconds at, bool taken)
{
    if (d.state == dispute_state::open) return move_to(step, payment_state::disputed);
    if (d.state == dispute_state::won) return move_to(step, payment_state::won);
    const bool first = rank(step.next.state) < rank(payment_state::lost);
    move_to(step, payment_state::lost);
    if (d.amount.in == step.next.amount.in) {
        // After an earlier dispute the state says nothing new, so the money is the news.
        if (!taken && take_back(step, d, at) && !first) step.notices.emplace_back("payment.charged_back");
        return;
    }
    step.next.reason = "the payer's bank took " + to_string(d.amount) + " back, which staff must look at";
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
    if (r.dispute) judge_dispute(step, *r.dispute, at, past.dispute_taken);
    if (otherwise && step.next.reason.empty()) note_otherwise();  // a dispute moved the state, and has no reason
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
