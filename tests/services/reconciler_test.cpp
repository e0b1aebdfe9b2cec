// Everything that the gateways have had, held against the books once a day, on both databases.
#include <gmock/gmock.h>

#include <services/confirm_restore.hpp>
#include <services/payment_world.hpp>
#include <services/payments/reconciler.hpp>
#include <store/restore/lives.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class reconciliations : public payment_world {
protected:
    reconciliations()
    {
        account = make_account();
        make_reconciler();
    }
    ~reconciliations() override { books.reset(); }

    void make_reconciler() { books = std::make_unique<services::reconciler>(*db, time, *service, observed); }
    std::string reconcile() { return await(io, books->run()); }
    /// What the newest one found, each difference with its kind before it.
    std::vector<std::string> found()
    {
        return read([](soci::session& s) {
            std::vector<std::string> all;
            const auto newest = store::reconciliation_page(s, std::nullopt, {.cursor = {}, .limit = 1}).value();
            if (newest.items.empty()) return all;
            const auto detail = store::find_reconciliation(s, newest.items.front().id);  // outlives the loop
            for (const store::difference& d : detail->differences)
                all.push_back((d.mended ? "mended: " : "unexplained: ") + d.what);
            return all;
        });
    }
    /// A card payment that we know is settled.
    std::int64_t settled(const std::string& invoice)
    {
        const auto id = open(account, 3500, payment_method::card).is.id;
        pay(cards, invoice, 3763, payment_state::settled);
        deliver_all(cards);
        return id;
    }

    std::int64_t account = 0;
    std::unique_ptr<services::reconciler> books;
};

TEST_P(reconciliations, are_daily_and_find_nothing_where_nothing_differs)
{
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 0) << "it has had no payment yet";
    (void)settled("st_1");
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 0) << "its day has not come";
    time.at += 24h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 1);
    EXPECT_THAT(found(), IsEmpty());
    EXPECT_EQ(count("reconciliation WHERE gateway = 'stripe' AND seen = 1 AND mended = 0 AND unexplained = 0"), 1);
    EXPECT_EQ(count("outbox WHERE kind = 'reconciliation.difference'"), 0);
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 1);
    time.at += 24h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 2);
    EXPECT_EQ(observed.differences, 0);
}

TEST_P(reconciliations, of_a_restored_store_are_due_at_once_and_before_it_is_confirmed)
{
    (void)settled("st_1");
    time.at += 24h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 1);
    time.at += 1h;
    (void)db->write_now([at = time.now_seconds()](soci::session& s) -> parsed<bool> {
        return store::begin_restored_life(s, at, {}).held();
    });
    const auto confirm = [this](bool without_gateways) {
        services::confirm_restore what{.by = store::staff(),
                                       .policy = {},
                                       .gateways = {"stripe", "btcpay", "bitpay"},
                                       .without_gateways = without_gateways};
        return db->write_now(std::move(what)).value();
    };
    EXPECT_THAT(confirm(false).not_read, ElementsAre("stripe")) << "the others have had no payment";
    EXPECT_TRUE(confirm(false).now.held());
    time.at += 1min;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 2) << "its day has not come, and the backup does not know of today";
    EXPECT_EQ(count("reconciliation WHERE gateway = 'stripe' AND from_at = " +
                    std::to_string(store::noon.time_since_epoch().count())),
              2)
        << "from where the backup ends: nothing but the payment of noon";
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 2) << "once";
    EXPECT_FALSE(confirm(false).now.held());
}

TEST_P(reconciliations, are_not_waited_for_where_staff_says_so)
{
    (void)settled("st_1");
    (void)db->write_now([at = time.now_seconds()](soci::session& s) -> parsed<bool> {
        return store::begin_restored_life(s, at + 1h, {}).held();
    });
    const auto done = db->write_now(services::confirm_restore{
        .by = store::staff(), .policy = {}, .gateways = {"stripe"}, .without_gateways = true});
    EXPECT_FALSE(done->now.held());
    EXPECT_THAT(done->not_read, IsEmpty());
}

TEST_P(reconciliations, mend_what_no_webhook_told_of)
{
    const auto id = settled("st_1");
    const auto second = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_2", 3763, payment_state::settled);
    cards.dispute("dp_1", "st_1", claim_state::taken, 1000);
    cards.refund("re_1", "st_1", claim_state::taken, 500);
    cards.outgoing.clear();
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended: refunds and disputes took 15.00 USD"),
                                     HasSubstr("mended: 37.63 USD came that no webhook told of")))
        << "claims come before money";
    EXPECT_EQ(payment_now(second).state, payment_state::settled);
    EXPECT_EQ(payment_now(id).state, payment_state::lost);
    EXPECT_EQ(payment_now(id).charged_back, 1500);
    EXPECT_EQ(count("outbox WHERE kind = 'reconciliation.difference'"), 1);
    EXPECT_EQ(observed.differences, 2);
    expect_balanced();
    // a dispute that was lost long ago is won, and the list of new ones does not tell of it
    cards.dispute("dp_1", "st_1", claim_state::returned, 1000);
    cards.outgoing.clear();
    cards.listed = false;
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended: refunds and disputes gave back 10.00 USD")));
    expect_balanced();
}

TEST_P(reconciliations, tell_what_cannot_be_explained)
{
    (void)settled("st_1");
    (void)settled("st_2");
    cards.dispute("dp_1", "st_1", claim_state::taken, 1000);
    deliver_all(cards);
    cards.make("", time.now_seconds(), usd);
    pay(cards, "st_3", 900, payment_state::settled);
    cards.invoices.at("st_1").paid.cents = 2000;
    cards.dispute("dp_1", "st_1", claim_state::open, 1000);
    cards.invoices.erase("st_2");
    cards.outgoing.clear();
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(),
                testing::UnorderedElementsAre(
                    HasSubstr("unexplained: the gateway says that 20.00 USD came, and the books have 37.63 USD"),
                    HasSubstr("unexplained: the dispute dp_1 is open at the gateway, and was taken before"),
                    HasSubstr("unexplained: 9.00 USD came for no payment of ours, and is in suspense"),
                    HasSubstr("unexplained: the books have money of it, and the gateway does not know it")));
    EXPECT_EQ(balance("chargeback"), 1000) << "nothing is undone on a word";
    expect_balanced();
}

TEST_P(reconciliations, ask_one_by_one_where_a_gateway_has_no_list)
{
    coins.listed = false;
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    pay(coins, "bt_1", 700, payment_state::settled);
    coins.outgoing.clear();
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended: 7.00 USD came")));
    EXPECT_EQ(funds(account), 4200);
}

TEST_P(reconciliations, of_a_gateway_that_fails_are_tried_again_in_an_hour_from_where_they_were)
{
    (void)settled("st_1");
    time.at += 25h;
    cards.next_news = fake_gateway::fault::broken;
    EXPECT_THAT(reconcile(), HasSubstr("stripe could not be reconciled"));
    EXPECT_EQ(count("reconciliation"), 0);
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 1);
    time.at += 1h;
    cards.dispute("dp_1", "st_1", claim_state::taken, 1000);
    cards.outgoing.clear();
    cards.next_read = fake_gateway::fault::broken;
    EXPECT_THAT(reconcile(), HasSubstr("stripe could not be reconciled"));
    time.at += 1h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(balance("chargeback"), 1000);
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended")));
}

TEST_P(reconciliations, spend_nothing_of_a_payment_before_they_have_looked_at_its_claims)
{
    for (const bool listed : {true, false}) {
        SCOPED_TRACE(listed ? "the dispute is new" : "no list tells of the dispute");
        const std::string number = listed ? "1" : "2";
        (void)open(account, 3500, payment_method::card);
        pay(cards, "st_" + number, 3763, payment_state::settled);
        cards.dispute("dp_" + number, "st_" + number, claim_state::open, 3763);
        cards.outgoing.clear();
        cards.claims_listed = listed;
        const auto waiting = order(account, "192.0.2." + number, 3500);
        ASSERT_EQ(waiting.state, job_state::awaiting_funds);
        time.at += 25h;
        EXPECT_EQ(reconcile(), "");
        EXPECT_EQ(job_now(waiting.id).state, job_state::awaiting_funds);
        expect_balanced();
    }
    EXPECT_EQ(funds(account), 7000);
    EXPECT_EQ(frozen(account), 7000);
}

TEST_P(reconciliations, that_fail_late_still_tell_what_they_have_mended)
{
    (void)settled("st_1");
    cards.dispute("dp_1", "st_1", claim_state::open, 100);
    deliver_all(cards);
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_2", 3763, payment_state::settled);
    cards.refund("re_1", "st_1", claim_state::taken, 500);
    cards.outgoing.clear();
    cards.claims_listed = false;
    time.at += 25h;
    cards.fails_of = "st_1";
    cards.refund("re_2", "st_2", claim_state::taken, 200);
    EXPECT_THAT(reconcile(), HasSubstr("stripe could not be reconciled"));
    EXPECT_EQ(found().size(), 2U) << "37.63 USD that came, and 2.00 that went";
    EXPECT_EQ(count("reconciliation WHERE until_at = from_at AND mended = 2"), 1) << "it has not come to its end";
    EXPECT_EQ(observed.differences, 2);
    EXPECT_EQ(observed.reconciliations, 0);
    time.at += 1h;
    EXPECT_THAT(reconcile(), HasSubstr("stripe could not be reconciled"));
    EXPECT_EQ(count("reconciliation"), 1) << "nothing new";
    cards.fails_of.clear();
    time.at += 1h;
    cards.claims_listed = true;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended: refunds and disputes took 5.00 USD")));
    EXPECT_EQ(count("reconciliation WHERE until_at > from_at"), 1);
    expect_balanced();
}

TEST_P(reconciliations, go_on_behind_a_payment_that_cannot_be_read)
{
    (void)settled("st_1");
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_2", 3763, payment_state::settled);
    (void)open(account, 3500, payment_method::card);
    pay(cards, "st_3", 3763, payment_state::settled);
    cards.outgoing.clear();
    cards.unclear_of = "st_2";
    cards.unreadable = {{.external_id = "st_9", .what = "no amount"}};
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_THAT(found(), testing::UnorderedElementsAre(HasSubstr("mended: 37.63 USD came"),
                                                       HasSubstr("unexplained: it cannot be read: no amount"),
                                                       HasSubstr("unexplained: it cannot be read: a fault")));
    EXPECT_EQ(funds(account), 7000);
}

TEST_P(reconciliations, of_a_gateway_that_refuses_everything_are_no_reconciliations)
{
    coins.listed = false;
    (void)open(account, 3500);
    pay(coins, "bt_1", 3500, payment_state::settled);
    deliver_all(coins);
    time.at += 25h;
    coins.next_read = fake_gateway::fault::refuses;
    EXPECT_THAT(reconcile(), HasSubstr("btcpay could not be reconciled"));
    EXPECT_EQ(count("reconciliation"), 0);
    time.at += 1h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(count("reconciliation"), 1);
}

TEST_P(reconciliations, begin_at_the_first_payment_however_long_ago_and_come_in_parts)
{
    const auto first = store::noon;
    const auto id = open(account, 3500, payment_method::card).is.id;
    pay(cards, "st_1", 3763, payment_state::settled);
    cards.outgoing.clear();
    time.at += 24h * 100;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(payment_now(id).received, 3763);
    ASSERT_EQ(cards.asked_for.size(), 15U);
    EXPECT_EQ(cards.asked_for.front(), (std::pair{first, std::optional{first + std::chrono::days(7)}}));
    EXPECT_EQ(cards.asked_for.at(1).first, first + std::chrono::days(7));
    EXPECT_EQ(cards.asked_for.back(),
              (std::pair{first + std::chrono::days(98), std::optional<std::chrono::sys_seconds>{}}));
    EXPECT_EQ(count("reconciliation"), 15);
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.lists, 15);
}

TEST_P(reconciliations, begin_at_no_moment_that_has_not_come)
{
    (void)settled("st_1");
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    const auto sound = time.now_seconds();
    time.at += 24h * 30;  // a clock that is ahead for a while
    EXPECT_EQ(reconcile(), "");
    time.at -= 24h * 28;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(cards.asked_for.back().first, sound);
    EXPECT_EQ(cards.asked_for.back().second, std::nullopt);
}

TEST_P(reconciliations, tell_of_claims_on_money_that_is_nobodys)
{
    (void)settled("st_1");
    cards.make("", time.now_seconds(), usd);
    pay(cards, "st_2", 900, payment_state::settled);
    cards.dispute("dp_1", "st_2", claim_state::open, 900);
    deliver_all(cards);
    EXPECT_EQ(observed.unmatched, 900);
    EXPECT_EQ(observed.suspense_wanted, 900);
    EXPECT_EQ(observed.suspense_gave, 0);
    cards.dispute("dp_1", "st_2", claim_state::taken, 900);
    cards.outgoing.clear();
    cards.claims_listed = false;
    time.at += 25h;
    EXPECT_EQ(reconcile(), "");
    EXPECT_EQ(observed.suspense_gave, 900);
    EXPECT_EQ(balance("suspense"), 0);
    EXPECT_THAT(found(), ElementsAre(HasSubstr("unexplained: refunds and disputes took 9.00 USD")));
    expect_balanced();
}

INSTANTIATE_TEST_SUITE_P(databases, reconciliations,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

}  // namespace
}  // namespace offlist::test
