// Webhooks over REST: who may make, see, try and delete which.
#include <gmock/gmock.h>

#include "api/service.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class webhooks_api : public testing::Test {
protected:
    answered make(const std::string& token, nlohmann::json body)
    {
        if (!body.contains("url")) body["url"] = "https://hooks.example/in?key=swordfish";
        return with.post("/v1/webhooks", token, body);
    }
    std::string made(const std::string& token)
    {
        const answered a = make(token, {{"events", {"listing.opened"}}});
        EXPECT_EQ(a.status, 201U) << a.text;
        return a.json().at("id");
    }

    service with;
    std::int64_t own = with.account("Own");
    std::int64_t other = with.account("Other");
    std::string customer = with.token(role::customer, own);
    std::string stranger = with.token(role::customer, other);
    std::string staff = with.token(role::staff);
};

TEST_F(webhooks_api, show_the_secret_once)
{
    const answered a = with.ask({"POST",
                                 "/v1/webhooks",
                                 customer,
                                 R"({"url":"https://hooks.example/in","events":["listing.opened","listing.closed"]})",
                                 {{"idempotency-key", "k1"}}});
    ASSERT_EQ(a.status, 201U) << a.text;
    EXPECT_THAT(a.json().at("secret").get<std::string>(), testing::StartsWith("whsec_"));
    EXPECT_EQ(a.json().at("state"), "on");
    EXPECT_EQ(a.json().at("account"), public_id("acc", own));
    const answered again =
        with.ask({"POST",
                  "/v1/webhooks",
                  customer,
                  R"({"url":"https://hooks.example/in","events":["listing.opened","listing.closed"]})",
                  {{"idempotency-key", "k1"}}});
    EXPECT_EQ(again.status, 201U);
    EXPECT_EQ(again.json().at("id"), a.json().at("id"));
    EXPECT_TRUE(again.json().at("secret").is_null());
    const answered list = with.get("/v1/webhooks", customer);
    ASSERT_EQ(list.status, 200U);
    EXPECT_EQ(list.json().at("items").size(), 1U);
    EXPECT_THAT(list.text, Not(HasSubstr("whsec_")));
    EXPECT_THAT(with.get("/v1/audit", with.token(role::admin)).text, Not(HasSubstr("hooks.example")));
}

TEST_F(webhooks_api, of_strangers_do_not_exist)
{
    const std::string id = made(customer);
    EXPECT_EQ(with.get("/v1/webhooks", stranger).json().at("items").size(), 0U);
    EXPECT_EQ(with.get("/v1/webhooks?account=" + public_id("acc", own), stranger).status, 404U);
    EXPECT_EQ(with.ask({"POST", "/v1/webhooks/" + id + "/test", stranger}).status, 404U);
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + id, stranger}).status, 404U);
    EXPECT_EQ(make(stranger, {{"events", {"listing.opened"}}, {"account", public_id("acc", own)}}).status, 404U);

    const answered test = with.ask({"POST", "/v1/webhooks/" + id + "/test", customer, R"({"reason":"is it there?"})"});
    EXPECT_EQ(test.status, 202U) << test.text;
    EXPECT_EQ(test.json().at("type"), "webhook.test");
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + id, customer}).status, 204U);
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + id, customer}).status, 404U);
    EXPECT_EQ(with.ask({"POST", "/v1/webhooks/" + id + "/test", customer}).status, 404U);
}

TEST_F(webhooks_api, of_staff_hear_of_all_accounts_and_are_not_the_customers)
{
    const answered whole = make(staff, {{"events", {"blocklist.unhealthy", "listing.opened"}}});
    ASSERT_EQ(whole.status, 201U) << whole.text;
    EXPECT_TRUE(whole.json().at("account").is_null());
    const std::string id = whole.json().at("id");
    EXPECT_EQ(with.get("/v1/webhooks", customer).json().at("items").size(), 0U);
    EXPECT_EQ(with.ask({"POST", "/v1/webhooks/" + id + "/test", customer}).status, 404U);
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + id, customer}).status, 404U);

    const answered theirs = make(staff, {{"events", {"listing.opened"}}, {"account", public_id("acc", own)}});
    ASSERT_EQ(theirs.status, 201U) << theirs.text;
    EXPECT_EQ(with.get("/v1/webhooks", customer).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/webhooks", staff).json().at("items").size(), 2U);
    EXPECT_EQ(with.get("/v1/webhooks?account=" + public_id("acc", own), staff).json().at("items").size(), 1U);
    EXPECT_EQ(make(staff, {{"events", {"listing.opened"}}, {"account", "acc_99"}}).status, 404U);
    EXPECT_EQ(with.ask({"DELETE", "/v1/webhooks/" + id, staff}).status, 204U);
}

TEST_F(webhooks_api, refuse_what_cannot_be_and_name_what_can)
{
    for (const auto& [url, why] :
         std::vector<std::pair<std::string, std::string>>{{"http://hooks.example/", "is not https"},
                                                          {"https://127.0.0.1/", "loopback"},
                                                          {"https://169.254.169.254/", "link-local"},
                                                          {"https://user:swordfish@hooks.example/", "holds a user"},
                                                          {"nonsense", "is no URL"}}) {
        const answered a = make(customer, {{"url", url}, {"events", {"listing.opened"}}});
        EXPECT_EQ(a.status, 422U) << url;
        EXPECT_THAT(a.text, HasSubstr(why));
        EXPECT_THAT(a.text, Not(HasSubstr("swordfish")));
    }
    const answered staffs = make(customer, {{"events", {"blocklist.unhealthy"}}});
    EXPECT_EQ(staffs.status, 422U);
    EXPECT_THAT(staffs.text,
                HasSubstr("some of listing.opened, listing.closed, delisting.awaiting_funds, delisting.held, "
                          "delisting.submitted, delisting.succeeded, delisting.failed, delisting.cancelled"));
    EXPECT_THAT(staffs.text, Not(HasSubstr("delisting.failed, blocklist")));
    EXPECT_EQ(make(staff, {{"events", {"blocklist.unhealthy"}}, {"account", public_id("acc", own)}}).status, 422U);
    EXPECT_EQ(make(customer, {{"events", nlohmann::json::array()}}).status, 422U);
    EXPECT_EQ(make(customer, {{"events", {"webhook.test"}}}).status, 422U);
    EXPECT_EQ(with.post("/v1/webhooks", customer, {{"events", {"listing.opened"}}}).status, 422U);
}

TEST_F(webhooks_api, are_so_many_an_account_and_go_with_it)
{
    for (int i = 0; i < 10; ++i) made(customer);
    const answered full = make(customer, {{"events", {"listing.opened"}}});
    EXPECT_EQ(full.status, 409U);
    EXPECT_EQ(full.problem(), "too-many-webhooks");
    made(stranger);
    const std::string admin = with.token(role::admin);
    const answered gone = with.ask({"DELETE", "/v1/accounts/" + public_id("acc", own), admin, R"({"reason":"left"})"});
    EXPECT_LT(gone.status, 300U) << gone.text;
    EXPECT_EQ(with.get("/v1/webhooks", staff).json().at("items").size(), 1U);
}

}  // namespace
}  // namespace offlist::test
