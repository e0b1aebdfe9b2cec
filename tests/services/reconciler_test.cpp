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
            const auto whole = store::find_reconciliation(s, newest.items.front().id);  // outlives the loop
            for (const store::difference& d : whole->differences)
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
    EXPECT_THAT(found(), ElementsAre(HasSubstr("mended: 37.63 USD came that no webhook told of"),
                                     HasSubstr("mended: refunds and disputes took 15.00 USD")));
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

INSTANTIATE_TEST_SUITE_P(databases, reconciliations,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

}  // namespace
}  // namespace offlist::test
