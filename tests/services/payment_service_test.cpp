// Payments from the wish to the funds, on both databases: whatever is lost, late, doubled or disputed.
#include <gmock/gmock.h>

#include <services/accounts/terminate_account.hpp>
#include <services/payment_world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using services::heard;
using services::opening;

class payment_desks : public payment_world {};

TEST_P(payment_desks, open_settle_and_credit_once)
{
    const auto account = make_account();
    const auto opened = open(account, 3500, payment_method::card);
    ASSERT_EQ(opened.what, opening::opened);
    EXPECT_EQ(opened.is.state, payment_state::pending);
    EXPECT_EQ(opened.is.checkout_url, "https://stripe.test/st_1");
    pay(cards, "st_1", 3763, payment_state::settled);
    const auto told = cards.outgoing.front();
    EXPECT_EQ(deliver(cards, told), heard::done);
    EXPECT_EQ(payment_now(opened.is.id).state, payment_state::settled);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(balance("surcharge"), 263);
    EXPECT_EQ(balance("gateway:stripe"), -3763);
    // the same once more, and another one about the same
    const int reads = cards.reads;
    EXPECT_EQ(deliver(cards, told), heard::done);
    EXPECT_EQ(cards.reads, reads) << "acted on already";
    cards.tell("st_1");
    deliver_all(cards);
    EXPECT_EQ(funds(account), 3500);
    expect_balanced();
}

TEST_P(payment_desks, fifty_copies_of_one_webhook_credit_once)
{
    const auto account = make_account();
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    auto told = coins.outgoing.front();
    told.at = time.now_seconds();
    std::vector<boost::asio::awaitable<heard>> all;
    for (int i = 0; i < 50; ++i) all.push_back(service->hear(*service->gateway("btcpay"), told));
    for (const heard h : await_all(io, std::move(all))) EXPECT_EQ(h, heard::done);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(count("receipt"), 1);
    expect_balanced();
}

TEST_P(payment_desks, a_missed_webhook_is_found_by_looking)
{
    const auto account = make_account();
    const auto opened = open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    coins.outgoing.clear();
    EXPECT_EQ(look_after(), 0) << "not due yet";
    time.at += 61s;
    EXPECT_EQ(look_after(), 1);
    EXPECT_EQ(funds(account), 3500);
    // what came over is confirmed later, and no webhook tells of it
    pay(coins, "bt_1", 700, payment_state::settled);
    coins.outgoing.clear();
    time.at += 24h;
    EXPECT_EQ(look_after(), 1);
    EXPECT_EQ(payment_now(opened.is.id).received, 4200);
    EXPECT_EQ(funds(account), 4200);
    time.at += 8 * 24h;
    EXPECT_EQ(look_after(), 1);
    time.at += 24h;
    EXPECT_EQ(look_after(), 0) << "too late: nothing more to see";
}

TEST_P(payment_desks, our_own_failure_is_told_and_made_good)
{
    const auto account = make_account();
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    coins.next_read = fake_gateway::fault::broken;
    const auto told = coins.outgoing.front();
    EXPECT_EQ(deliver(coins, told), heard::failed) << "a 5xx, so that it comes again";
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(deliver(coins, told), heard::done);
    EXPECT_EQ(funds(account), 3500);
}

TEST_P(payment_desks, a_webhook_that_we_failed_on_and_that_never_comes_again_is_acted_on)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_1", 3763, payment_state::settled);
    deliver_all(cards);
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);
    cards.next_read = fake_gateway::fault::broken;
    deliver_all(cards);
    EXPECT_EQ(balance("chargeback"), 0);
    restart();
    time.at += 2min;
    EXPECT_EQ(look_after(), 1);
    EXPECT_EQ(balance("chargeback"), 3763);
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(balance("surcharge"), 0) << "it gives its share";
    expect_balanced();
}

TEST_P(payment_desks, partial_late_and_over_all_reach_the_funds)
{
    const auto account = make_account();
    const auto id = open(account, 3500).is.id;
    pay(coins, "bt_1", 1000, payment_state::partial);
    deliver_all(coins);
    EXPECT_EQ(payment_now(id).state, payment_state::partial);
    EXPECT_EQ(funds(account), 1000);
    pay(coins, "bt_1", 2500, payment_state::late);
    deliver_all(coins);
    EXPECT_EQ(payment_now(id).state, payment_state::late);
    pay(coins, "bt_1", 777, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(funds(account), 4277);
    EXPECT_EQ(payment_now(id).received, 4277);
    expect_balanced();
}

TEST_P(payment_desks, money_for_nobody_is_suspense)
{
    const auto account = make_account();
    coins.make("", time.now_seconds(), usd);
    pay(coins, "bt_1", 900, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(balance("suspense"), 900);
    EXPECT_EQ(observed.unmatched, 900);
    pay(coins, "bt_1", 100, payment_state::settled);
    coins.tell("bt_1");
    deliver_all(coins);
    EXPECT_EQ(balance("suspense"), 1000);
    EXPECT_EQ(funds(account), 0);
    coins.tell("bt_404");
    EXPECT_EQ(deliver(coins, coins.outgoing.front()), heard::done) << "the gateway knows no such payment";
    expect_balanced();
}

TEST_P(payment_desks, a_lost_answer_makes_no_second_invoice)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::lost_answer;
    EXPECT_EQ(open(account, 3500, payment_method::btc, "key-1").what, opening::later);
    const auto again = open(account, 3500, payment_method::btc, "key-1");
    ASSERT_EQ(again.what, opening::opened);
    EXPECT_EQ(again.is.external_id, "bt_1");
    EXPECT_EQ(coins.invoices.size(), 1U);
    EXPECT_EQ(count("payment"), 1);
    EXPECT_EQ(open(account, 3500, payment_method::btc, "key-1").is.id, again.is.id);
    EXPECT_EQ(open(account, 3600, payment_method::btc, "key-1").what, opening::differs);
}

TEST_P(payment_desks, a_key_is_free_again_when_it_was_refused_or_is_a_day_old)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::refuses;
    EXPECT_EQ(open(account, 3500, payment_method::btc, "key-1").what, opening::refused);
    const auto mended = open(account, 3600, payment_method::btc, "key-1");
    ASSERT_EQ(mended.what, opening::opened);
    EXPECT_EQ(mended.is.amount.cents, 3600);
    time.at += 24h - 1s;
    EXPECT_EQ(open(account, 3600, payment_method::btc, "key-1").is.id, mended.is.id);
    time.at += 1s;
    const auto other = open(account, 3600, payment_method::btc, "key-1");
    EXPECT_EQ(other.what, opening::opened);
    EXPECT_NE(other.is.id, mended.is.id) << "an old payment is never told as a new one";
    EXPECT_EQ(coins.invoices.size(), 2U);
}

TEST_P(payment_desks, what_is_open_is_closed_when_its_account_leaves)
{
    const auto account = make_account();
    const auto other = make_account();
    ASSERT_EQ(open(account, 3500).what, opening::opened);
    ASSERT_EQ(open(account, 4500).what, opening::opened);
    ASSERT_EQ(open(other, 3500).what, opening::opened);
    pay(coins, "bt_2", 4500, payment_state::settled);  // and its webhook is under way
    const auto left = db->write_now(services::terminate_account{.id = account, .by = store::staff()}).value();
    EXPECT_EQ(left.open_payments, 2);
    (void)look_after();
    EXPECT_EQ(payment_now(1).state, payment_state::expired);
    EXPECT_EQ(coins.invoices.at("bt_1").state, payment_state::expired);
    EXPECT_EQ(payment_now(2).state, payment_state::settled);
    EXPECT_EQ(payment_now(3).state, payment_state::pending) << "another's";
    const auto again = db->write_now(services::terminate_account{.id = account, .by = store::staff()}).value();
    EXPECT_EQ(again.open_payments, 0);
    ASSERT_EQ(again.left.size(), 1U) << "it is still the account's";
    EXPECT_EQ(again.left[0].balance.cents, 4500);
    expect_balanced();
}

TEST_P(payment_desks, of_an_account_that_left_nothing_is_made_any_more)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::unavailable;
    ASSERT_EQ(open(account, 3500).what, opening::later);
    EXPECT_EQ(db->write_now(services::terminate_account{.id = account, .by = store::staff()}).value().open_payments, 1);
    (void)look_after();
    EXPECT_EQ(payment_now(1).state, payment_state::expired);
    EXPECT_TRUE(coins.invoices.empty());
}

TEST_P(payment_desks, a_key_is_of_its_person)
{
    services::payment_wish w;
    w.account = make_account();
    w.method = payment_method::btc;
    w.amount = {3500, usd};
    w.key = store::payment_key{.token = 0, .person = 1, .key = "key-1"};
    const auto first = open(w);
    w.key->person = 2;
    w.amount.cents = 3600;
    const auto second = open(w);
    ASSERT_EQ(second.what, opening::opened);
    EXPECT_NE(second.is.id, first.is.id);
}

TEST_P(payment_desks, what_was_never_made_is_made_by_the_next_look_or_given_up)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::lost_answer;
    (void)open(account, 3500);
    time.at += 61s;
    (void)look_after();
    EXPECT_EQ(payment_now(1).state, payment_state::pending);
    coins.next_create = fake_gateway::fault::unavailable;
    (void)open(account, 4500);
    time.at += 2h;
    (void)look_after();
    EXPECT_EQ(payment_now(2).state, payment_state::expired);
    EXPECT_EQ(coins.invoices.size(), 1U);
}

TEST_P(payment_desks, a_refusal_is_final_and_an_account_must_be_there)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::refuses;
    const auto refused = open(account, 3500);
    EXPECT_EQ(refused.what, opening::refused);
    EXPECT_EQ(payment_now(refused.is.id).state, payment_state::invalid);
    EXPECT_EQ(open(account + 1, 3500).what, opening::no_account);
}

TEST_P(payment_desks, a_second_invoice_for_one_order_is_the_same_customers_money)
{
    const auto account = make_account();
    const auto id = open(account, 3500).is.id;
    coins.make(reference_of(payment_now(id)), time.now_seconds(), usd);
    pay(coins, "bt_2", 3500, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(funds(account), 3500);
    EXPECT_EQ(payment_now(id).state, payment_state::pending) << "the one that he was sent to can still be paid";
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(funds(account), 7000);
    expect_balanced();
}

TEST_P(payment_desks, money_with_a_guessed_reference_is_suspense)
{
    const auto account = make_account();
    const payment p = open(account, 3500).is;
    EXPECT_EQ(p.nonce.size(), 16U);
    EXPECT_NE(p.nonce, open(account, 3500).is.nonce);
    std::string wrong = reference_of(p);
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    payment without = p;
    without.nonce.clear();
    std::int64_t strays = 0;
    for (const std::string& guess : {order_of(p.id), wrong, reference_of(without), reference_of(p) + "0"}) {
        const std::string id = coins.make(guess, time.now_seconds(), usd).external_id;
        pay(coins, id, 100, payment_state::settled);
        deliver_all(coins);
        EXPECT_EQ(funds(account), 0) << guess;
        EXPECT_EQ(balance("suspense"), strays += 100) << guess;
    }
    // one that was written by an older program, and then the store was restored: it has no nonce
    write([&](soci::session& s) { return store::sql::run(s, "UPDATE payment SET nonce = ''", {}); });
    const std::string id = coins.make(reference_of(without), time.now_seconds(), usd).external_id;
    pay(coins, id, 100, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(balance("suspense"), strays + 100);
    expect_balanced();
}

TEST_P(payment_desks, a_webhook_is_tried_for_days_ever_less_often_and_then_told_to_staff)
{
    const auto account = make_account();
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_1", 3763, payment_state::settled);
    deliver_all(cards);
    cards.dispute("dp_1", "st_1", claim_state::taken, 3763);
    cards.outgoing.clear();
    const auto in_a_round = [&] {
        const int before = cards.reads;
        cards.next_read = fake_gateway::fault::broken;
        (void)look_after();
        const int asked = cards.reads - before;
        cards.next_read = fake_gateway::fault::none;
        return asked;
    };
    for (int i = 0; i < 2; ++i) {  // two about the same, and nobody there
        cards.next_read = fake_gateway::fault::broken;
        cards.tell("dp_1");
        deliver_all(cards);
    }
    time.at += 59s;
    EXPECT_EQ(in_a_round(), 0);
    time.at += 1s;
    EXPECT_EQ(in_a_round(), 1) << "one that does not answer is asked once a round";
    time.at += 119s;
    EXPECT_EQ(in_a_round(), 0) << "twice as long";
    time.at += 1s;
    EXPECT_EQ(in_a_round(), 1);
    for (int hour = 0; hour < 3 * 24; ++hour) {
        time.at += 1h;
        ASSERT_EQ(in_a_round(), 1) << hour;
    }
    const int failures = observed.failures;
    time.at += 24h;
    EXPECT_EQ(in_a_round(), 1);
    EXPECT_EQ(observed.failures, failures + 2) << "the question that failed, and the one that is given up";
    time.at += 1h;
    EXPECT_EQ(in_a_round(), 1) << "the other one was not asked about, so it is not given up";
    EXPECT_EQ(observed.failures, failures + 4);
    time.at += 24h;
    EXPECT_EQ(in_a_round(), 0);
    // and when the gateway sends it again after all, it is acted on
    cards.tell("dp_1");
    deliver_all(cards);
    EXPECT_EQ(balance("chargeback"), 3763);
    expect_balanced();
}

TEST_P(payment_desks, jobs_that_wait_start_with_the_money)
{
    const auto account = make_account();
    const auto placed = order(account, "192.0.2.7", 3500);
    EXPECT_EQ(placed.state, job_state::awaiting_funds);
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    EXPECT_EQ(job_now(placed.id).state, job_state::held);
    EXPECT_EQ(funds(account), 0);
    EXPECT_EQ(balance("held:" + std::to_string(placed.id)), 3500);
    expect_balanced();
}

TEST_P(payment_desks, an_unsigned_webhook_moves_nothing)
{
    const auto account = make_account();
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    auto forged = coins.outgoing.front();
    forged.headers.clear();
    EXPECT_EQ(deliver(coins, forged), heard::refused);
    EXPECT_EQ(coins.reads, 0);
    EXPECT_EQ(count("webhook_delivery"), 0);
    EXPECT_EQ(observed.refused, 1);
    EXPECT_EQ(funds(account), 0);
}

TEST_P(payment_desks, a_silent_gateway_is_asked_once_a_round)
{
    const auto account = make_account();
    for (int i = 0; i < 5; ++i) (void)open(account, 3500);
    time.at += 61s;
    const int before = coins.reads;
    coins.next_read = fake_gateway::fault::broken;
    EXPECT_EQ(look_after(), 5);
    EXPECT_EQ(coins.reads, before + 1);
    EXPECT_EQ(look_after(), 0) << "all of them later";
}

TEST_P(payment_desks, what_its_gateway_never_made_is_not_looked_at)
{
    const auto account = make_account();
    coins.next_create = fake_gateway::fault::refuses;
    EXPECT_EQ(open(account, 3500).is.state, payment_state::invalid);
    coins.next_create = fake_gateway::fault::unavailable;
    (void)open(account, 4500);
    time.at += 2h;
    EXPECT_EQ(look_after(), 1) << "the one that nobody knows whether it was made";
    EXPECT_EQ(payment_now(2).state, payment_state::expired);
    (void)open(account, 5500);
    pay(coins, "bt_1", 5500, payment_state::settled);
    coins.outgoing.clear();
    time.at += 61s;
    write([&](soci::session& s) {  // as an older program left them
        return store::sql::run(s, "UPDATE payment SET look_at = :now WHERE external_id = ''", {time.now_seconds()});
    });
    EXPECT_EQ(look_after(), 3);
    EXPECT_EQ(coins.reads, 1);
    EXPECT_EQ(funds(account), 5500);
    EXPECT_EQ(count("payment WHERE external_id = '' AND look_at IS NOT NULL"), 0);
}

TEST_P(payment_desks, a_payment_that_the_gateway_will_not_tell_of_keeps_no_other_waiting)
{
    const auto account = make_account();
    for (const auto& [at, method, fault] : {std::tuple{&coins, payment_method::btc, fake_gateway::fault::refuses},
                                            std::tuple{&cards, payment_method::card, fake_gateway::fault::unclear}}) {
        for (int i = 0; i < 3; ++i) (void)open(account, 3500, method);
        time.at += 61s;
        const int before = at->reads;
        at->next_read = fault;
        EXPECT_EQ(look_after(), 3);
        EXPECT_EQ(at->reads, before + 3) << at->name();
        EXPECT_EQ(look_after(), 0) << "it is put off as the others are";
    }
}

TEST_P(payment_desks, a_webhook_that_cannot_be_acted_on_keeps_no_other_waiting)
{
    const auto account = make_account();
    for (const char* id : {"bt_1", "bt_2"}) {
        (void)open(account, 3500);
        pay(coins, id, 3500, payment_state::settled);
        coins.next_read = fake_gateway::fault::broken;
        deliver_all(coins);
    }
    write([&](soci::session& s) { return store::sql::run(s, "UPDATE payment SET look_at = NULL", {}); });
    time.at += 61s;
    coins.next_read = fake_gateway::fault::refuses;
    EXPECT_EQ(look_after(), 2);
    EXPECT_EQ(funds(account), 3500) << "what is refused once may be told later";
    time.at += 2h;
    (void)look_after();
    EXPECT_EQ(funds(account), 7000);
}

TEST_P(payment_desks, what_moved_in_the_meantime_is_not_given_up)
{
    const auto account = make_account();
    const payment p = open(account, 3500).is;
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    // whoever gives it up has seen it before the money came
    write([&](soci::session& s) {
        const auto give_up = [&](std::int64_t id) {
            return store::payment_table::give_up(s, id, payment_state::expired, "too late", store::noon, {});
        };
        const auto kept = give_up(p.id);
        EXPECT_EQ(kept->now.state, payment_state::settled);
        EXPECT_EQ(kept->before, payment_state::settled);
        const auto given = give_up(store::payment_table::add(s, p, std::nullopt, {})->is.id);
        EXPECT_EQ(given->before, payment_state::pending);
        EXPECT_EQ(given->now.state, payment_state::expired);
        EXPECT_FALSE(give_up(99));
        return 0;
    });
}

INSTANTIATE_TEST_SUITE_P(databases, payment_desks, testing::Values(store::backend::sqlite, store::backend::postgresql),
                         store::backend_name);

}  // namespace
}  // namespace offlist::test
