// Orders, tasks and funds over REST: who may do what, what it costs, and that it is done once.
#include <gmock/gmock.h>

#include <delisting/job.hpp>
#include <store/delistings/delisting_table.hpp>

#include "api/shop.hpp"

namespace offlist::test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

const nlohmann::json fee = {{"amount", 3500}, {"currency", "USD"}};

nlohmann::json dollars(std::int64_t cents)
{
    return {{"amount", cents}, {"currency", "USD"}};
}

using delistings_test = shop;

}  // namespace

TEST_F(delistings_test, an_order_with_funds_is_held_at_the_price_of_the_book)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 5000);
    const answered a = order("192.0.2.7");
    ASSERT_EQ(a.status, 201U) << a.text;
    const auto made = a.json();
    EXPECT_EQ(a.headers.at("Location"), "/v1/delistings/" + made.at("id").get<std::string>());
    EXPECT_EQ(made.at("state"), "held");
    EXPECT_EQ(made.at("fee"), fee);
    EXPECT_EQ(made.at("to_pay"), dollars(0));
    EXPECT_EQ(made.at("url"), "https://alpha.example/remove?ip=192.0.2.7");
    EXPECT_EQ(funds(own), funds_with(dollars(1500), fee));
    expect_balanced();
}

TEST_F(delistings_test, books_that_do_not_balance_stop_new_orders)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 5000);
    with.program.unbalanced = true;
    const answered a = order("192.0.2.7");
    EXPECT_EQ(a.status, 503U);
    EXPECT_EQ(a.problem(), "books-do-not-balance");
    EXPECT_TRUE(a.headers.contains("Retry-After"));
    EXPECT_TRUE(with.get("/v1/delistings", customer).json().at("items").empty());
    EXPECT_EQ(funds(own).at("balance"), dollars(5000));
    with.program.unbalanced = false;
    EXPECT_EQ(order("192.0.2.7").status, 201U);
}

TEST_F(delistings_test, an_order_without_funds_waits_and_says_what_to_pay)
{
    listed(own, "192.0.2.7", "alpha");
    listed(own, "192.0.2.8", "alpha");
    credit(own, 1000);
    const answered first = order("192.0.2.7");
    ASSERT_EQ(first.status, 201U) << first.text;
    EXPECT_EQ(first.json().at("state"), "awaiting_funds");
    EXPECT_EQ(first.json().at("to_pay"), dollars(2500));
    EXPECT_EQ(order("192.0.2.8").json().at("to_pay"), dollars(6000)) << "the one before it comes first";
    EXPECT_EQ(with.get("/v1/tasks", staff).json().at("items").size(), 0U);
    credit(own, 2500);
    const std::string id = first.json().at("id");
    const auto now = with.get("/v1/delistings/" + id, customer).json();
    EXPECT_EQ(now.at("state"), "held");
    EXPECT_EQ(now.at("to_pay"), dollars(0));
    expect_balanced();
}

TEST_F(delistings_test, the_fee_is_that_of_the_moment_of_the_order)
{
    listed(own, "192.0.2.7", "alpha");
    const std::string id = order("192.0.2.7").json().at("id");
    delisting_terms dearer = *with.program.selling;
    dearer.prices->fees["delisting"] = 4000;
    with.program.selling = std::make_shared<const delisting_terms>(dearer);
    EXPECT_EQ(quote("192.0.2.7").at("fee"), dollars(4000));
    EXPECT_EQ(with.get("/v1/delistings/" + id, customer).json().at("fee"), fee);
    credit(own, 3500);
    EXPECT_EQ(with.get("/v1/delistings/" + id, customer).json().at("state"), "held");
    expect_balanced();
}

TEST_F(delistings_test, one_order_for_one_key_however_often_it_is_sent)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 10'000);
    const asked once{"POST",
                     "/v1/delistings",
                     customer,
                     R"({"subject":"192.0.2.7","blocklist":"alpha","expected_fee":3500})",
                     {{"idempotency-key", "k1"}}};
    int made = 0;
    for (const answered& a : with.ask_all(std::vector<asked>(50, once))) {
        EXPECT_THAT(a.status, testing::AnyOf(201U, 409U)) << a.text;
        if (a.status == 201U && !a.headers.contains("Idempotent-Replayed")) ++made;
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(funds(own).at("held"), fee);
    asked differs = once;
    differs.body = R"({"subject":"192.0.2.8","blocklist":"alpha","expected_fee":3500})";
    EXPECT_EQ(with.ask(differs).problem(), "idempotency-key-reused");
    EXPECT_EQ(order("192.0.2.7").problem(), "live-job");
    expect_balanced();
}

TEST_F(delistings_test, fifty_spends_of_one_balance_take_what_is_there)
{
    std::vector<asked> all;
    for (int n = 1; n <= 50; ++n) {
        const std::string subject = "192.0.2." + std::to_string(n);
        listed(own, subject, "alpha");
        all.push_back({"POST", "/v1/delistings", customer,
                       nlohmann::json({{"subject", subject}, {"blocklist", "alpha"}, {"expected_fee", 3500}}).dump()});
    }
    credit(own, 10 * 3500 + 3499);
    int held = 0;
    for (const answered& a : with.ask_all(all)) {
        ASSERT_EQ(a.status, 201U) << a.text;
        if (a.json().at("state") == "held") ++held;
    }
    EXPECT_EQ(held, 10);
    EXPECT_EQ(funds(own), funds_with(dollars(3499), dollars(35'000)));
    expect_balanced();
}

TEST_F(delistings_test, somebody_elses_is_not_there)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 5000);
    const std::string id = order("192.0.2.7").json().at("id");
    const std::string none = with.get("/v1/delistings/del_99", stranger).text;
    EXPECT_EQ(with.get("/v1/delistings/" + id, stranger).text, none);
    EXPECT_EQ(with.post("/v1/delistings/" + id + "/cancel", stranger, nlohmann::json::object()).text, none);
    const std::string account = public_id("acc", own);
    EXPECT_EQ(with.get("/v1/accounts/" + account + "/funds", stranger).text, none);
    EXPECT_EQ(with.get("/v1/accounts/" + account + "/transfers", stranger).text, none);
    EXPECT_EQ(with.get("/v1/delistings?account=" + account, stranger).status, 404U);
    EXPECT_EQ(with.get("/v1/delistings", stranger).json().at("items").size(), 0U);
    EXPECT_EQ(with.get("/v1/delistings", customer).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/delistings", staff).json().at("items").size(), 1U);
    EXPECT_EQ(
        with.post("/v1/delistings", stranger,
                  {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"account", account}, {"expected_fee", 3500}})
            .text,
        none);
    const answered a = with.post("/v1/delistings", stranger,
                                 {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"expected_fee", 3500}});
    EXPECT_EQ(a.status, 409U);
    EXPECT_EQ(a.json().at("refusal").at("code"), "not_listed") << "not even that it is listed, or worked on";
    EXPECT_EQ(funds(own).at("held"), fee);
}

TEST_F(delistings_test, staff_orders_for_the_owner_and_is_in_the_audit_log)
{
    listed(own, "192.0.2.7", "alpha");
    const answered a = with.post("/v1/delistings", staff,
                                 {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"reason", "by telephone"}});
    ASSERT_EQ(a.status, 201U) << a.text;
    EXPECT_EQ(a.json().at("account"), public_id("acc", own));
    EXPECT_THAT(with.get("/v1/audit", admin).text, AllOf(HasSubstr("delisting.order"), HasSubstr("by telephone")));
}

TEST_F(delistings_test, the_lists_are_filtered_and_paged)
{
    for (int n = 1; n <= 5; ++n) {
        listed(own, "192.0.2." + std::to_string(n), n == 5 ? "beta" : "alpha");
        ASSERT_EQ(order("192.0.2." + std::to_string(n), n == 5 ? "beta" : "alpha").status, 201U);
    }
    const std::string first = with.get("/v1/delistings/del_1", customer).json().at("id");
    ASSERT_EQ(with.post("/v1/delistings/" + first + "/cancel", customer, nlohmann::json::object()).status, 200U);
    const auto count = [&](const std::string& query) {
        return with.get("/v1/delistings?" + query, customer).json().at("items").size();
    };
    EXPECT_EQ(count("blocklist=beta"), 1U);
    EXPECT_EQ(count("subject=192.0.2.2"), 1U);
    EXPECT_EQ(count("state=cancelled"), 1U);
    EXPECT_EQ(count("state=live"), 4U);
    EXPECT_EQ(with.get("/v1/delistings?state=lost", customer).status, 400U);
    const auto page = with.get("/v1/delistings?limit=2", customer).json();
    EXPECT_EQ(page.at("items").at(0).at("subject"), "192.0.2.5") << "newest first";
    const auto next = with.get("/v1/delistings?limit=4&cursor=" + page.at("next").get<std::string>(), customer).json();
    EXPECT_EQ(next.at("items").size(), 3U);
    EXPECT_TRUE(next.at("next").is_null());
}

TEST_F(delistings_test, cancelling_gives_the_fee_back_while_nothing_was_sent)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const answered a = with.post("/v1/delistings/" + id + "/cancel", customer, {{"reason", "solved it myself"}});
    ASSERT_EQ(a.status, 200U) << a.text;
    EXPECT_EQ(a.json().at("state"), "cancelled");
    EXPECT_EQ(a.json().at("reason"), "solved it myself");
    EXPECT_EQ(funds(own), funds_with(fee, dollars(0)));
    EXPECT_EQ(with.post("/v1/delistings/" + id + "/cancel", customer, nlohmann::json::object()).problem(),
              "wrong-state");
    const std::string again = order("192.0.2.7").json().at("id");
    ASSERT_EQ(claim(task(), staff).status, 200U);
    EXPECT_EQ(with.post("/v1/delistings/" + again + "/cancel", customer, nlohmann::json::object()).problem(),
              "wrong-state")
        << "somebody is sending it right now";
    expect_balanced();
}

TEST_F(delistings_test, a_task_brings_everything_that_it_takes)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const auto shown = with.get("/v1/tasks", staff).json().at("items").at(0);
    EXPECT_EQ(shown.at("delisting"), id);
    EXPECT_EQ(shown.at("kind"), "submit");
    EXPECT_EQ(shown.at("state"), "open");
    EXPECT_EQ(shown.at("url"), "https://alpha.example/remove?ip=192.0.2.7");
    EXPECT_THAT(shown.at("instructions").get<std::string>(),
                AllOf(HasSubstr("192.0.2.7"), HasSubstr("List alpha"), HasSubstr("Never pay")));
    EXPECT_THAT(shown.at("request").get<std::string>(), AllOf(HasSubstr("192.0.2.7"), HasSubstr("Sent to a trap")));
    EXPECT_EQ(shown.at("evidence").at("codes"), nlohmann::json({"127.0.0.2"}));
    EXPECT_TRUE(shown.at("claimed_by").is_null());
}

TEST_F(delistings_test, only_who_has_claimed_completes_and_the_customer_sees_no_notes)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const std::string t = task();
    EXPECT_EQ(complete(t, staff, "submitted").problem(), "stale-claim") << "claim it first";
    const answered claimed = claim(t, staff);
    ASSERT_EQ(claimed.status, 200U) << claimed.text;
    EXPECT_EQ(claimed.json().at("state"), "claimed");
    EXPECT_EQ(claim(t, colleague).problem(), "claimed");
    EXPECT_EQ(complete(t, colleague, "rejected").problem(), "stale-claim") << "two tokens of one name are two people";
    EXPECT_EQ(with.get("/v1/delistings/" + id, customer).json().at("state"), "submitting");
    EXPECT_EQ(with.post("/v1/tasks/" + t + "/complete", staff, {{"outcome", "done"}}).status, 422U);
    ASSERT_EQ(complete(t, staff, "submitted", "form sent, ticket 4711").status, 200U);
    EXPECT_EQ(complete(t, staff, "submitted").problem(), "stale-claim");
    const auto seen_by_staff = with.get("/v1/delistings/" + id, staff);
    EXPECT_THAT(seen_by_staff.text, HasSubstr("ticket 4711"));
    EXPECT_EQ(seen_by_staff.json().at("state"), "submitted");
    EXPECT_THAT(with.get("/v1/delistings/" + id, customer).text, Not(HasSubstr("ticket 4711")));
    EXPECT_EQ(with.get("/v1/tasks", staff).json().at("items").size(), 0U);
    EXPECT_THAT(with.get("/v1/audit", admin).text, AllOf(HasSubstr("task.claim"), HasSubstr("task.complete")));
}

TEST_F(delistings_test, a_rejected_task_gives_the_fee_back_with_its_reason)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const std::string t = task();
    ASSERT_EQ(claim(t, staff).status, 200U);
    EXPECT_EQ(complete(t, staff, "rejected", "").status, 422U) << "the customer has a right to the reason";
    ASSERT_EQ(complete(t, staff, "rejected", "the operator wants the owner to ask").status, 200U);
    const auto ended = with.get("/v1/delistings/" + id, customer).json();
    EXPECT_EQ(ended.at("state"), "failed");
    EXPECT_EQ(ended.at("reason"), "the operator wants the owner to ask");
    EXPECT_EQ(funds(own), funds_with(fee, dollars(0)));
    expect_balanced();
}

TEST_F(delistings_test, tasks_of_one_state_in_pages)
{
    for (int n = 1; n <= 3; ++n) {
        listed(own, "192.0.2." + std::to_string(n), "alpha");
        credit(own, 3500);
        ASSERT_EQ(order("192.0.2." + std::to_string(n)).json().at("state"), "held");
    }
    ASSERT_EQ(claim(task(), staff).status, 200U);
    EXPECT_EQ(with.get("/v1/tasks?state=open", staff).json().at("items").size(), 2U);
    EXPECT_EQ(with.get("/v1/tasks?state=claimed", staff).json().at("items").size(), 1U);
    const auto page = with.get("/v1/tasks?limit=2", staff).json();
    EXPECT_EQ(page.at("items").size(), 2U);
    EXPECT_EQ(with.get("/v1/tasks?cursor=" + page.at("next").get<std::string>(), staff).json().at("items").size(), 1U);
    EXPECT_EQ(claim("tsk_99", staff).status, 404U);
}

TEST_F(delistings_test, the_statement_tells_each_transfer_once_as_json_and_csv)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 5000);
    const std::string id = order("192.0.2.7").json().at("id");
    ASSERT_EQ(with.post("/v1/delistings/" + id + "/cancel", customer, {{"reason", "=cmd"}}).status, 200U);
    const std::string path = "/v1/accounts/" + public_id("acc", own) + "/transfers";
    const auto items = with.get(path, customer).json().at("items");
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items.at(0).at("code"), "credit_back");
    EXPECT_EQ(items.at(0).at("reference"), id);
    EXPECT_EQ(items.at(1).at("effect"), -3500);
    EXPECT_EQ(items.at(2).at("reason"), "top-up for a test");
    const answered csv = with.get(path + "?format=csv", customer);
    EXPECT_THAT(csv.content_type, StartsWith("text/csv"));
    EXPECT_THAT(csv.text,
                AllOf(StartsWith("id,at,code,amount,currency,effect_on_funds,reference,reason\r\n"),
                      HasSubstr("hold,35.00,USD,out,del_1,"), HasSubstr("credit_back,35.00,USD,in,del_1,'=cmd")));
    const answered part = with.get(path + "?format=csv&limit=2", customer);
    EXPECT_THAT(part.headers.at("Link"), HasSubstr("rel=\"next\""));
}

TEST_F(delistings_test, staff_puts_funds_right_once_with_a_reason)
{
    const std::string path = "/v1/accounts/" + public_id("acc", own) + "/transfers";
    EXPECT_EQ(with.post(path, customer, {{"amount", 100}, {"reason", "mine"}}).status, 404U);
    EXPECT_EQ(with.post(path, staff, {{"amount", 100}}).status, 422U);
    EXPECT_EQ(with.post(path, staff, {{"amount", 0}, {"reason", "x"}}).status, 422U);
    EXPECT_EQ(with.post(path, staff, {{"amount", 1.5}, {"reason", "x"}}).status, 422U);
    EXPECT_EQ(with.post(path, staff, {{"amount", {{"amount", 5}, {"currency", "EUR"}}}, {"reason", "x"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/accounts/acc_99/transfers", staff, {{"amount", 100}, {"reason", "x"}}).status, 404U);
    const answered made = with.post(path, staff, {{"amount", dollars(700)}, {"reason", "a gift"}});
    ASSERT_EQ(made.status, 201U) << made.text;
    EXPECT_THAT(made.json().at("id").get<std::string>(), StartsWith("trf_"));
    EXPECT_EQ(made.json().at("funds").at("balance"), dollars(700));
    EXPECT_EQ(with.post(path, staff, {{"amount", -701}, {"reason", "too much"}}).problem(), "insufficient-funds");
    const asked keyed{"POST", path, staff, R"({"amount":-200,"reason":"a slip"})", {{"idempotency-key", "k"}}};
    for (int n = 0; n < 3; ++n) EXPECT_EQ(with.ask(keyed).status, 201U);
    // past the day for which answers are kept, the ledger itself still knows the key
    with.time.advance(std::chrono::hours(25));
    EXPECT_EQ(with.ask(keyed).status, 201U);
    EXPECT_EQ(funds(own).at("balance"), dollars(500));
    EXPECT_THAT(with.get("/v1/audit", admin).text, AllOf(HasSubstr("funds.adjust"), HasSubstr("a gift")));
    expect_balanced();
}

TEST_F(delistings_test, the_relisting_rate_is_for_staff)
{
    EXPECT_EQ(with.get("/v1/relistings", customer).status, 404U);
    EXPECT_EQ(with.get("/v1/relistings", staff).json().at("items").size(), 0U);
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    (void)order("192.0.2.7");
    const std::string t = task();
    (void)claim(t, staff);
    ASSERT_EQ(complete(t, staff, "submitted").status, 200U);
    const delisting_policy policy;
    for (int n = 0; n < 60; ++n) {
        with.time.advance(policy.spacing);
        const auto now = with.time.now_seconds();
        const auto seen = job_event::seen{{verdict::clean, now, std::chrono::seconds(60), 0}, true};
        ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
            return store::apply(s, 1, seen, now, policy, "dns").has_value();
        }));
    }
    ASSERT_EQ(with.get("/v1/delistings/del_1", customer).json().at("state"), "succeeded");
    const auto rate = [&] { return with.get("/v1/relistings", staff).json().at("items").at(0); };
    EXPECT_EQ(rate().at("relisted"), 0);
    listed(own, "192.0.2.8", "alpha");
    EXPECT_EQ(rate().at("relisted"), 0) << "another subject";
    gone("192.0.2.7", "alpha");
    listed(own, "192.0.2.7", "alpha");
    EXPECT_EQ(rate().at("relisted"), 1);
    EXPECT_EQ(with.get("/v1/delistings/del_1", customer).json().at("state"), "succeeded") << "it stays what it was";
    expect_balanced();
}

TEST_F(delistings_test, nothing_is_sold_without_a_price_book)
{
    listed(own, "192.0.2.7", "alpha");
    with.program.selling = std::make_shared<const delisting_terms>();
    EXPECT_EQ(quote("192.0.2.7").at("refusal").at("code"), "nothing_sold");
    EXPECT_EQ(order("192.0.2.7").status, 409U);
    EXPECT_EQ(with.get("/v1/accounts/" + public_id("acc", own) + "/funds", customer).problem(), "no-price-book");
}

}  // namespace offlist::test
