// Refunds and disputes of payments, on both databases: in whatever order they are heard, and what is frozen meanwhile.
#include <gmock/gmock.h>

#include <services/payment_world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using services::heard;

class payment_claims : public payment_world {};

TEST_P(payment_claims, disputes_end_either_way)
{
    const auto account = make_account();
    for (const auto& [invoice, dispute, ends] :
         {std::tuple{"st_1", "dp_1", claim_state::returned}, std::tuple{"st_2", "dp_2", claim_state::taken}}) {
        const auto id = open(account, 3500, payment_method::card).is.id;
        pay(cards, invoice, 3763, payment_state::settled);
        deliver_all(cards);
        cards.dispute(dispute, invoice, claim_state::open, 3763);
        deliver_all(cards);
        EXPECT_EQ(payment_now(id).state, payment_state::disputed);
        EXPECT_EQ(funds(account), 3500 * id) << "nobody has decided yet";
        EXPECT_EQ(frozen(account), 3500) << "and it buys nothing";
        cards.dispute(dispute, invoice, ends, 3763);
        cards.outgoing.clear();
        time.at += 2h;  // and the webhook is lost
        (void)look_after();
        EXPECT_EQ(payment_now(id).state, ends == claim_state::returned ? payment_state::won : payment_state::lost);
        EXPECT_EQ(frozen(account), 0);
        time.at += 2h;
        (void)look_after();
        expect_balanced();
    }
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(balance("chargeback"), 3763);
}

TEST_P(payment_claims, a_dispute_after_one_that_was_decided_is_followed_to_its_end)
{
    const auto account = make_account();
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    deliver_all(cards);
    for (const auto& [dispute, ends] :
         {std::pair{"dp_1", claim_state::returned}, std::pair{"dp_2", claim_state::taken}}) {
        cards.dispute(dispute, "st_1", claim_state::open, 3763);
        deliver_all(cards);
        EXPECT_EQ(payment_now(id).state, payment_state::disputed) << dispute;
        time.at += 2h;
        EXPECT_EQ(look_after(), 1) << dispute << ", and nobody has decided yet";
        cards.dispute(dispute, "st_1", ends, 3763);
        cards.outgoing.clear();
        time.at += 2h;  // and the webhook is lost
        EXPECT_EQ(look_after(), 1) << dispute;
        time.at += 2h;
        EXPECT_EQ(look_after(), 0) << dispute << " is decided";
    }
    EXPECT_EQ(payment_now(id).state, payment_state::lost);
    EXPECT_EQ(payment_now(id).charged_back, 3763);
    EXPECT_EQ(funds(account), 0);
    expect_balanced();
}

TEST_P(payment_claims, a_refund_in_the_gateways_pages_takes_its_share_and_comes_back_when_it_fails)
{
    const auto account = make_account();
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    deliver_all(cards);
    cards.refund("re_1", "st_1", claim_state::open, 1000);
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(frozen(account), 931) << "on its way out; the surcharge gives its share";
    cards.refund("re_1", "st_1", claim_state::taken, 1000);
    for (int i = 0; i < 2; ++i) cards.tell("re_1");
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500 - 931);
    EXPECT_EQ(balance("surcharge"), 263 - 69);
    EXPECT_EQ(balance("refund"), 1000);
    EXPECT_EQ(frozen(account), 0);
    EXPECT_EQ(payment_now(id).state, payment_state::settled);
    EXPECT_EQ(payment_now(id).charged_back, 1000);
    EXPECT_EQ(payment_now(id).reason, "10.00 USD was sent back through the gateway");
    EXPECT_EQ(count("outbox WHERE kind = 'payment.refunded'"), 1);
    expect_balanced();
    cards.refund("re_1", "st_1", claim_state::returned, 1000);
    deliver_all(cards);
    cards.tell("re_1");
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(balance("surcharge"), 263);
    EXPECT_EQ(balance("refund"), 0);
    EXPECT_EQ(payment_now(id).charged_back, 0);
    EXPECT_EQ(payment_now(id).reason, "");
    expect_balanced();
}

TEST_P(payment_claims, a_dispute_that_is_won_after_it_was_lost_gives_the_money_back)
{
    const auto account = make_account();
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);
    deliver_all(cards);
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(payment_now(id).state, payment_state::lost);
    const auto waiting = order(account, "192.0.2.7", 3500);
    EXPECT_EQ(waiting.state, job_state::awaiting_funds);
    cards.dispute("dp_1", "st_1", claim_state::returned, 3763);
    deliver_all(cards);
    EXPECT_EQ(payment_now(id).state, payment_state::won);
    EXPECT_EQ(job_now(waiting.id).state, job_state::held) << "with the money that is back";
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(balance("chargeback"), 0);
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);  // an old answer
    deliver_all(cards);
    EXPECT_EQ(balance("chargeback"), 0);
    expect_balanced();
}

TEST_P(payment_claims, money_whose_claims_cannot_be_read_starts_no_order_until_they_can)
{
    const auto account = make_account();
    for (const bool disputed : {false, true}) {
        const std::string invoice = disputed ? "st_2" : "st_1";
        (void)open(account, 3500, payment_method::card);
        const auto waiting = order(account, disputed ? "192.0.2.8" : "192.0.2.7", 3500);
        ASSERT_EQ(waiting.state, job_state::awaiting_funds);
        pay(cards, invoice, 3763, payment_state::settled);
        if (disputed) cards.dispute("dp_1", invoice, claim_state::open, 3763);
        cards.claims_unread = gateway_fault::unavailable;
        deliver_all(cards);
        EXPECT_EQ(funds(account), 3500) << "the money is booked all the same";
        EXPECT_EQ(job_now(waiting.id).state, job_state::awaiting_funds);
        cards.claims_unread.reset();
        time.at += 2h;
        (void)look_after();
        EXPECT_EQ(job_now(waiting.id).state, disputed ? job_state::awaiting_funds : job_state::held);
    }
    EXPECT_EQ(frozen(account), 3500);
    expect_balanced();
}

TEST_P(payment_claims, a_look_that_could_not_read_the_claims_is_taken_again)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    const auto waiting = order(account, "192.0.2.7", 3500);
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.outgoing.clear();
    cards.claims_unread = gateway_fault::refused;
    time.at += 2h;
    EXPECT_EQ(look_after(), 1);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(job_now(waiting.id).state, job_state::awaiting_funds);
    cards.claims_unread.reset();
    time.at += 2h;
    EXPECT_EQ(look_after(), 1);
    EXPECT_EQ(job_now(waiting.id).state, job_state::held);
    time.at += 2h;
    EXPECT_EQ(look_after(), 0) << "a card payment that is settled";
}

TEST_P(payment_claims, a_dispute_that_was_prevented_may_still_take_the_money)
{
    const auto account = make_account();
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.dispute("dp_1", "st_1", claim_state::prevented, 3763);
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500);
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);
    deliver_all(cards);
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(payment_now(id).state, payment_state::lost);
    cards.dispute("dp_1", "st_1", claim_state::returned, 3763);
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(payment_now(id).state, payment_state::won);
    expect_balanced();
}

TEST_P(payment_claims, a_prevented_dispute_takes_nothing_and_leaves_the_payment_settled)
{
    const auto account = make_account();
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.dispute("dp_1", "st_1", claim_state::prevented, 3763);
    deliver_all(cards);
    EXPECT_EQ(payment_now(id).state, payment_state::settled);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(frozen(account), 0);
    EXPECT_EQ(count("payment_claim"), 1);
    expect_balanced();
}

TEST_P(payment_claims, disputed_money_buys_nothing_until_the_dispute_is_won)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.dispute("dp_1", "st_1", claim_state::open, 3763);
    deliver_all(cards);
    const auto first = order(account, "192.0.2.7", 3500);
    EXPECT_EQ(first.state, job_state::awaiting_funds);
    const auto shown =
        read([&](soci::session& s) { return store::delisting_reader::record_of(s, *store::find_job(s, first.id)); });
    EXPECT_EQ(shown.to_pay, 3500);
    EXPECT_EQ(shown.frozen, 3500);
    // other money buys, and the frozen stays
    (void)open(account, 3500, payment_method::btc);
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(job_now(first.id).state, job_state::held);
    EXPECT_EQ(funds(account), 3500);
    const auto second = order(account, "192.0.2.8", 3500);
    EXPECT_EQ(second.state, job_state::awaiting_funds);
    cards.dispute("dp_1", "st_1", claim_state::returned, 3763);
    deliver_all(cards);
    EXPECT_EQ(job_now(second.id).state, job_state::held) << "it thaws";
    EXPECT_EQ(funds(account), 0);
    expect_balanced();
}

TEST_P(payment_claims, money_that_is_disputed_when_we_hear_of_it_starts_nothing)
{
    const auto account = make_account();
    const auto waiting = order(account, "192.0.2.7", 3500);
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.outgoing.clear();
    cards.dispute("dp_1", "st_1", claim_state::open, 3763);
    deliver_all(cards);
    EXPECT_EQ(job_now(waiting.id).state, job_state::awaiting_funds);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(frozen(account), 3500);
    expect_balanced();
}

TEST_P(payment_claims, claims_that_could_not_be_read_keep_no_money_out_and_are_asked_for_again)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    cards.invoices.at("st_1").unread = gateway_failure{.why = gateway_fault::refused, .what = "no right"};
    pay(cards, "st_1", 3763, payment_state::settled);
    EXPECT_EQ(deliver(cards, cards.outgoing.front()), heard::failed);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(observed.failures, 1);
    cards.invoices.at("st_1").unread.reset();
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);
    cards.outgoing.clear();
    time.at += 2min;
    (void)look_after();
    EXPECT_EQ(funds(account), 0);
    expect_balanced();
}

TEST_P(payment_claims, every_dispute_takes_once_and_from_where_its_money_went)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.make("", time.now_seconds(), usd);
    pay(cards, "st_2", 900, payment_state::settled);
    deliver_all(cards);
    const auto lose = [&](const std::string& dispute, const std::string& invoice, std::int64_t cents) {
        for (int i = 0; i < 2; ++i) cards.dispute(dispute, invoice, claim_state::taken, cents);
        deliver_all(cards);
    };
    lose("dp_1", "st_1", 1000);
    EXPECT_EQ(balance("chargeback"), 1000);
    lose("dp_2", "st_1", 1000);
    EXPECT_EQ(balance("chargeback"), 2000) << "a second one on the same payment";
    lose("dp_3", "st_1", 9000);
    EXPECT_EQ(balance("chargeback"), 3763) << "no more than came";
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(balance("surcharge"), 0);
    lose("dp_4", "st_2", 1000);
    EXPECT_EQ(balance("chargeback"), 3763 + 900);
    EXPECT_EQ(balance("suspense"), 0) << "nobody's";
    lose("dp_5", "st_2", 1000);
    EXPECT_EQ(balance("suspense"), 0) << "and all of them together no more than came";
    expect_balanced();
}

INSTANTIATE_TEST_SUITE_P(databases, payment_claims, testing::Values(store::backend::sqlite, store::backend::postgresql),
                         store::backend_name);

}  // namespace
}  // namespace offlist::test
