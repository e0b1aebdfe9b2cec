// What the gateways are asked, and what their answers come to.
#include <gmock/gmock.h>

#include <gateways/bitpay.hpp>
#include <gateways/btcpay.hpp>
#include <gateways/fake_sender.hpp>
#include <gateways/signature.hpp>
#include <gateways/stripe.hpp>
#include <nlohmann/json.hpp>
#include <support/await.hpp>

namespace offlist::test {
namespace {

using namespace gateways;
using testing::HasSubstr;
using json = nlohmann::json;

constexpr currency usd{{'U', 'S', 'D'}};
constexpr std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};

class fixed_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
    std::chrono::system_clock::time_point at = test::now;
};

constexpr const char* reference = "pay_12_9f86d081884c7d65";

payment wanted(payment_method m)
{
    payment p;
    p.id = 12;
    p.nonce = "9f86d081884c7d65";
    p.account = 3;
    p.method = m;
    p.amount = {3500, usd};
    p.surcharge = m == payment_method::card ? 263 : 0;
    p.created_at = now;
    return p;
}

class gateway_tests : public testing::Test {
protected:
    gateway_answer run(boost::asio::awaitable<gateway_answer> work) { return await(io, std::move(work)); }
    // The answers to GET and POST by what the URL ends with.
    void answer(std::string tail, unsigned status, const json& body)
    {
        answers.emplace_back(std::move(tail), said(status, body.dump()));
        sender.answers = [this](const outbound::http_request& r) -> outbound::http_result {
            for (const auto& [end, what] : answers)
                if (r.url.ends_with(end)) return what;
            return outbound::http_result(said(404, "{}"));
        };
    }

    boost::asio::io_context io;
    fixed_clock time;
    std::vector<std::pair<std::string, outbound::http_result>> answers;
    fake_sender sender;
    stripe cards{{.url = "https://stripe.test",
                  .secret_key = "sk_test_1",
                  .webhook_secret = "whsec_test_secret",
                  .return_url = "https://shop.test/"},
                 sender,
                 time};
    btcpay coins{{.url = "https://btcpay.test",
                  .store = "S1",
                  .api_key = "key",
                  .webhook_secret = "btcpay_secret",
                  .return_url = "https://shop.test/"},
                 sender};
    bitpay cash{{.url = "https://bitpay.test",
                 .token = "pos",
                 .webhook_secret = "ours",
                 .webhook_url = "https://shop.test/v1/gateways/bitpay/webhook",
                 .return_url = "https://shop.test/"},
                sender};
};

json session(const std::string& status, const std::string& paid)
{
    return {{"id", "cs_1"},
            {"client_reference_id", "what whoever pays wrote into a link"},
            {"metadata", {{"payment", reference}}},
            {"status", status},
            {"payment_status", paid},
            {"amount_total", 3763},
            {"currency", "usd"},
            {"url", "https://c.test/cs_1"},
            {"expires_at", 1'700'005'400}};
}

TEST_F(gateway_tests, stripe_is_asked_for_a_session_with_the_surcharge_on_its_own_line)
{
    answer("/v1/checkout/sessions", 200, session("open", "unpaid"));
    const auto made = run(cards.create(wanted(payment_method::card), false));
    ASSERT_TRUE(made) << made.error().what;
    EXPECT_EQ(made->external_id, "cs_1");
    EXPECT_EQ(made->checkout_url, "https://c.test/cs_1");
    EXPECT_EQ(made->state, payment_state::pending);
    const auto sent = sender.sent.at(0);  // a copy: more will be sent
    EXPECT_EQ(sent.method, "POST");
    EXPECT_THAT(sent.headers, testing::Contains(testing::Pair("Idempotency-Key", "offlist-pay_12_9f86d081884c7d65")));
    EXPECT_THAT(sent.secrets, testing::ElementsAre(testing::Pair("Authorization", "Bearer sk_test_1")));
    for (const char* part : {"mode=payment", "metadata%5Bpayment%5D=pay_12_9f86d081884c7d65",
                             "line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=3500",
                             "line_items%5B1%5D%5Bprice_data%5D%5Bunit_amount%5D=263", "currency%5D=usd",
                             "expires_at=1700005400", "adaptive_pricing%5Benabled%5D=false"})
        EXPECT_THAT(sent.body, HasSubstr(part));
    // Once more, the same to the octet: Stripe refuses a key with other parameters.
    (void)run(cards.create(wanted(payment_method::card), true));
    EXPECT_EQ(sender.sent.at(1).body, sent.body);
    time.at += std::chrono::hours(24);
    EXPECT_EQ(run(cards.create(wanted(payment_method::card), true)).error().why, gateway_fault::refused);
    EXPECT_EQ(sender.sent.size(), 2U);
}

TEST_F(gateway_tests, stripe_sessions_come_to_states)
{
    struct expected {
        const char* status;
        const char* paid;
        payment_state state;
        std::int64_t cents;
    };
    for (const expected& e : {expected{"open", "unpaid", payment_state::pending, 0},
                              expected{"complete", "unpaid", payment_state::pending, 0},
                              expected{"complete", "paid", payment_state::settled, 3763},
                              expected{"expired", "unpaid", payment_state::expired, 0}}) {
        answers.clear();
        answer("/v1/checkout/sessions/cs_1", 200, session(e.status, e.paid));
        const auto seen = run(cards.read("cs_1", ""));
        ASSERT_TRUE(seen);
        EXPECT_EQ(seen->state, e.state) << e.status << e.paid;
        EXPECT_EQ(seen->paid.cents, e.cents);
        EXPECT_EQ(seen->order, reference);
    }
}

TEST_F(gateway_tests, stripe_disputes_find_their_session)
{
    answer("/v1/disputes/dp_1", 200,
           {{"id", "dp_1"}, {"status", "lost"}, {"amount", 3763}, {"currency", "usd"}, {"payment_intent", "pi_1"}});
    answer("/v1/checkout/sessions?limit=1&payment_intent=pi_1", 200,
           {{"data", json::array({session("complete", "paid")})}});
    const auto seen = run(cards.read("", "dp_1"));
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_EQ(seen->external_id, "cs_1");
    ASSERT_TRUE(seen->dispute);
    EXPECT_EQ(*seen->dispute, (dispute_report{"dp_1", dispute_state::lost, {3763, usd}}));
}

TEST_F(gateway_tests, a_dispute_of_a_charge_without_payment_intent_is_about_no_session)
{
    answer("/v1/checkout/sessions?limit=1&payment_intent=", 400, json::object());
    for (const json& intent : {json(nullptr), json("")}) {
        answers.resize(1);
        answer("/v1/disputes/dp_1", 200,
               {{"id", "dp_1"}, {"status", "lost"}, {"amount", 3763}, {"currency", "usd"}, {"payment_intent", intent}});
        EXPECT_EQ(run(cards.read("", "dp_1")).error().why, gateway_fault::not_there);
    }
}

TEST_F(gateway_tests, stripe_webhooks_name_sessions_and_disputes)
{
    const auto deliver = [this](const std::string& body) {
        webhook_delivery d;
        d.body = body;
        d.at = now;
        d.headers = {{"stripe-signature", "t=1700000000,v1=" + hmac_sha256("whsec_test_secret", "1700000000." + body)}};
        return cards.verified(d);
    };
    const auto settled = deliver(
        R"({"id":"evt_1","type":"checkout.session.completed","data":{"object":{"object":"checkout.session","id":"cs_1"}}})");
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->delivery, "evt_1");
    EXPECT_EQ(settled->external_id, "cs_1");
    const auto dispute =
        deliver(R"({"id":"evt_2","type":"charge.dispute.created","data":{"object":{"object":"dispute","id":"dp_1"}}})");
    ASSERT_TRUE(dispute);
    EXPECT_EQ(dispute->dispute, "dp_1");
    EXPECT_TRUE(deliver(R"({"id":"evt_3","type":"customer.created","data":{"object":{"object":"customer"}}})")
                    ->external_id.empty());
    for (const std::string body : {"", "[]", "7", "{", R"({"id":7,"type":"x"})", R"({"id":"evt_1"})"})
        EXPECT_EQ(deliver(body).error(), refused_webhook::unreadable) << body;
}

json invoice(const std::string& status, const std::string& additional, const std::string& paid)
{
    return {{"id", "inv1"},
            {"metadata", {{"orderId", reference}}},
            {"status", status},
            {"additionalStatus", additional},
            {"amount", "35.00"},
            {"paidAmount", paid},
            {"currency", "USD"},
            {"checkoutLink", "https://b.test/i"},
            {"expirationTime", 1'700'003'600}};
}

TEST_F(gateway_tests, btcpay_is_asked_for_an_invoice_and_after_an_unknown_outcome_whether_it_has_one)
{
    answer("/invoices", 200, invoice("New", "None", "0"));
    const auto made = run(coins.create(wanted(payment_method::ltc), false));
    ASSERT_TRUE(made);
    const json body = json::parse(sender.sent.at(0).body);
    EXPECT_EQ(body["amount"], "35.00");
    EXPECT_EQ(body["metadata"]["orderId"], reference);
    EXPECT_EQ(body["checkout"]["paymentMethods"], json::array({"LTC-CHAIN"}));
    EXPECT_THAT(sender.sent.at(0).secrets, testing::ElementsAre(testing::Pair("Authorization", "token key")));

    sender.sent.clear();
    const std::string listed = "/invoices?orderId=pay_12_9f86d081884c7d65";
    answer(listed, 200, json::array({invoice("New", "None", "0")}));
    ASSERT_TRUE(run(coins.create(wanted(payment_method::ltc), true)));
    ASSERT_EQ(sender.sent.size(), 1U) << "found, so not made again";
    EXPECT_EQ(sender.sent.at(0).method, "GET");

    // Others with the same number, or for other money, are not the one that was made.
    json other = invoice("Settled", "None", "100.00");
    other["metadata"]["orderId"] = "pay_12";
    json dearer = invoice("New", "None", "0");
    dearer["amount"] = "36.00";
    json abroad = invoice("New", "None", "0");
    abroad["currency"] = "EUR";
    json right = invoice("New", "None", "0");
    right["id"] = "inv2";
    answers.clear();
    answer(listed, 200, json::array({other, dearer, abroad, right}));
    answer("/invoices", 200, invoice("New", "None", "0"));
    EXPECT_EQ(run(coins.create(wanted(payment_method::ltc), true))->external_id, "inv2");
    answers.erase(answers.begin());
    answer(listed, 200, json::array({other, dearer, abroad}));
    sender.sent.clear();
    EXPECT_EQ(run(coins.create(wanted(payment_method::ltc), true))->external_id, "inv1");
    EXPECT_EQ(sender.sent.back().method, "POST") << "none of them, so made again";
}

TEST_F(gateway_tests, btcpay_invoices_come_to_states)
{
    struct expected {
        const char* status;
        const char* additional;
        const char* paid;
        payment_state state;
        std::int64_t cents;
    };
    const json confirmed =
        json::array({{{"payments", json::array({{{"id", "tx-0"}, {"status", "Settled"}, {"value", "0.001"}}})}}});
    const json unconfirmed =
        json::array({{{"payments", json::array({{{"id", "tx-0"}, {"status", "Processing"}, {"value", "0.001"}}})}}});
    for (const expected& e : {expected{"New", "None", "0", payment_state::pending, 0},
                              expected{"New", "PaidPartial", "12", payment_state::pending, 0},
                              expected{"Processing", "None", "35", payment_state::pending, 0},
                              expected{"Settled", "None", "35.00", payment_state::settled, 3500},
                              expected{"Settled", "PaidOver", "41.239", payment_state::settled, 4123},
                              expected{"Expired", "None", "0", payment_state::expired, 0},
                              expected{"Expired", "PaidPartial", "12.5", payment_state::partial, 1250},
                              expected{"Expired", "PaidLate", "35", payment_state::late, 3500},
                              expected{"Settled", "None", "34.999999", payment_state::settled, 3500},
                              expected{"Settled", "Marked", "34.999999", payment_state::settled, 3499},
                              expected{"Settled", "None", "34.98", payment_state::settled, 3498},
                              expected{"Invalid", "None", "0", payment_state::invalid, 0},
                              expected{"Invalid", "Marked", "0", payment_state::invalid, 0},
                              expected{"Invalid", "None", "35", payment_state::late, 3500}}) {
        answers.clear();
        answer("/payment-methods", 200, confirmed);
        answer("/invoices/inv1", 200, invoice(e.status, e.additional, e.paid));
        const auto seen = run(coins.read("inv1", ""));
        ASSERT_TRUE(seen) << e.status << e.additional;
        EXPECT_EQ(seen->state, e.state) << e.status << e.additional;
        EXPECT_EQ(seen->paid.cents, e.cents) << e.status << e.additional;
    }
    answers.clear();
    answer("/payment-methods", 200, unconfirmed);
    answer("/invoices/inv1", 200, invoice("Expired", "PaidLate", "35"));
    const auto seen = run(coins.read("inv1", ""));
    EXPECT_EQ(seen->state, payment_state::pending) << "the chain has not confirmed it";
    EXPECT_EQ(seen->paid.cents, 0);
}

TEST_F(gateway_tests, btcpay_money_that_the_chain_has_not_confirmed_is_none)
{
    const json good = {{"id", "tx-0"}, {"status", "Settled"}, {"value", "0.001"}};
    const auto with = [&](const json& second) {
        return json::array({{{"payments", json::array({good})}}, {{"payments", json::array({second})}}});
    };
    const json doubtful[] = {with({{"id", "tx-1"}, {"status", "Processing"}}),
                             with({{"id", "tx-1"}, {"status", "Invalid"}}),
                             with({{"id", "tx-1"}, {"status", "Confirmed, nearly"}}),
                             with({{"id", "tx-1"}, {"status", 1}}),
                             with({{"id", "tx-1"}}),
                             with(nullptr),
                             json::array({{{"payments", json::array({good})}}, {{"payments", nullptr}}}),
                             json::array({{{"payments", json::array({good})}}, json::object()}),
                             json::array({{{"payments", json::array()}}}),
                             json::array(),
                             json::object()};
    const auto seen = [&](const json& methods, const char* status, const char* additional, const char* paid) {
        answers.clear();
        answer("/payment-methods", 200, methods);
        answer("/invoices/inv1", 200, invoice(status, additional, paid));
        return run(coins.read("inv1", "")).value();
    };
    for (const json& methods : doubtful) {
        // a second, replaceable transaction of $10,000 to the same address
        const auto over = seen(methods, "Settled", "PaidOver", "10035.00");
        EXPECT_EQ(over.state, payment_state::settled) << methods;
        EXPECT_EQ(over.paid.cents, 3500) << methods;
        for (const auto& [status, additional] :
             {std::pair{"Settled", "Marked"}, std::pair{"Invalid", "None"}, std::pair{"Expired", "PaidLate"},
              std::pair{"Expired", "PaidPartial"}, std::pair{"Expired", "PaidOver"}}) {
            const auto none = seen(methods, status, additional, "35.00");
            EXPECT_EQ(none.state, payment_state::pending) << status << additional << methods;
            EXPECT_EQ(none.paid.cents, 0) << status << additional << methods;
        }
    }
    EXPECT_EQ(seen(with(good), "Settled", "PaidOver", "10035.00").paid.cents, 1'003'500);
    answers.erase(answers.begin());
    EXPECT_FALSE(run(coins.read("inv1", ""))) << "who cannot be asked about what is over is asked again";
}

TEST_F(gateway_tests, bitpay_finds_only_the_invoice_that_was_made_for_the_payment)
{
    const json right = {{"id", "B1"}, {"orderId", reference}, {"status", "new"}, {"price", 35}, {"currency", "USD"}};
    const std::string guid = "/invoices/guid/offlist-pay_12_9f86d081884c7d65?token=pos";
    answer(guid, 200, {{"data", right}});
    EXPECT_EQ(run(cash.create(wanted(payment_method::bch), true))->external_id, "B1");
    for (const auto& [field, value] :
         {std::pair{"orderId", json("pay_12")}, std::pair{"price", json(36)}, std::pair{"currency", json("EUR")}}) {
        json other = right;
        other[field] = value;
        answers.clear();
        answer(guid, 200, {{"data", other}});
        EXPECT_EQ(run(cash.create(wanted(payment_method::bch), true)).error().why, gateway_fault::refused) << field;
    }
}

TEST_F(gateway_tests, bitpay_is_asked_for_bch_and_told_where_to_with_a_key)
{
    const json made_one = {{"data",
                            {{"id", "B1"},
                             {"orderId", reference},
                             {"status", "new"},
                             {"price", 35},
                             {"currency", "USD"},
                             {"url", "https://p.test/B1"},
                             {"expirationTime", 1'700'000'900'000}}}};
    answer("/invoices", 200, made_one);
    ASSERT_TRUE(run(cash.create(wanted(payment_method::bch), false)));
    const json body = json::parse(sender.sent.at(0).body);
    EXPECT_EQ(body["price"].dump(), "35.0");
    EXPECT_EQ(body["paymentCurrencies"], json::array({"BCH"}));
    EXPECT_EQ(body["notificationURL"], cash.notification_url(reference));

    const std::string& url = cash.notification_url(reference);
    webhook_delivery d;
    d.query = {{"payment", reference}, {"key", url.substr(url.rfind('=') + 1)}};
    d.body = R"({"id":"B1","status":"confirmed"})";
    const auto hint = cash.verified(d);
    ASSERT_TRUE(hint);
    EXPECT_EQ(hint->external_id, "B1");
    d.query[0].second = "pay_13";
    EXPECT_EQ(cash.verified(d).error(), refused_webhook::wrong_signature);
    d.query.clear();
    EXPECT_EQ(cash.verified(d).error(), refused_webhook::unsigned_one);
}

TEST_F(gateway_tests, bitpay_invoices_come_to_states)
{
    for (const auto& [status, state, cents] :
         {std::tuple{"new", payment_state::pending, 0}, std::tuple{"paid", payment_state::pending, 0},
          std::tuple{"confirmed", payment_state::settled, 3507}, std::tuple{"complete", payment_state::settled, 3507},
          std::tuple{"expired", payment_state::expired, 0}, std::tuple{"invalid", payment_state::invalid, 0}}) {
        answers.clear();
        answer("/invoices/B1?token=pos", 200,
               {{"data", {{"id", "B1"}, {"status", status}, {"price", 35.07}, {"currency", "USD"}}}});
        const auto seen = run(cash.read("B1", ""));
        ASSERT_TRUE(seen);
        EXPECT_EQ(seen->state, state) << status;
        EXPECT_EQ(seen->paid.cents, cents) << status;
    }
}

TEST_F(gateway_tests, failures_say_whether_asking_again_is_safe)
{
    using outbound::failed_by;
    const auto why = [this](outbound::http_result said) {
        sender.answers = [said](const outbound::http_request&) { return said; };
        return run(coins.create(wanted(payment_method::btc), false)).error().why;
    };
    EXPECT_EQ(why(outbound::transfer_failure{failed_by::no_connection, false, "x"}), gateway_fault::unavailable);
    EXPECT_EQ(why(outbound::transfer_failure{failed_by::timeout, true, "x"}), gateway_fault::unknown);
    EXPECT_EQ(why(said(500, "{}")), gateway_fault::unknown);
    EXPECT_EQ(why(said(429, "{}")), gateway_fault::unavailable);
    for (const unsigned status : {400U, 401U, 403U}) EXPECT_EQ(why(said(status, "{}")), gateway_fault::refused);
    for (const unsigned status : {301U, 408U, 409U}) EXPECT_EQ(why(said(status, "{}")), gateway_fault::unclear);
    EXPECT_EQ(why(said(200, "no json")), gateway_fault::unclear);
    EXPECT_EQ(why(said(200, "{}")), gateway_fault::unclear);
}

TEST(gateway_failures, only_who_answers_nothing_is_silent)
{
    for (const auto why : {gateway_fault::unavailable, gateway_fault::unknown}) EXPECT_TRUE(silent({why, ""}));
    for (const auto why : {gateway_fault::refused, gateway_fault::unclear, gateway_fault::not_there})
        EXPECT_FALSE(silent({why, ""}));
}

TEST_F(gateway_tests, no_failure_holds_a_secret)
{
    for (const auto& said : {outbound::http_result(said(500, "sk_test_1 key pos whsec_test_secret")),
                             outbound::http_result(said(200, "sk_test_1"))}) {
        sender.answers = [said](const outbound::http_request&) { return said; };
        for (payment_gateway* g : std::initializer_list<payment_gateway*>{&cards, &coins, &cash}) {
            const auto failed = run(g->read("x", ""));
            ASSERT_FALSE(failed);
            for (const char* secret : {"sk_test_1", "whsec_test_secret", "btcpay_secret"})
                EXPECT_THAT(failed.error().what, testing::Not(HasSubstr(secret)));
        }
    }
}

TEST(decimals, become_cents_rounded_down)
{
    EXPECT_EQ(cents_of(json("35")), 3500);
    EXPECT_EQ(cents_of(json("35.1")), 3510);
    EXPECT_EQ(cents_of(json("34.999")), 3499);
    EXPECT_EQ(cents_of(json("0.00000001")), 0);
    EXPECT_EQ(cents_of(json(35)), 3500);
    EXPECT_EQ(cents_of(json(35.07)), 3507);
    EXPECT_EQ(cents_of(json(1.15)), 115);
    for (const json& bad : {json("-1"), json(-1), json(1e300), json("1e2"), json(""), json("."), json("1."),
                            json(nullptr), json("99999999999999999999"), json::array()})
        EXPECT_EQ(cents_of(bad), std::nullopt) << bad.dump();
    EXPECT_EQ(decimal_of(3763), "37.63");
    EXPECT_EQ(decimal_of(5), "0.05");
}

}  // namespace
}  // namespace offlist::test
