// Random lives of one job, with refunds and disputes of what pays for it: what the ledger promises holds after every
// event.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <billing/claim.hpp>
#include <billing/replay.hpp>
#include <delisting/transition.hpp>

#include "delisting/make_job.hpp"

namespace offlist {
namespace {

using std::chrono::seconds;

any_job_event some_event(const job& j, std::chrono::sys_seconds now)
{
    // a worker remembers the newest fence, or one of a lease long gone
    const std::int64_t fence = j.lease.fence - *rc::gen::element(0, 0, 0, 1);
    switch (*rc::gen::inRange(0, 18)) {
        case 0:
            return job_event::funded{};
        case 1:
            return job_event::cancel{};
        case 2:
            return job_event::listing_ended{};
        case 3:
        case 4:
            return job_event::claim{*rc::gen::element<std::string>("ann", "bob")};
        case 5:
        case 6:
            return job_event::sent{fence};
        case 7:
            return job_event::refused{fence, "no"};
        case 8:
            return *rc::gen::inRange(0, 10) == 0 ? any_job_event{job_event::list_gone{"closed"}}
                                                 : any_job_event{job_event::tick{}};
        case 9:
            return *rc::gen::element(any_job_event{job_event::tick{}}, any_job_event{job_event::not_sent{fence}},
                                     any_job_event{job_event::unsure{fence}});
        case 10:
            return *rc::gen::element(any_job_event{job_event::put_back{}}, any_job_event{job_event::tick{}});
        case 11:
            return *rc::gen::inRange(0, 10) == 0
                       ? *rc::gen::element(any_job_event{job_event::end{"no"}}, any_job_event{job_event::cap_passed{}})
                       : any_job_event{job_event::tick{}};
        default:
            return job_event::seen{{*rc::gen::element(verdict::clean, verdict::clean, verdict::clean, verdict::listed,
                                                      verdict::unknown, verdict::informational),
                                    now, seconds{*rc::gen::inRange(0, 7200)}, 0},
                                   *rc::gen::inRange(0, 8) != 0};
    }
}

// The clean answers in a row that a success must rest on, counted by somebody who does not know proof.
struct witness {
    int spaced = 0;
    std::chrono::sys_seconds free_from{};
    std::chrono::sys_seconds first_clean{};
    std::chrono::sys_seconds gone_at{};

    void see(const job_event::seen& e, const delisting_policy& p)
    {
        if (!e.list_healthy || e.what.what == verdict::unknown) return;
        if (e.what.what == verdict::listed) {
            *this = {};
            return;
        }
        if (gone_at == std::chrono::sys_seconds{}) gone_at = e.what.at;
        if (spaced > 0 && e.what.at < free_from) return;
        if (spaced++ == 0) first_clean = e.what.at;
        free_from = e.what.at + std::max(p.spacing, e.what.ttl + seconds{1});
    }
};

// The payment that the fee comes from, with refunds and disputes of it in every order; and what the store knows of the
// account: what it has, and what of it is frozen.
class claimed_funds {
public:
    explicit claimed_funds(const job& j)
        : on_{.account = j.account, .gateway = "stripe", .in = j.fee.in, .received = j.fee.cents}, funds_(j.fee.cents)
    {
    }
    // Whether a hold of the whole fee is covered by what is not frozen.
    [[nodiscard]] bool covers() const { return funds_ - frozen() >= on_.received; }
    // What is heard of some claim: news, an old report, or the same once more.
    std::vector<transfer> hear_something(std::chrono::sys_seconds now)
    {
        const claim_report said{.id = "c" + std::to_string(*rc::gen::inRange(0, 4)),
                                .kind = *rc::gen::element(claim_kind::refund, claim_kind::dispute),
                                .state = static_cast<claim_state>(*rc::gen::inRange(0, 4)),
                                .amount = {*rc::gen::inRange<std::int64_t>(0, 2 * on_.received), on_.in}};
        claims_step step = settle(on_, known_, std::span(&said, 1), now);
        known_ = std::move(step.all);
        std::vector<transfer> moved;
        for (changed_claim& c : step.changed)
            for (transfer& t : c.moved) moved.push_back(std::move(t));
        check();
        return moved;
    }
    void see(const transfer& t)
    {
        if (t.credit == funds_of(on_.account)) funds_ += t.amount.cents;
        if (t.debit == funds_of(on_.account)) funds_ -= t.amount.cents;
        const bool claimed = t.code == transfer_code::dispute_lost || t.code == transfer_code::refunded;
        if (claimed) gone_ += t.amount.cents;
        if (t.code == transfer_code::claim_returned) gone_ -= t.amount.cents;
        if (t.code == transfer_code::hold) RC_ASSERT(funds_ >= frozen());
    }
    // The claims took what the ledger has of them.
    void expect_settled() const
    {
        std::int64_t taken = 0;
        for (const claim& c : known_) taken += c.taken;
        RC_ASSERT(taken == gone_);
    }

private:
    [[nodiscard]] std::int64_t frozen() const
    {
        std::int64_t sum = 0;
        for (const claim& c : known_) sum += c.frozen;
        return sum;
    }
    // Each takes what its state says and together no more than came; nothing is frozen for what is decided.
    void check() const
    {
        std::int64_t taken = 0;
        std::int64_t wanted = 0;
        for (const claim& c : known_) {
            taken += c.taken;
            if (c.state == claim_state::taken) wanted += c.amount.cents;
            RC_ASSERT(c.state == claim_state::taken || c.taken == 0);
            RC_ASSERT(c.state == claim_state::open || c.frozen == 0);
        }
        RC_ASSERT(taken == std::min(wanted, on_.received));
        RC_ASSERT(taken + frozen() <= on_.received);
    }

    claimed_payment on_;
    std::int64_t funds_;
    std::int64_t gone_ = 0;
    std::vector<claim> known_;
};

RC_GTEST_PROP(histories, hold_once_settle_once_and_never_write_with_a_stale_fence, ())
{
    delisting_policy policy;
    policy.hold_window = std::chrono::hours{*rc::gen::inRange(0, 6)};
    policy.clean_answers = *rc::gen::inRange(1, 4);
    job j = ordered_job();
    ledger_replay ledger;
    std::int64_t id = 0;
    transfer topup{.debit = gateway_account("stripe"),
                   .credit = funds_of(j.account),
                   .amount = j.fee,
                   .code = transfer_code::topup};
    topup.id = ++id;
    ledger.add(topup);
    claimed_funds funds(j);
    const bool claims = *rc::gen::inRange(0, 2) == 0;  // else most would never pay for a job
    int holds = 0;
    int settlements = 0;
    witness seen_clean;
    std::chrono::sys_seconds now = day_one;
    for (int i = 0; i < 200; ++i) {
        now += seconds{*rc::gen::element(0, 1, 600, 1900, 7200, 90'000)};
        if (claims && *rc::gen::inRange(0, 8) == 0)
            for (transfer t : funds.hear_something(now)) {
                t.id = ++id;
                ledger.add(t);
                funds.see(t);
            }
        funds.expect_settled();
        const any_job_event e = some_event(j, now);
        // as the store does: what is frozen buys nothing
        if (std::holds_alternative<job_event::funded>(e) && !funds.covers()) continue;
        const bool by_worker =
            std::holds_alternative<job_event::sent>(e) || std::holds_alternative<job_event::refused>(e) ||
            std::holds_alternative<job_event::not_sent>(e) || std::holds_alternative<job_event::unsure>(e);
        const bool in_time = !j.lease.worker.empty() && now < j.lease.until;
        const auto done = next(j, e, now, policy);
        if (!done) continue;
        if (by_worker) RC_ASSERT(in_time);
        const job& after = done->next;
        if (is_last(j.state)) RC_ASSERT(after == j);
        RC_ASSERT(after.lease.fence >= j.lease.fence);
        RC_ASSERT(after.ended_at.has_value() == is_last(after.state));
        if (after.state == job_state::submitted && j.state != job_state::submitted) seen_clean = {};
        if (after.state == job_state::held) seen_clean = {};
        const auto* answer = std::get_if<job_event::seen>(&e);
        const bool looks =
            j.state == job_state::submitted || j.state == job_state::verifying || j.state == job_state::uncertain;
        if (answer != nullptr && looks) seen_clean.see(*answer, policy);
        for (transfer t : done->transfers) {
            t.id = ++id;
            ledger.add(t);
            funds.see(t);
            RC_ASSERT(t.amount == j.fee);
            (t.code == transfer_code::hold ? holds : settlements) += 1;
        }
        if (after.state == job_state::succeeded && j.state != job_state::succeeded) {
            RC_ASSERT(seen_clean.spaced >= policy.clean_answers);
            RC_ASSERT(now - seen_clean.first_clean >= policy.hold_window);
            RC_ASSERT(after.submitted_at.has_value());
            RC_ASSERT(*after.submitted_at < seen_clean.gone_at);
        }
        RC_ASSERT(holds <= 1);
        RC_ASSERT(settlements <= holds);
        RC_ASSERT(holds_fee(after.state) == (holds == 1 && settlements == 0));
        j = after;
    }
    RC_ASSERT(ledger.finish(ledger.balances()).balanced());
}

}  // namespace
}  // namespace offlist
