// What becomes of a payment, whatever its gateway says of it, in whatever order.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <billing/payment_schedule.hpp>
#include <billing/payment_transition.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "billing/usd.hpp"

namespace offlist {
namespace {

using namespace std::chrono_literals;

constexpr currency eur{{'E', 'U', 'R'}};
constexpr std::chrono::sys_seconds noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

payment by_card()
{
    payment p;
    p.id = 12;
    p.account = 3;
    p.gateway = "stripe";
    p.amount = {3500, usd};
    p.surcharge = 263;
    p.created_at = p.expires_at = noon;
    return p;
}

payment_report report(payment_state s, std::int64_t cents = 0)
{
    payment_report r;
    r.external_id = "cs_1";
    r.state = s;
    r.paid = {cents, usd};
    return r;
}

claim_report dispute(const char* id, claim_state s, std::int64_t cents, currency in = usd)
{
    return {.id = id, .kind = claim_kind::dispute, .state = s, .amount = {cents, in}};
}

payment_report disputed(claim_state s)
{
    payment_report r = report(payment_state::settled, 3763);
    r.claims = {dispute("dp_1", s, 3763)};
    return r;
}

// What the store knows of the claims after a step.
payment_past after(const payment_step& step, payment_past before = {})
{
    for (const changed_claim& c : step.claims) {
        const auto at = std::ranges::find(before.claims, c.now.external_id, &claim::external_id);
        if (at == before.claims.end())
            before.claims.push_back(c.now);
        else
            *at = c.now;
    }
    return before;
}

std::vector<transfer> moved_by(const payment_step& step)
{
    std::vector<transfer> all;
    for (const changed_claim& c : step.claims) all.insert(all.end(), c.moved.begin(), c.moved.end());
    return all;
}

TEST(payments, are_settled_by_all_of_the_money_and_the_surcharge_is_apart)
{
    const auto step = next(by_card(), report(payment_state::settled, 3763), noon);
    EXPECT_EQ(step.next.state, payment_state::settled);
    ASSERT_TRUE(step.credit);
    EXPECT_EQ(step.credit->amount, (money{3500, usd}));
    EXPECT_EQ(step.credit->surcharge, 263);
    EXPECT_EQ(step.credit->account, 3);
    EXPECT_EQ(step.credit->external_id, "cs_1");
    EXPECT_EQ(step.notices, std::vector<std::string>{"payment.settled"});
}

TEST(payments, credit_nothing_twice)
{
    const auto once = next(by_card(), report(payment_state::settled, 3763), noon).next;
    const auto twice = next(once, report(payment_state::settled, 3763), noon + 1s);
    EXPECT_FALSE(twice.changed);
    EXPECT_FALSE(twice.credit);
    EXPECT_EQ(twice.next, once);
}

TEST(payments, credit_what_came_in_parts_and_over)
{
    const auto first = next(by_card(), report(payment_state::partial, 1000), noon);
    EXPECT_EQ(first.next.state, payment_state::partial);
    EXPECT_EQ(first.credit->amount.cents, 1000);
    EXPECT_EQ(first.credit->surcharge, 0);
    const auto second = next(first.next, report(payment_state::late, 3763), noon);
    EXPECT_EQ(second.next.state, payment_state::late);
    EXPECT_EQ(second.credit->amount.cents, 2500);
    EXPECT_EQ(second.credit->surcharge, 263);
    EXPECT_EQ(second.credit->external_id, "cs_1+1000") << "a receipt of its own";
    const auto over = next(second.next, report(payment_state::settled, 5000), noon);
    EXPECT_EQ(over.credit->amount.cents, 5000 - 3763);
    EXPECT_EQ(over.credit->surcharge, 0);
}

TEST(payments, believe_the_money_and_not_the_word)
{
    EXPECT_EQ(next(by_card(), report(payment_state::settled, 3762), noon).next.state, payment_state::partial);
    EXPECT_EQ(next(by_card(), report(payment_state::partial, 3763), noon).next.state, payment_state::settled);
    EXPECT_EQ(next(by_card(), report(payment_state::expired, 3763), noon).next.state, payment_state::late);
    EXPECT_EQ(next(by_card(), report(payment_state::expired, 1), noon).next.state, payment_state::partial);
    const auto nothing = next(by_card(), report(payment_state::settled, 0), noon);
    EXPECT_EQ(nothing.next.state, payment_state::invalid);
    EXPECT_FALSE(nothing.credit);
    EXPECT_FALSE(nothing.next.reason.empty());
}

TEST(payments, in_another_currency_are_suspense)
{
    payment_report r = report(payment_state::settled, 3763);
    r.paid.in = eur;
    const auto step = next(by_card(), r, noon);
    ASSERT_TRUE(step.credit);
    EXPECT_EQ(step.credit->account, 0);
    EXPECT_EQ(step.credit->amount, (money{3763, eur}));
    EXPECT_EQ(step.next.received, 0);
    EXPECT_EQ(step.next.state, payment_state::pending);
    const auto more = next(step.next, r, noon, {.received_otherwise = 3000});
    ASSERT_TRUE(more.credit);
    EXPECT_EQ(more.credit->amount, (money{763, eur}));
    EXPECT_EQ(more.credit->external_id, "cs_1+3000");
    r.claims = {dispute("dp_1", claim_state::taken, 3763, eur)};
    EXPECT_EQ(next(step.next, r, noon).next.state, payment_state::lost);
}

TEST(payments, keep_no_reason_that_is_not_true_any_more)
{
    auto p = next(by_card(), report(payment_state::settled, 0), noon).next;
    EXPECT_EQ(p.state, payment_state::invalid);
    EXPECT_EQ(p.reason, "the gateway says that it is paid, and no money came");
    EXPECT_FALSE(next(p, report(payment_state::settled, 0), noon).changed);
    p = next(p, report(payment_state::settled, 3763), noon).next;
    EXPECT_EQ(p.state, payment_state::settled);
    EXPECT_EQ(p.reason, "");
    p = next(given_up(by_card(), payment_state::expired, "it was not paid in time", noon).next,
             report(payment_state::late, 3763), noon)
            .next;
    EXPECT_EQ(p.reason, "");
    // in another currency, while a dispute moves the state: that staff must look stays
    payment_report abroad = report(payment_state::settled, 3763);
    abroad.paid.in = eur;
    abroad.claims = {dispute("dp_1", claim_state::open, 3763, eur)};
    const auto opened = next(by_card(), abroad, noon);
    p = opened.next;
    EXPECT_EQ(p.state, payment_state::disputed);
    EXPECT_EQ(p.reason, "it was paid in EUR, which staff must look at");
    abroad.claims.front().state = claim_state::taken;
    const auto taken = next(p, abroad, noon, after(opened));
    p = taken.next;
    EXPECT_EQ(p.reason, "the payer's bank took 37.63 EUR back, which staff must look at");
    payment_past past = after(taken, after(opened));
    past.received_otherwise = 3763;
    const auto again = next(p, abroad, noon, past);
    EXPECT_FALSE(again.changed);
    EXPECT_TRUE(again.claims.empty());
}

TEST(payments, lose_a_dispute_once)
{
    payment p = next(by_card(), report(payment_state::settled, 3763), noon).next;
    const auto open = next(p, disputed(claim_state::open), noon);
    EXPECT_EQ(open.next.state, payment_state::disputed);
    EXPECT_TRUE(moved_by(open).empty());
    ASSERT_EQ(open.claims.size(), 1U);
    EXPECT_EQ(open.claims[0].now.frozen, 3500);
    const auto lost = next(open.next, disputed(claim_state::taken), noon, after(open));
    EXPECT_EQ(lost.next.state, payment_state::lost);
    EXPECT_EQ(lost.notices, std::vector<std::string>{"payment.lost"});
    const auto moved = moved_by(lost);
    ASSERT_EQ(moved.size(), 2U);
    EXPECT_EQ(moved[0].amount, (money{3500, usd}));
    EXPECT_EQ(moved[0].debit, funds_of(3));
    EXPECT_EQ(moved[0].reference, "dispute:stripe:dp_1");
    EXPECT_EQ(moved[1].amount, (money{263, usd}));
    EXPECT_EQ(moved[1].debit.kind, ledger_kind::surcharge);
    EXPECT_EQ(moved[1].reference, "dispute:stripe:dp_1:surcharge");
    EXPECT_EQ(lost.claims[0].now.frozen, 0);
    const payment_past known = after(lost, after(open));
    EXPECT_TRUE(next(lost.next, disputed(claim_state::taken), noon, known).claims.empty());
    const auto stale = next(lost.next, disputed(claim_state::open), noon, known);
    EXPECT_FALSE(stale.changed) << "an old answer";
    EXPECT_TRUE(stale.claims.empty());
    EXPECT_EQ(next(open.next, disputed(claim_state::returned), noon, after(open)).next.state, payment_state::won);
}

TEST(payments, get_back_what_a_dispute_took_that_is_won_after_all)
{
    const payment p = next(by_card(), report(payment_state::settled, 3763), noon).next;
    const auto lost = next(p, disputed(claim_state::taken), noon);
    const auto won = next(lost.next, disputed(claim_state::returned), noon, after(lost));
    EXPECT_EQ(won.next.state, payment_state::won);
    EXPECT_EQ(won.next.charged_back, 0);
    EXPECT_EQ(won.next.reason, "");
    EXPECT_EQ(won.notices, std::vector<std::string>{"payment.won"});
    const auto moved = moved_by(won);
    ASSERT_EQ(moved.size(), 2U);
    EXPECT_EQ(moved[0].credit, funds_of(3));
    EXPECT_EQ(moved[0].debit.kind, ledger_kind::chargeback);
    EXPECT_EQ(moved[0].amount, (money{3500, usd}));
    EXPECT_EQ(moved[0].code, transfer_code::claim_returned);
    EXPECT_EQ(moved[0].reference, "dispute:stripe:dp_1+1");
    EXPECT_EQ(moved[1].reference, "dispute:stripe:dp_1+1:surcharge");
    const auto stale = next(won.next, disputed(claim_state::taken), noon, after(won, after(lost)));
    EXPECT_TRUE(stale.claims.empty());
    EXPECT_FALSE(stale.changed);
}

TEST(payments, may_lose_several_disputes_and_never_more_than_came)
{
    payment p = next(by_card(), report(payment_state::settled, 3763), noon).next;
    payment_report r = disputed(claim_state::returned);
    auto step = next(p, r, noon);
    payment_past past = after(step);
    p = step.next;
    EXPECT_EQ(p.state, payment_state::won);
    std::int64_t funds = 0;
    std::int64_t surcharge = 0;
    for (const auto& [id, cents] : {std::pair{"dp_2", 1000}, std::pair{"dp_3", 2000}, std::pair{"dp_4", 9000}}) {
        r.claims.push_back(dispute(id, claim_state::taken, cents));
        step = next(p, r, noon, past);
        EXPECT_TRUE(step.changed);
        EXPECT_EQ(step.next.state, payment_state::lost);
        EXPECT_EQ(step.notices,
                  std::vector<std::string>{p.charged_back == 0 ? "payment.lost" : "payment.charged_back"});
        for (const transfer& t : moved_by(step))
            (t.debit.kind == ledger_kind::surcharge ? surcharge : funds) += t.amount.cents;
        past = after(step, past);
        EXPECT_TRUE(next(step.next, r, noon, past).claims.empty());
        p = step.next;
        if (p.charged_back == 1000) {
            EXPECT_EQ(surcharge, 69) << "its share";
        }
    }
    EXPECT_EQ(funds, 3500);
    EXPECT_EQ(surcharge, 263);
    EXPECT_EQ(p.charged_back, 3763);

    const payment settled = next(by_card(), report(payment_state::settled, 3763), noon).next;
    r.claims = {dispute("dp_5", claim_state::taken, 3763, eur)};
    const auto abroad = next(settled, r, noon);
    EXPECT_TRUE(moved_by(abroad).empty());
    EXPECT_EQ(abroad.next.state, payment_state::lost);
    EXPECT_NE(abroad.next.reason.find("staff"), std::string::npos);
}

TEST(payments, that_were_disputed_before_we_heard_of_the_money_get_it_first)
{
    const auto step = next(by_card(), disputed(claim_state::taken), noon);
    ASSERT_TRUE(step.credit && !moved_by(step).empty());
    EXPECT_EQ(step.next.state, payment_state::lost);
}

TEST(payments, know_nothing_of_what_claims_took_before_they_were_kept_and_leave_room_for_it)
{
    payment p = next(by_card(), report(payment_state::settled, 3763), noon).next;
    p.charged_back = 3000;
    payment_past past;
    past.charged_earlier = 3000;
    const auto step = next(p, disputed(claim_state::taken), noon, past);
    EXPECT_EQ(step.next.charged_back, 3763);
    EXPECT_EQ(step.claims.at(0).now.taken, 763);
}

TEST(payments, are_given_up_only_while_nothing_came)
{
    EXPECT_EQ(given_up(by_card(), payment_state::expired, "x", noon).next.state, payment_state::expired);
    const payment settled = next(by_card(), report(payment_state::settled, 3763), noon).next;
    EXPECT_FALSE(given_up(settled, payment_state::invalid, "x", noon).changed);
    // and when it comes after all, it is taken
    const payment gone = given_up(by_card(), payment_state::expired, "x", noon).next;
    EXPECT_EQ(next(gone, report(payment_state::settled, 3763), noon).next.state, payment_state::settled);
}

RC_GTEST_PROP(payment_histories, every_cent_is_credited_once_and_no_rank_falls, ())
{
    payment p = by_card();
    std::int64_t funds = 0;
    std::int64_t surcharge = 0;
    std::int64_t most = 0;
    std::set<std::string> receipts;
    std::set<std::string> references;
    payment_past past;
    std::int64_t back = 0;
    std::vector<claim_report> there;
    const auto length = *rc::gen::inRange(1, 60);
    for (int i = 0; i < length; ++i) {
        const auto s = static_cast<payment_state>(*rc::gen::inRange(1, 7));
        payment_report r =
            report(s, *rc::gen::element<std::int64_t>(0, 1, 1000, 3499, 3500, 3501, 3762, 3763, 4000, 9000));
        if (*rc::gen::inRange(0, 3) == 0)
            r.claims = {{.id = "c" + std::to_string(*rc::gen::inRange(0, 4)),
                         .kind = *rc::gen::element(claim_kind::refund, claim_kind::dispute),
                         .state = static_cast<claim_state>(*rc::gen::inRange(0, 4)),
                         .amount = {*rc::gen::element<std::int64_t>(0, 1, 1000, 3763, 9000), usd}}};
        const payment_step step =
            *rc::gen::inRange(0, 9) == 0 ? given_up(p, payment_state::expired, "x", noon) : next(p, r, noon, past);
        if (step.credit) {
            RC_ASSERT(receipts.insert(step.credit->external_id).second);
            RC_ASSERT(step.credit->amount.cents >= 0 && step.credit->surcharge >= 0);
            RC_ASSERT(step.credit->amount.cents + step.credit->surcharge > 0);
            RC_ASSERT(!settled(*step.credit).empty());
            funds += step.credit->amount.cents;
            surcharge += step.credit->surcharge;
            most = std::max(most, r.paid.cents);
        }
        for (const transfer& t : moved_by(step)) {
            RC_ASSERT(references.insert(t.reference).second);
            back += t.code == transfer_code::claim_returned ? -t.amount.cents : t.amount.cents;
        }
        past = after(step, past);
        RC_ASSERT(rank(step.next.state) >= rank(p.state));
        RC_ASSERT(funds + surcharge == most && step.next.received == most);
        RC_ASSERT(surcharge == std::clamp<std::int64_t>(most - 3500, 0, 263));
        RC_ASSERT(step.next.charged_back <= step.next.received);
        RC_ASSERT(back == step.next.charged_back);
        if (!step.changed) RC_ASSERT(step.next == p);
        p = step.next;
    }
}

// Each claim goes up in rank. Whichever reports come, in whatever order and however often: once the last of each claim
// and the whole of the money were heard, the balances are the same.
RC_GTEST_PROP(payment_histories, claims_come_to_the_same_books_in_any_order, ())
{
    std::vector<payment_report> said;
    const auto tell = [&said](std::int64_t cents, std::vector<claim_report> claims) {
        payment_report r = report(payment_state::settled, cents);
        r.claims = std::move(claims);
        said.push_back(std::move(r));
    };
    std::vector<claim_report> last;
    for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
        claim_report c{.id = "c" + std::to_string(n),
                       .kind = *rc::gen::element(claim_kind::refund, claim_kind::dispute),
                       .amount = {*rc::gen::inRange<std::int64_t>(0, 5000), usd}};
        tell(*rc::gen::element<std::int64_t>(0, 1000, 3763), {c});
        for (const claim_state s : {claim_state::prevented, claim_state::taken, claim_state::returned}) {
            if (*rc::gen::inRange(0, 3) == 0) continue;
            c.state = s;
            tell(*rc::gen::element<std::int64_t>(0, 1000, 3763, 3800), {c});
        }
        last.push_back(c);
    }
    tell(3800, {});
    using books = std::map<std::string, std::int64_t>;
    const auto books_after = [](const std::vector<payment_report>& all) {
        payment p = by_card();
        payment_past past;
        books b;
        for (const payment_report& r : all) {
            const payment_step step = next(p, r, noon, past);
            std::vector<transfer> moved = moved_by(step);
            if (step.credit)
                for (transfer& t : settled(*step.credit)) moved.push_back(std::move(t));
            for (const transfer& t : moved) {
                b[to_string(t.debit)] -= t.amount.cents;
                b[to_string(t.credit)] += t.amount.cents;
            }
            past = after(step, past);
            p = step.next;
        }
        std::int64_t frozen = 0;
        for (const claim& c : past.claims) frozen += c.frozen;
        b["frozen"] = frozen;
        std::erase_if(b, [](const auto& entry) { return entry.second == 0; });
        return b;
    };
    const books right = books_after(said);
    std::vector<payment_report> shuffled = said;
    for (std::size_t i = 0; i < said.size(); ++i)
        shuffled.push_back(said.at(*rc::gen::inRange<std::size_t>(0, said.size())));
    for (std::size_t i = shuffled.size(); i > 1; --i)
        std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
    RC_ASSERT(books_after(shuffled) == right);
}

TEST(payment_schedules, look_ever_less_often_and_once_right_after_the_end)
{
    const payment_policy policy;
    payment p = by_card();
    p.external_id = "cs_1";
    p.state = payment_state::pending;
    p.expires_at = noon + 90min;
    EXPECT_EQ(next_look(p, 0, false, noon, policy), noon + 1min);
    EXPECT_EQ(next_look(p, 1, false, noon, policy), noon + 2min);
    EXPECT_EQ(next_look(p, 30, false, noon, policy), noon + 1h);
    EXPECT_EQ(next_look(p, 30, false, noon + 80min, policy), noon + 91min);
    EXPECT_EQ(next_look(p, 30, false, noon + 2h, policy), noon + 3h) << "a payment that the chain is slow to confirm";
}

TEST(payment_schedules, end_with_the_money_or_the_late_window)
{
    const payment_policy policy;
    payment p = by_card();
    p.external_id = "cs_1";
    for (const payment_state s : {payment_state::settled, payment_state::won, payment_state::lost}) {
        p.state = s;
        EXPECT_EQ(next_look(p, 0, false, noon, policy), std::nullopt);
    }
    for (const payment_state s :
         {payment_state::expired, payment_state::invalid, payment_state::partial, payment_state::late}) {
        p.state = s;
        EXPECT_NE(next_look(p, 9, false, noon + 6 * 24h, policy), std::nullopt);
        EXPECT_EQ(next_look(p, 9, false, noon + 7 * 24h, policy), std::nullopt);
    }
    p.state = payment_state::settled;
    p.method = payment_method::btc;
    EXPECT_EQ(next_look(p, 0, false, noon, policy), noon + 1min) << "what came over may not be confirmed yet";
    EXPECT_EQ(next_look(p, 9, false, noon, policy), noon + 512min);
    EXPECT_EQ(next_look(p, 30, false, noon + 24h, policy), noon + 7 * 24h) << "and once at the end";
    EXPECT_EQ(next_look(p, 30, false, noon + 7 * 24h, policy), std::nullopt);
    p.state = payment_state::disputed;
    EXPECT_EQ(next_look(p, 0, false, noon + 90 * 24h, policy), noon + 90 * 24h + 1h);
}

TEST(payment_schedules, follow_an_open_dispute_whatever_was_decided_before)
{
    payment p = by_card();
    p.external_id = "cs_1";
    for (const payment_state s : {payment_state::settled, payment_state::won, payment_state::lost}) {
        p.state = s;
        EXPECT_EQ(next_look(p, 0, true, noon + 90 * 24h, {}), noon + 90 * 24h + 1h);
    }
}

TEST(payment_schedules, know_nothing_of_what_the_gateway_never_made)
{
    payment p = by_card();
    EXPECT_EQ(next_look(p, 0, false, noon, {}), noon + 1min) << "it may have";
    for (const payment_state s : {payment_state::expired, payment_state::invalid}) {
        p.state = s;
        EXPECT_EQ(next_look(p, 0, false, noon, {}), std::nullopt);
    }
}

TEST(payment_words, are_read_as_they_are_written)
{
    for (int i = 0; i < payment_states; ++i) {
        const auto s = static_cast<payment_state>(i);
        EXPECT_EQ(parse_payment_state(to_string(s)), s);
    }
    for (int i = 0; i < payment_methods; ++i) {
        const auto m = static_cast<payment_method>(i);
        EXPECT_EQ(parse_payment_method(to_string(m)), m);
    }
    EXPECT_EQ(parse_payment_state("refunded"), std::nullopt);
    EXPECT_EQ(payment_of(order_of(12)), 12);
    for (const char* wrong : {"", "pay_", "pay_0", "pay_-1", "pay_012", "pay_1x", "ord_1", "pay_99999999999999999999"})
        EXPECT_EQ(payment_of(wrong), std::nullopt) << wrong;
    payment p = by_card();
    p.nonce = "9f86d081884c7d65";
    EXPECT_EQ(reference_of(p), "pay_12_9f86d081884c7d65");
    EXPECT_EQ(payment_of_reference(reference_of(p)), 12);
    for (const char* wrong : {"", "_", "pay_12", "pay_12_", "pay_0_9f86d081884c7d65", "12_9f86d081884c7d65"})
        EXPECT_EQ(payment_of_reference(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace offlist
