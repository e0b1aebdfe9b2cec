// The price that is agreed, what staff corrects by hand, and whether many jobs end at once, over REST.
#include <gmock/gmock.h>

#include <core/timestamp.hpp>
#include <store/delistings/mass_end_table.hpp>

#include "api/shop.hpp"

namespace offlist::test {

using testing::AllOf;
using testing::HasSubstr;

namespace {

nlohmann::json cents_as(std::int64_t cents)
{
    return {{"amount", cents}, {"currency", "USD"}};
}

const nlohmann::json standard_fee = cents_as(3500);

using corrections_test = shop;

}  // namespace

TEST_F(corrections_test, an_order_at_another_price_is_refused_with_both)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 10'000);
    delisting_terms dearer = *with.program.selling;
    dearer.prices->fees["delisting"] = 4000;
    dearer.prices->terms["delisting"] = {"no cure, no pay"};
    with.program.selling = std::make_shared<const delisting_terms>(dearer);
    const auto ordered_for = [&](const nlohmann::json& expected) {
        return with.post("/v1/delistings", customer,
                         {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}, {"expected_fee", expected}});
    };
    for (const nlohmann::json& other : {nlohmann::json(3500), cents_as(3500), cents_as(4500), cents_as(0),
                                        nlohmann::json({{"amount", 4000}, {"currency", "EUR"}})}) {
        const answered a = ordered_for(other);
        EXPECT_EQ(a.status, 409U) << other;
        EXPECT_EQ(a.problem(), "price-differs");
        EXPECT_EQ(a.json().at("fee"), cents_as(4000));
        EXPECT_EQ(a.json().at("expected_fee"), other.is_object() ? other : cents_as(3500));
        EXPECT_THAT(a.json().at("detail").get<std::string>(), HasSubstr("it costs 40.00 USD"));
    }
    const answered silent = with.post("/v1/delistings", customer, {{"subject", "192.0.2.7"}, {"blocklist", "alpha"}});
    EXPECT_EQ(silent.status, 422U) << "who pays must agree to the price";
    EXPECT_THAT(silent.text, HasSubstr("expected_fee"));
    EXPECT_EQ(ordered_for("much").status, 422U);
    EXPECT_EQ(funds(own).at("held"), cents_as(0)) << "nothing was ordered";
    const answered agreed = ordered_for(quote("192.0.2.7").at("fee"));
    ASSERT_EQ(agreed.status, 201U) << agreed.text;
    EXPECT_EQ(agreed.json().at("fee"), cents_as(4000));
    dearer.prices->terms["delisting"] = {"no money back"};
    with.program.selling = std::make_shared<const delisting_terms>(dearer);
    const std::string id = agreed.json().at("id");
    EXPECT_EQ(with.get("/v1/delistings/" + id, customer).json().at("terms"), nlohmann::json({"no cure, no pay"}))
        << "the terms are those of the order";
    expect_balanced();
}

TEST_F(corrections_test, a_cancellation_says_what_its_money_starts)
{
    for (const char* subject : {"192.0.2.7", "192.0.2.8", "192.0.2.9"}) listed(own, subject, "alpha");
    credit(own, 3500);
    const std::string first = order("192.0.2.7").json().at("id");
    const std::string second = order("192.0.2.8").json().at("id");
    const std::string third = order("192.0.2.9").json().at("id");
    const auto cancelled = [&](const std::string& id) {
        return with.post("/v1/delistings/" + id + "/cancel", customer, nlohmann::json::object()).json();
    };
    EXPECT_EQ(cancelled(first).at("started"), nlohmann::json({second}));
    EXPECT_EQ(cancelled(third).at("started"), nlohmann::json::array());
    EXPECT_EQ(cancelled(second).at("started"), nlohmann::json::array());
    EXPECT_EQ(funds(own).at("balance"), standard_fee);
    expect_balanced();
}

TEST_F(corrections_test, staff_ends_or_puts_back_a_job_at_any_state)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const std::string path = "/v1/delistings/" + id;
    const nlohmann::json why = {{"reason", "the mail bounced"}};
    EXPECT_EQ(with.post(path + "/end", customer, why).status, 404U);
    EXPECT_EQ(with.post(path + "/put-back", customer, why).status, 404U);
    EXPECT_EQ(with.post(path + "/end", staff, nlohmann::json::object()).status, 422U) << "with a reason";
    EXPECT_EQ(with.post(path + "/put-back", staff, why).problem(), "wrong-state") << "nobody has begun it";
    EXPECT_EQ(with.post("/v1/delistings/del_99/end", staff, why).status, 404U);
    ASSERT_EQ(claim(task(), staff).status, 200U);
    EXPECT_EQ(with.post(path + "/put-back", staff, {{"reason", "claimed by mistake"}}).json().at("state"), "held");
    const std::string again = task();
    ASSERT_EQ(claim(again, staff).status, 200U);
    ASSERT_EQ(complete(again, staff, "submitted").status, 200U);
    const answered ended = with.post(path + "/end", staff, why);
    ASSERT_EQ(ended.status, 200U) << ended.text;
    EXPECT_EQ(ended.json().at("state"), "failed");
    EXPECT_EQ(ended.json().at("reason"), "the mail bounced");
    EXPECT_EQ(funds(own), funds_with(standard_fee, cents_as(0)));
    EXPECT_EQ(with.post(path + "/end", staff, why).problem(), "wrong-state");
    EXPECT_THAT(with.get("/v1/audit", admin).text,
                AllOf(HasSubstr("delisting.end"), HasSubstr("delisting.put_back"), HasSubstr("claimed by mistake")));
    expect_balanced();
}

TEST_F(corrections_test, staff_may_say_that_the_operator_was_asked_earlier)
{
    listed(own, "192.0.2.7", "alpha");
    credit(own, 3500);
    const std::string id = order("192.0.2.7").json().at("id");
    const std::string t = task();
    ASSERT_EQ(claim(t, staff).status, 200U);
    with.time.advance(std::chrono::minutes(30));
    const auto said = [&](const std::string& sent_at) {
        return with.post("/v1/tasks/" + t + "/complete", staff,
                         {{"outcome", "submitted"}, {"note", "by telephone"}, {"sent_at", sent_at}});
    };
    EXPECT_EQ(said("yesterday").status, 422U);
    EXPECT_EQ(said(timestamp(with.time.now_seconds() + std::chrono::minutes(1))).problem(), "wrong-state");
    const std::string then = timestamp(with.time.now_seconds() - std::chrono::minutes(20));
    ASSERT_EQ(said(then).status, 200U);
    EXPECT_EQ(with.get("/v1/delistings/" + id, customer).json().at("submitted_at"), then);
}

TEST_F(corrections_test, staff_says_whether_many_jobs_end_at_once)
{
    for (int n = 1; n <= 3; ++n) {
        listed(own, "192.0.2." + std::to_string(n), "alpha");
        credit(own, 3500);
        ASSERT_EQ(order("192.0.2." + std::to_string(n)).json().at("state"), "held");
    }
    const auto stop = [&](const std::vector<std::int64_t>& jobs) {
        ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
            store::stop_ends(s, store::end_cause::hard_cap, jobs, with.time.now_seconds());
            return true;
        }));
    };
    stop({1});
    EXPECT_EQ(with.get("/v1/mass-ends", customer).status, 404U);
    const auto open = [&] { return with.get("/v1/mass-ends?state=open", staff).json().at("items"); };
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open().at(0).at("cause"), "hard_cap");
    EXPECT_EQ(open().at(0).at("delistings"), 1);
    const nlohmann::json why = {{"reason", "the clock was wrong"}};
    EXPECT_EQ(with.post("/v1/mass-ends/end_1/keep", staff, nlohmann::json::object()).status, 422U);
    EXPECT_EQ(with.post("/v1/mass-ends/end_1/keep", staff, why).json().at("decision"), "keep");
    EXPECT_EQ(with.post("/v1/mass-ends/end_1/end", staff, why).problem(), "decided-before");
    EXPECT_EQ(with.get("/v1/delistings/del_1", customer).json().at("state"), "held");
    EXPECT_EQ(open().size(), 0U);
    stop({2, 3});
    const answered ended = with.post("/v1/mass-ends/end_2/end", staff, {{"reason", "so it is"}});
    ASSERT_EQ(ended.status, 200U) << ended.text;
    EXPECT_EQ(ended.json().at("ended"), 2);
    EXPECT_EQ(with.get("/v1/delistings/del_3", customer).json().at("state"), "failed");
    EXPECT_EQ(with.post("/v1/mass-ends/end_9/end", staff, why).status, 404U);
    EXPECT_EQ(funds(own), funds_with(cents_as(7000), standard_fee));
    expect_balanced();
}

}  // namespace offlist::test
