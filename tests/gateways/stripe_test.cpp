// What Stripe is asked, and what its answers come to.
#include "gateways/gateway_fixture.hpp"

namespace offlist::test {
namespace {

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

json list(const json& data, bool more = false)
{
    return {{"object", "list"}, {"data", data}, {"has_more", more}};
}

json stripe_dispute(const std::string& id, const std::string& status)
{
    return {{"id", id}, {"status", status}, {"amount", 3763}, {"currency", "usd"}, {"payment_intent", "pi_1"}};
}

json stripe_refund(const std::string& id, const json& status, std::int64_t cents)
{
    return {{"id", id}, {"status", status}, {"amount", cents}, {"currency", "usd"}, {"payment_intent", "pi_1"}};
}

json paid_session()
{
    json s = session("complete", "paid");
    s["payment_intent"] = "pi_1";
    return s;
}

TEST_F(gateway_tests, stripe_is_told_that_a_session_is_not_to_be_paid)
{
    answer("/v1/checkout/sessions/cs_1/expire", 200, session("expired", "unpaid"));
    answer("/v1/checkout/sessions/cs_1", 200, session("expired", "unpaid"));
    const auto closed = run(cards.close("cs_1"));
    ASSERT_TRUE(closed) << closed.error().what;
    EXPECT_EQ(closed->state, payment_state::expired);
    EXPECT_EQ(sender.sent.at(0).method, "POST");
    answers.clear();
    answer("/v1/checkout/sessions/cs_1/expire", 400, json::object());
    answer("/v1/checkout/sessions/cs_1", 200, session("complete", "paid"));
    EXPECT_EQ(run(cards.close("cs_1"))->state, payment_state::settled) << "it was paid a moment before";
    answers.clear();
    answer("/v1/checkout/sessions/cs_1/expire", 500, json::object());
    EXPECT_EQ(run(cards.close("cs_1")).error().why, gateway_fault::unknown);
}

TEST_F(gateway_tests, stripe_disputes_and_refunds_find_their_session)
{
    answer("/v1/disputes/dp_1", 200, stripe_dispute("dp_1", "lost"));
    answer("/v1/checkout/sessions?limit=1&payment_intent=pi_1", 200, list(json::array({paid_session()})));
    answer("/v1/refunds?limit=100&payment_intent=pi_1", 200, list(json::array()));
    answer("/v1/disputes?limit=100&payment_intent=pi_1", 200, list(json::array({stripe_dispute("dp_1", "lost")})));
    for (const auto& [about, dispute] : {std::pair{"", "dp_1"}, std::pair{"pi_1", ""}}) {
        const auto seen = run(cards.read(about, dispute));
        ASSERT_TRUE(seen) << seen.error().what;
        EXPECT_EQ(seen->external_id, "cs_1");
        EXPECT_FALSE(seen->unread);
        EXPECT_THAT(seen->claims,
                    testing::ElementsAre(claim_report{"dp_1", claim_kind::dispute, claim_state::taken, {3763, usd}}));
    }
}

TEST_F(gateway_tests, stripe_tells_all_claims_of_a_payment_page_by_page)
{
    answer("/v1/checkout/sessions/cs_1", 200, paid_session());
    answer("/v1/refunds?limit=100&payment_intent=pi_1", 200,
           list(json::array({stripe_refund("re_1", "succeeded", 100), stripe_refund("re_2", "pending", 200)}), true));
    answer("/v1/refunds?limit=100&payment_intent=pi_1&starting_after=re_2", 200,
           list(json::array({stripe_refund("re_3", "failed", 300), stripe_refund("re_4", "canceled", 400),
                             stripe_refund("re_5", nullptr, 500), stripe_refund("re_6", "requires_action", 600)})));
    // in the currency that Stripe settles in, which need not be the payment's
    const auto settled_early = [](const char* id, const std::vector<std::int64_t>& moved, const char* in) {
        json d = stripe_dispute(id, "prevented");
        d["balance_transactions"] = json::array();
        for (const std::int64_t cents : moved)
            d["balance_transactions"].push_back({{"amount", cents}, {"currency", in}});
        return d;
    };
    answer("/v1/disputes?limit=100&payment_intent=pi_1", 200,
           list(json::array({stripe_dispute("dp_1", "won"), stripe_dispute("dp_2", "needs_response"),
                             stripe_dispute("dp_3", "under_review"), stripe_dispute("dp_4", "warning_closed"),
                             settled_early("dp_5", {}, ""), settled_early("dp_6", {-3763}, "usd"),
                             stripe_dispute("dp_7", "a new word"), settled_early("dp_8", {-3421}, "eur"),
                             settled_early("dp_9", {-3421, 3421}, "eur")})));
    const auto seen = run(cards.read("cs_1", ""));
    ASSERT_TRUE(seen) << seen.error().what;
    using enum claim_state;
    const auto refund = [](const char* id, claim_state s, std::int64_t cents) {
        return claim_report{id, claim_kind::refund, s, {cents, usd}};
    };
    const auto dispute = [](const char* id, claim_state s) {
        return claim_report{id, claim_kind::dispute, s, {3763, usd}};
    };
    EXPECT_THAT(seen->claims,
                testing::ElementsAre(
                    refund("re_1", taken, 100), refund("re_2", open, 200), refund("re_3", returned, 300),
                    refund("re_4", returned, 400), refund("re_5", open, 500), refund("re_6", open, 600),
                    dispute("dp_1", returned), dispute("dp_2", open), dispute("dp_3", open), dispute("dp_5", prevented),
                    dispute("dp_6", taken), dispute("dp_7", open), dispute("dp_8", taken), dispute("dp_9", returned)));
}

TEST_F(gateway_tests, stripe_tells_the_money_when_its_key_may_not_read_claims)
{
    answer("/v1/checkout/sessions/cs_1", 200, paid_session());
    answer("/v1/refunds?limit=100&payment_intent=pi_1", 403, json::object());
    answer("/v1/disputes?limit=100&payment_intent=pi_1", 200, list(json::array({stripe_dispute("dp_1", "won")})));
    const auto seen = run(cards.read("cs_1", ""));
    ASSERT_TRUE(seen) << seen.error().what;
    EXPECT_EQ(seen->paid.cents, 3763);
    EXPECT_EQ(seen->claims.size(), 1U);
    ASSERT_TRUE(seen->unread);
    EXPECT_EQ(seen->unread->why, gateway_fault::refused);
}

TEST_F(gateway_tests, what_else_is_sold_through_the_account_of_stripe_is_not_ours)
{
    for (const json& metadata : {json::object(), json{{"payment", "4711"}}, json{{"payment", "pay_12"}},
                                 json{{"payment", "pay_x_9f86d081884c7d65"}}}) {
        answers.clear();
        json other = paid_session();
        other["metadata"] = metadata;
        answer("/v1/checkout/sessions/cs_1", 200, other);
        EXPECT_EQ(run(cards.read("cs_1", "")).error().why, gateway_fault::not_there) << metadata;
    }
}

TEST_F(gateway_tests, a_dispute_of_a_charge_without_payment_intent_is_about_no_session)
{
    answer("/v1/checkout/sessions?limit=1&payment_intent=", 400, json::object());
    for (const json& intent : {json(nullptr), json("")}) {
        answers.resize(1);
        json dispute = stripe_dispute("dp_1", "lost");
        dispute["payment_intent"] = intent;
        answer("/v1/disputes/dp_1", 200, dispute);
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
    for (const std::string object : {"charge", "refund"})
        EXPECT_EQ(deliver(R"({"id":"evt_4","type":"charge.refunded","data":{"object":{"object":")" + object +
                          R"(","id":"x_1","payment_intent":"pi_1"}}})")
                      ->external_id,
                  "pi_1");
    EXPECT_TRUE(deliver(R"({"id":"evt_3","type":"customer.created","data":{"object":{"object":"customer"}}})")
                    ->external_id.empty());
    for (const std::string body : {"", "[]", "7", "{", R"({"id":7,"type":"x"})", R"({"id":"evt_1"})"})
        EXPECT_EQ(deliver(body).error(), refused_webhook::unreadable) << body;
}

TEST_F(gateway_tests, stripe_tells_what_came_since_and_leaves_out_what_is_not_ours)
{
    json unpaid = session("open", "unpaid");
    json other = paid_session();
    other["metadata"] = {{"payment", "of another shop"}};
    answer("/v1/checkout/sessions?limit=100&created%5Bgte%5D=1699913600", 200,
           list(json::array({paid_session(), unpaid, other})));
    answer("/v1/refunds?limit=100&created%5Bgte%5D=1699740800", 200,
           list(json::array({stripe_refund("re_1", "succeeded", 100)})));
    answer("/v1/disputes?limit=100&created%5Bgte%5D=1699740800", 200,
           list(json::array({stripe_dispute("dp_1", "lost")})));
    const auto told = await(io, cards.news(now, std::nullopt));
    ASSERT_TRUE(told) << told.error().what;
    EXPECT_TRUE(told->listed);
    ASSERT_EQ(told->payments.size(), 1U);
    EXPECT_EQ(told->payments[0].external_id, "cs_1");
    EXPECT_EQ(told->payments[0].paid.cents, 3763);
    EXPECT_THAT(told->to_ask, testing::ElementsAre("pi_1", "pi_1"));
    answers.erase(answers.begin() + 2);
    EXPECT_FALSE(await(io, cards.news(now, std::nullopt))) << "half of it is nothing";
    sender.sent.clear();
    (void)await(io, cards.news(now, now + std::chrono::hours(1)));
    EXPECT_THAT(sender.sent.at(0).url, testing::EndsWith("&created%5Bgte%5D=1699913600&created%5Blt%5D=1700003600"));
}

TEST_F(gateway_tests, stripe_lists_are_told_to_their_end_and_past_what_cannot_be_read)
{
    json unreadable = paid_session();
    unreadable["amount_total"] = "a lot";
    json foreign = unreadable;
    foreign["metadata"] = json::object();
    json ours = unreadable;
    ours["id"] = "cs_2";
    int page = 0;
    sender.answers = [&](const outbound::http_request& r) -> outbound::http_result {
        if (r.url.find("/v1/checkout/sessions?") == std::string::npos) return said(200, list(json::array()).dump());
        foreign["id"] = "cs_f" + std::to_string(++page);
        if (page <= 150) return said(200, list(json::array({foreign}), true).dump());
        return said(200, list(json::array({ours, paid_session()})).dump());
    };
    const auto told = await(io, cards.news(now, std::nullopt));
    ASSERT_TRUE(told) << told.error().what;
    ASSERT_EQ(told->payments.size(), 1U);
    EXPECT_EQ(told->payments[0].external_id, "cs_1");
    ASSERT_EQ(told->unreadable.size(), 1U);
    EXPECT_EQ(told->unreadable[0].external_id, "cs_2");
    EXPECT_EQ(page, 151);
    sender.sent.clear();
    sender.answers = [&](const outbound::http_request&) -> outbound::http_result {
        return said(200, list(json::array({foreign}), true).dump());
    };
    EXPECT_EQ(await(io, cards.news(now, std::nullopt)).error().why, gateway_fault::unclear) << "it never ends";
    EXPECT_EQ(sender.sent.size(), 2U);
}

}  // namespace
}  // namespace offlist::test
