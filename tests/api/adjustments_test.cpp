// Adjustments over REST: what one person may make, and what waits for a second.
#include <store/engine/sql.hpp>

#include "api/shop.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

class adjustments_test : public shop {
protected:
    adjustments_test()
    {
        auto bounded = std::make_shared<delisting_terms>(*with.program.selling);
        bounded->alone = {.staff = 10'000, .admin = 100'000};
        with.program.selling = bounded;
    }
    answered adjust(std::int64_t cents, const std::string& token, const nlohmann::json& payment = nullptr)
    {
        nlohmann::json body = {{"amount", cents}, {"reason", "a bank transfer"}};
        if (!payment.is_null()) body["payment"] = payment;
        return with.post("/v1/accounts/" + public_id("acc", own) + "/transfers", token, body);
    }
    answered decide(const std::string& id, const std::string& how, const std::string& token)
    {
        return with.post("/v1/adjustments/" + id + '/' + how, token, {{"reason", "seen on the statement"}});
    }
    std::string second = with.token(role::admin);
};

TEST_F(adjustments_test, each_role_has_its_bound)
{
    const answered small = adjust(10'000, staff);
    EXPECT_EQ(small.status, 201U) << small.text;
    EXPECT_EQ(small.json().at("suspense").at("amount"), -10'000) << "given, and never came";
    EXPECT_EQ(adjust(10'001, staff).status, 202U);
    EXPECT_EQ(adjust(100'000, admin).status, 201U);
    EXPECT_EQ(adjust(100'001, admin).status, 202U);
    const auto waiting = with.get("/v1/adjustments?state=proposed", staff).json().at("items");
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting.at(0).at("amount").at("amount"), 100'001);
    EXPECT_EQ(with.get("/v1/adjustments?account=" + public_id("acc", other), staff).json().at("items").size(), 0U);
    EXPECT_EQ(with.get("/v1/adjustments", staff).json().at("items").size(), 4U);
    EXPECT_EQ(funds(own).at("balance").at("amount"), 110'000);
    expect_balanced();
}

TEST_F(adjustments_test, a_second_person_approves)
{
    const answered wanted = adjust(200'000, admin);
    ASSERT_EQ(wanted.status, 202U) << wanted.text;
    const std::string id = wanted.json().at("id");
    EXPECT_EQ(decide(id, "approve", admin).problem(), "second-person-needed");
    EXPECT_EQ(decide(id, "approve", staff).status, 403U) << "admins only";
    EXPECT_EQ(with.post("/v1/adjustments/" + id + "/approve", second, nlohmann::json::object()).status, 422U);
    const answered made = decide(id, "approve", second);
    ASSERT_EQ(made.status, 201U) << made.text;
    EXPECT_EQ(made.json().at("adjustment"), id);
    EXPECT_EQ(decide(id, "reject", staff).problem(), "decided-before");
    EXPECT_EQ(with.get("/v1/adjustments/" + id, staff).json().at("decision"), "seen on the statement");
    EXPECT_EQ(funds(own).at("balance").at("amount"), 200'000);
    EXPECT_THAT(with.get("/v1/audit", admin).text,
                testing::AllOf(HasSubstr("adjustment.propose"), HasSubstr("adjustment.approve")));
    expect_balanced();
}

TEST_F(adjustments_test, anybody_of_staff_rejects)
{
    const std::string id = adjust(20'000, staff).json().at("id");
    EXPECT_EQ(decide(id, "reject", customer).status, 404U);
    EXPECT_EQ(decide(id, "reject", staff).json().at("state"), "rejected");
    EXPECT_EQ(decide(id, "approve", admin).problem(), "decided-before");
    EXPECT_EQ(decide("adj_99", "reject", staff).status, 404U);
    EXPECT_EQ(with.get("/v1/adjustments/adj_99", staff).status, 404U);
    EXPECT_EQ(funds(own).at("balance").at("amount"), 0);
}

TEST_F(adjustments_test, what_is_about_a_payment_stands_in_its_history)
{
    EXPECT_EQ(adjust(100, staff, "pay_99").status, 422U);
    EXPECT_THAT(adjust(100, staff, "twelve").text, HasSubstr("pay_12"));
    const auto made = with.db->write_now([this](soci::session& s) -> parsed<std::int64_t> {
        return store::sql::only<std::int64_t>(
                   s,
                   "INSERT INTO payment (account, method, gateway, amount, surcharge, currency, state, external_id, "
                   "checkout_url, received, reason, dispute, created_at, changed_at, expires_at, looks) VALUES "
                   "(:account, 'card', 'stripe', 3500, 75, 'USD', 'expired', 'cs_1', '', 0, '', '', 1, 1, 2, 0) "
                   "RETURNING id",
                   {own})
            .value();
    });
    const std::string payment = public_id("pay", made.value());
    const answered about = adjust(100, staff, payment);
    ASSERT_EQ(about.status, 201U) << about.text;
    const auto history = with.get("/v1/payments/" + payment + "/history", staff).json();
    ASSERT_EQ(history.at("adjustments").size(), 1U) << history.dump();
    EXPECT_EQ(history.at("adjustments").at(0).at("id"), about.json().at("adjustment"));
}

TEST_F(adjustments_test, an_account_that_is_destroyed_leaves_them_to_the_books)
{
    ASSERT_EQ(adjust(5'000, staff).status, 201U);
    const std::string id = adjust(20'000, staff).json().at("id");
    const std::string path = "/v1/accounts/" + public_id("acc", own);
    ASSERT_EQ(with.ask({"DELETE", path, staff, R"({"reason":"left"})"}).status, 200U);
    const nlohmann::json sure = {{"reason", "asked for it"}, {"confirm", "Own"}};
    const answered gone = with.post(path + "/destroy", admin, sure);
    EXPECT_EQ(gone.status, 200U) << gone.text;
    EXPECT_EQ(with.get("/v1/adjustments/" + id, staff).json().at("state"), "proposed");
    EXPECT_EQ(decide(id, "reject", staff).status, 200U);
}

}  // namespace
}  // namespace offlist::test
