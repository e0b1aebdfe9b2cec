// Payments over REST, and the webhooks of gateways.
#include <gmock/gmock.h>

#include <api/api.hpp>
#include <services/fake_gateway.hpp>
#include <services/payments/payment_service.hpp>
#include <store/delistings/delisting_table.hpp>
#include <support/await.hpp>

#include "api/service.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

class silent_observer final : public services::payment_observer {
public:
    void payment_moved(const payment&, payment_state, std::int64_t, std::int64_t) override {}
    void money_unmatched(std::string_view, std::string_view, std::int64_t) override {}
    void webhook_done(std::string_view, std::string_view, bool) override {}
    void webhook_refused(std::string_view, refused_webhook) override {}
    void gateway_failed(std::string_view, const gateway_failure&) override {}
    void suspense_claimed(std::string_view, std::string_view, std::int64_t, std::int64_t) override {}
    void reconciled(std::string_view, std::int64_t, std::int64_t, bool) override {}
};

// The service's own program and database, and a router with payments.
class paid_service {
public:
    explicit paid_service(api::api_options options = service::generous()) : options_(options)
    {
        open_till({&cards, &coins, &cash});
    }

    /// Payments through these gateways.
    void open_till(const std::vector<fake_gateway*>& gateways)
    {
        std::vector<std::unique_ptr<payment_gateway>> borrowed;
        for (fake_gateway* const g : gateways) borrowed.push_back(std::make_unique<borrowed_gateway>(*g));
        services::payment_options o;
        o.delisting = [this] { return base.program.selling->policy; };
        router_.reset();
        till_ = std::make_unique<services::payment_service>(*base.db, base.time, std::move(borrowed), std::move(o),
                                                            unheard_);
        api::api_ports with = base.ports(options_);
        with.payments = till_.get();
        router_ = std::make_unique<http::router>(api::make_router(with));
    }
    answered ask(const asked& what) { return base.ask_of(*router_, what); }
    answered get(const std::string& path, const std::string& token) { return ask({"GET", path, token}); }
    std::int64_t account(const std::string& name) { return base.account(name); }
    std::string token(role r, std::int64_t account = 0) { return base.token(r, account); }

    service base;
    fake_gateway cards{"stripe"};
    fake_gateway coins{"btcpay"};
    fake_gateway cash{"bitpay"};

private:
    api::api_options options_;
    silent_observer unheard_;
    std::unique_ptr<services::payment_service> till_;
    std::unique_ptr<http::router> router_;
};

struct payments_api : testing::Test {
    paid_service with;
    std::int64_t own = with.account("Own");
    std::string customer = with.token(role::customer, own);
    std::string staff = with.token(role::staff);

    answered pay(std::int64_t cents, const std::string& method, const std::string& key = {},
                 const std::string& token = {})
    {
        asked a{"POST", "/v1/payments", token.empty() ? customer : token,
                nlohmann::json{{"amount", {{"amount", cents}, {"currency", "USD"}}}, {"method", method}}.dump()};
        if (!key.empty()) a.headers.emplace_back("idempotency-key", key);
        return with.ask(a);
    }
    answered hear(const std::string& body, bool is_signed = true, const std::string& gateway = "stripe")
    {
        asked a{"POST", "/v1/gateways/" + gateway + "/webhook", "", body};
        if (is_signed) a.headers.emplace_back("signature", "good");
        return with.ask(a);
    }
};

TEST_F(payments_api, a_card_payment_shows_its_surcharge_and_where_to_pay)
{
    const answered a = pay(3500, "card");
    ASSERT_EQ(a.status, 201U) << a.text;
    EXPECT_EQ(a.headers.at("Location"), "/v1/payments/pay_1");
    const auto p = a.json();
    EXPECT_EQ(p["amount"], (nlohmann::json{{"amount", 3500}, {"currency", "USD"}}));
    EXPECT_EQ(p["surcharge"]["amount"], 263);
    EXPECT_EQ(p["total"]["amount"], 3763);
    EXPECT_EQ(p["state"], "pending");
    EXPECT_EQ(p["checkout_url"], "https://stripe.test/st_1");
    EXPECT_EQ(with.get("/v1/payments/pay_1", customer).json(), p);
    EXPECT_EQ(pay(3500, "btc").json()["surcharge"]["amount"], 0);
}

TEST_F(payments_api, the_same_key_makes_one_payment_even_when_the_gateway_loses_its_answer)
{
    with.cards.next_create = fake_gateway::fault::lost_answer;
    const answered lost = pay(3500, "card", "k1");
    EXPECT_EQ(lost.problem(), "gateway-unavailable");
    EXPECT_TRUE(lost.headers.contains("Retry-After"));
    const answered a = pay(3500, "card", "k1");
    ASSERT_EQ(a.status, 201U) << a.text;
    const answered again = pay(3500, "card", "k1");
    EXPECT_EQ(again.text, a.text);
    EXPECT_EQ(again.headers.at("Idempotent-Replayed"), "true");
    EXPECT_EQ(pay(3600, "card", "k1").problem(), "idempotency-key-reused");
    EXPECT_EQ(with.cards.invoices.size(), 1U);
    EXPECT_EQ(with.get("/v1/payments", customer).json()["items"].size(), 1U);
}

TEST_F(payments_api, another_wish_with_a_key_whose_first_one_failed_is_refused)
{
    with.cards.next_create = fake_gateway::fault::unavailable;
    EXPECT_EQ(pay(3500, "card", "k1").status, 503U);
    EXPECT_EQ(pay(3600, "card", "k1").problem(), "idempotency-key-reused");
}

TEST_F(payments_api, what_cannot_be_paid_is_refused_with_what_can)
{
    with.open_till({&with.cards, &with.coins});
    const answered method = pay(3500, "bch");
    EXPECT_EQ(method.status, 422U);
    EXPECT_THAT(method.text, HasSubstr("no gateway for it is set up"));
    EXPECT_THAT(method.text, HasSubstr("one of card, btc, ltc, doge, xmr"));
    EXPECT_THAT(pay(3500, "cash").text, HasSubstr("is no method"));
    EXPECT_EQ(pay(3499, "btc").status, 422U) << "less than the cheapest fee";
    EXPECT_EQ(pay(0, "btc").status, 422U);
    with.cards.next_create = fake_gateway::fault::refuses;
    EXPECT_EQ(pay(3500, "card").problem(), "gateway-refused");
    with.open_till({});
    EXPECT_EQ(pay(3500, "btc").problem(), "payments-not-set-up");
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1")).status, 404U);
}

TEST_F(payments_api, books_that_do_not_balance_stop_new_ones_and_nothing_that_comes_in)
{
    ASSERT_EQ(pay(3500, "card", "k1").status, 201U);
    with.base.program.unbalanced = true;
    const answered refused = pay(3500, "btc", "k2");
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.problem(), "books-do-not-balance");
    EXPECT_TRUE(refused.headers.contains("Retry-After"));
    EXPECT_TRUE(with.coins.invoices.empty());
    with.cards.invoices.at("st_1").paid = {3763, {{'U', 'S', 'D'}}};
    with.cards.invoices.at("st_1").state = payment_state::settled;
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1")).status, 200U);
    EXPECT_EQ(with.get("/v1/payments/pay_1", customer).json()["state"], "settled");
    with.base.program.unbalanced = false;
    EXPECT_EQ(pay(3500, "btc", "k2").status, 201U) << "the key is free again";
}

TEST_F(payments_api, of_an_account_no_more_are_open_than_may_be)
{
    for (int i = 0; i < 20; ++i) ASSERT_EQ(pay(3500, "btc").status, 201U);
    const answered refused = pay(3500, "btc", "k1");
    EXPECT_EQ(refused.status, 409U);
    EXPECT_EQ(refused.problem(), "too-many-open-payments");
    EXPECT_THAT(refused.text, HasSubstr("At most 20 payments"));
    const std::int64_t other = with.account("Other");
    EXPECT_EQ(pay(3500, "btc", {}, with.token(role::customer, other)).status, 201U) << "another account's are its own";
    with.base.time.advance(std::chrono::hours(2));
    EXPECT_EQ(pay(3500, "btc", "k1").status, 201U) << "they have expired";
}

TEST_F(payments_api, the_missing_cent_of_an_order_that_waits_is_enough)
{
    const auto in_store = [this](auto work) {
        return with.base.db->write_now([&](soci::session& s) -> parsed<bool> {
            work(s);
            return true;
        });
    };
    EXPECT_EQ(pay(1, "btc").status, 422U) << "nothing waits";
    ASSERT_TRUE(in_store([this](soci::session& s) {
        store::delisting_order o;
        o.account = own;
        o.subject = "192.0.2.7";
        o.blocklist = "alpha";
        o.fee = {3500, {{'U', 'S', 'D'}}};
        o.at = with.base.time.now_seconds();
        EXPECT_EQ(store::place_order(s, o, {}).what.state, job_state::awaiting_funds);
        (void)store::adjust_funds(s, {own, {3499, {{'U', 'S', 'D'}}}, "a bank transfer", "k", o.at}, {}).value();
    }));
    EXPECT_EQ(pay(0, "btc").status, 422U);
    const answered cent = pay(1, "btc");
    ASSERT_EQ(cent.status, 201U) << cent.text;
    with.coins.invoices.at("bt_1").paid = {1, {{'U', 'S', 'D'}}};
    with.coins.invoices.at("bt_1").state = payment_state::settled;
    EXPECT_EQ(hear(fake_gateway::event(1, "bt_1"), true, "btcpay").status, 200U);
    EXPECT_EQ(pay(1, "btc").status, 422U) << "it has begun";
}

TEST_F(payments_api, lead_back_to_a_page_that_says_so)
{
    const answered page = with.get("/paid", "");
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.content_type, testing::StartsWith("text/html"));
    EXPECT_THAT(page.text, HasSubstr("as soon as the payment is confirmed"));
}

TEST_F(payments_api, are_seen_by_their_customer_and_staff_alone)
{
    ASSERT_EQ(pay(3500, "btc").status, 201U);
    const std::int64_t other = with.account("Other");
    const std::string stranger = with.token(role::customer, other);
    EXPECT_EQ(with.get("/v1/payments/pay_1", stranger).status, 404U);
    EXPECT_TRUE(with.get("/v1/payments", stranger).json()["items"].empty());
    EXPECT_EQ(with.get("/v1/payments?account=acc_" + std::to_string(own), stranger).status, 404U);
    EXPECT_EQ(with.get("/v1/payments?state=pending", staff).json()["items"].size(), 1U);
    EXPECT_TRUE(with.get("/v1/payments?state=settled", staff).json()["items"].empty());
    EXPECT_EQ(pay(3500, "btc", {}, staff).status, 422U) << "staff says for whom";
}

TEST_F(payments_api, webhooks_take_a_signature_and_no_token)
{
    ASSERT_EQ(pay(3500, "card").status, 201U);
    payment_report& session = with.cards.invoices.at("st_1");
    session.paid.cents = 3763;
    session.state = payment_state::settled;
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1"), false).problem(), "webhook-refused");
    with.cards.next_read = fake_gateway::fault::broken;
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1")).status, 503U) << "so that it is sent again";
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1")).status, 200U);
    EXPECT_EQ(hear(fake_gateway::event(1, "st_1")).status, 200U);
    const auto p = with.get("/v1/payments/pay_1", customer).json();
    EXPECT_EQ(p["state"], "settled");
    EXPECT_EQ(p["received"]["amount"], 3763);
    EXPECT_EQ(p["checkout_url"], nullptr);
}

TEST_F(payments_api, each_gateway_is_heard_at_its_own_address)
{
    ASSERT_EQ(pay(3500, "btc").status, 201U);
    ASSERT_EQ(pay(3500, "bch").status, 201U);
    EXPECT_EQ(hear(fake_gateway::event(1, "bt_1"), true, "btcpay").status, 200U);
    EXPECT_EQ(hear(fake_gateway::event(1, "bi_1"), true, "bitpay").status, 200U);
    EXPECT_EQ(with.coins.reads, 1);
    EXPECT_EQ(with.cash.reads, 1);
}

struct forged_webhooks : testing::Test {
    static api::api_options strict()
    {
        api::api_options o = service::generous();
        o.failures.requests = 2;
        return o;
    }
    unsigned hear(bool is_signed, const std::string& remote = "203.0.113.9", std::string body = {})
    {
        asked a{"POST", "/v1/gateways/stripe/webhook", "", body.empty() ? fake_gateway::event(1, "st_1") : body};
        if (is_signed) a.headers.emplace_back("signature", "good");
        a.remote = remote;
        return with.ask(a).status;
    }

    paid_service with{strict()};
};

TEST_F(forged_webhooks, are_limited_by_address)
{
    EXPECT_EQ(hear(false), 400U);
    EXPECT_EQ(hear(false), 400U);
    EXPECT_EQ(hear(false), 429U);
    EXPECT_EQ(hear(false, "203.0.113.10"), 400U);
    EXPECT_TRUE(with.ask({"POST", "/v1/gateways/stripe/webhook", "", "{}"}).headers.contains("Retry-After"));
}

TEST_F(forged_webhooks, take_nothing_from_genuine_ones_nor_from_tokens)
{
    const std::string customer = with.token(role::customer, with.account("Own"));
    for (int i = 0; i < 10; ++i) (void)hear(false);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(hear(true), 200U) << "from the same address, as behind a proxy";
    EXPECT_EQ(with.get("/v1/payments", customer).status, 200U) << "a token that was never seen before";
}

TEST_F(forged_webhooks, are_not_read_when_they_are_large)
{
    EXPECT_EQ(hear(true, "203.0.113.9", std::string(262'145, ' ')), 413U);
    EXPECT_EQ(hear(false, "203.0.113.9", std::string(262'145, ' ')), 413U);
    EXPECT_EQ(hear(false, "203.0.113.9", std::string(262'145, ' ')), 429U);
}

}  // namespace
}  // namespace offlist::test
