// What the gateways are asked, and what their answers come to.
#include "gateways/gateway_fixture.hpp"

namespace offlist::test {
namespace {

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

TEST_F(gateway_tests, btcpay_tells_what_came_since_page_by_page_and_bitpay_cannot)
{
    json page = json::array();
    for (int i = 0; i < 100; ++i) page.push_back(invoice(i == 7 ? "Settled" : "New", "None", i == 7 ? "35.00" : "0"));
    answer("/invoices?startDate=1699308800&take=100&skip=0", 200, page);
    answer("/invoices?startDate=1699308800&take=100&skip=100", 200,
           json::array({invoice("Expired", "PaidPartial", "10.00")}));
    answer("/invoices/inv1/payment-methods", 200,
           json::array({{{"payments", json::array({{{"status", "Settled"}}})}}}));
    const auto told = await(io, coins.news(now, std::nullopt));
    ASSERT_TRUE(told) << told.error().what;
    ASSERT_EQ(told->payments.size(), 2U);
    EXPECT_EQ(told->payments[0].paid.cents, 3500);
    EXPECT_EQ(told->payments[1].paid.cents, 1000);
    EXPECT_FALSE(await(io, cash.news(now, std::nullopt))->listed);
    sender.sent.clear();
    (void)await(io, coins.news(now, now));
    EXPECT_THAT(sender.sent.at(0).url, testing::EndsWith("?startDate=1699308800&endDate=1700000000&take=100&skip=0"));
}

TEST_F(gateway_tests, btcpay_tells_what_comes_behind_an_invoice_that_cannot_be_read)
{
    json foreign = invoice("Settled", "None", "35.00");
    foreign["currency"] = "SATS";
    json ours = foreign;
    ours["id"] = "inv2";
    foreign["metadata"]["orderId"] = "shop-1";
    answer("&skip=0", 200, json::array({foreign, ours, invoice("Settled", "None", "35.00")}));
    const auto told = await(io, coins.news(now, std::nullopt));
    ASSERT_TRUE(told) << told.error().what;
    ASSERT_EQ(told->payments.size(), 1U);
    EXPECT_EQ(told->payments[0].external_id, "inv1");
    ASSERT_EQ(told->unreadable.size(), 1U);
    EXPECT_EQ(told->unreadable[0].external_id, "inv2");
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

TEST_F(gateway_tests, btcpay_is_told_that_an_invoice_is_not_to_be_paid)
{
    answer("/invoices/inv1/status", 200, invoice("Invalid", "Marked", "0"));
    answer("/invoices/inv1", 200, invoice("Invalid", "Marked", "0"));
    EXPECT_EQ(run(coins.close("inv1"))->state, payment_state::invalid);
    EXPECT_EQ(sender.sent.at(0).body, R"({"status":"Invalid"})");
    answers.clear();
    answer("/invoices/inv1/status", 422, json::object());
    answer("/invoices/inv1", 200, invoice("Settled", "None", "35.00"));
    EXPECT_EQ(run(coins.close("inv1"))->state, payment_state::settled) << "it was paid a moment before";
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
