// Accounts, their subjects and their tokens, and the wall between two customers.
#include <gmock/gmock.h>

#include <tuple>

#include "api/service.hpp"

namespace offlist::test {

namespace {

struct accounts_test : testing::Test {
    service with;
    std::string admin = with.token(role::admin);
    std::string staff = with.token(role::staff);
    std::int64_t own = with.account("Own");
    std::int64_t strange = with.account("Stranger");
    std::string customer = with.token(role::customer, own);
    std::string stranger = with.token(role::customer, strange);
};

std::string long_text(std::size_t size)
{
    return std::string(size, 'a');
}

}  // namespace

TEST_F(accounts_test, is_made_shown_and_listed)
{
    const answered made = with.post("/v1/accounts", staff, {{"name", "Example"}, {"email", "postmaster@example.org"}});
    ASSERT_EQ(made.status, 201U) << made.text;
    const std::string id = made.json().at("id");
    EXPECT_EQ(made.headers.at("Location"), "/v1/accounts/" + id);
    EXPECT_EQ(with.get("/v1/accounts/" + id, staff).json(), made.json());
    EXPECT_EQ(with.get("/v1/accounts", staff).json().at("items").size(), 3U);
    EXPECT_EQ(with.get("/v1/accounts", customer).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/accounts/" + public_id("acc", own), customer).status, 200U);
}

TEST_F(accounts_test, wrong_fields_are_all_named)
{
    const answered a = with.post("/v1/accounts", staff, {{"name", 7}, {"email", "nobody"}, {"nmae", "x"}});
    EXPECT_EQ(a.status, 422U);
    EXPECT_EQ(a.json().at("errors").size(), 3U) << a.text;
    EXPECT_EQ(with.post("/v1/accounts", staff, {{"name", long_text(201)}, {"email", "a@b"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/accounts", staff, {{"name", "x"}, {"email", long_text(250) + "@b.example"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/accounts", staff, {{"name", "a\nb"}, {"email", "a@b"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/accounts", staff, {{"name", nullptr}, {"email", nullptr}}).status, 422U);
}

TEST_F(accounts_test, pages_follow_each_other_without_gap_or_double)
{
    for (int i = 0; i < 5; ++i) with.account("More");
    std::vector<std::string> ids;
    std::string path = "/v1/accounts?limit=2";
    for (int pages = 0; pages < 10; ++pages) {
        const nlohmann::json page = with.get(path, staff).json();
        for (const auto& item : page.at("items")) ids.push_back(item.at("id"));
        if (page.at("next").is_null()) break;
        path = "/v1/accounts?limit=2&cursor=" + page.at("next").get<std::string>();
    }
    EXPECT_THAT(ids, testing::ElementsAre("acc_1", "acc_2", "acc_3", "acc_4", "acc_5", "acc_6", "acc_7"));
}

TEST_F(accounts_test, what_is_wrong_with_a_page)
{
    for (const char* wrong : {"limit=0", "limit=501", "limit=-1", "limit=x", "limit=99999999999999999999",
                              "limit=", "cursor=x", "cursor=", "limit=1&limit=2"})
        EXPECT_EQ(with.get(std::string("/v1/accounts?") + wrong, staff).status, 400U) << wrong;
    // a cursor of another list
    with.subject(customer, "192.0.2.1");
    with.subject(customer, "192.0.2.2");
    const std::string cursor = with.get("/v1/subjects?limit=1", customer).json().at("next");
    EXPECT_EQ(with.get("/v1/subjects?cursor=" + cursor, customer).status, 200U);
    EXPECT_EQ(with.get("/v1/accounts?cursor=" + cursor, staff).status, 400U);
}

TEST_F(accounts_test, a_strangers_id_is_answered_like_none)
{
    const std::string subject = with.subject(stranger, "192.0.2.1");
    const std::string theirs = public_id("acc", strange);
    const std::string token = with.get("/v1/tokens", stranger).json().at("items").at(0).at("id");
    for (const auto& [method, path, absent] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"GET", "/v1/accounts/" + theirs, "/v1/accounts/acc_999"},
             {"GET", "/v1/subjects?account=" + theirs, "/v1/subjects?account=acc_999"},
             {"GET", "/v1/tokens?account=" + theirs, "/v1/tokens?account=acc_999"},
             {"GET", "/v1/listings?account=" + theirs, "/v1/listings?account=acc_999"}}) {
        const answered a = with.get(path, customer);
        EXPECT_EQ(a.status, 404U) << method << path;
        std::string none = with.get(absent, customer).text;
        if (const auto at = none.find("acc_999"); at != std::string::npos) none.replace(at, 7, theirs);
        EXPECT_EQ(a.text, none) << path;
    }
    EXPECT_EQ(with.ask({"DELETE", "/v1/subjects/" + subject, customer}).status, 404U);
    EXPECT_EQ(with.ask({"DELETE", "/v1/tokens/" + token, customer}).status, 404U);
    EXPECT_EQ(with.post("/v1/subjects", customer, {{"account", theirs}, {"subject", "192.0.2.9"}}).status, 404U);
    EXPECT_EQ(with.post("/v1/tokens", customer, {{"account", theirs}}).status, 404U);
    EXPECT_EQ(with.get("/v1/subjects", stranger).json().at("items").size(), 1U) << "and nothing happened";
    EXPECT_EQ(with.get("/v1/accounts/" + theirs, stranger).status, 200U);
}

TEST_F(accounts_test, a_subject_is_monitored_and_no_longer)
{
    const answered made = with.post("/v1/subjects", customer, {{"subject", "192.0.2.0/24"}, {"label", "rack 4"}});
    ASSERT_EQ(made.status, 201U) << made.text;
    EXPECT_EQ(made.json().at("account"), public_id("acc", own));
    EXPECT_THAT(with.program.changed, testing::ElementsAre(testing::ElementsAre("192.0.2.0/24")));

    const answered again = with.post("/v1/subjects", stranger, {{"subject", "192.0.2.7"}});
    EXPECT_EQ(again.status, 409U);
    EXPECT_EQ(again.text.find("192.0.2.0"), std::string::npos) << "a stranger's subject is not told: " << again.text;
    EXPECT_EQ(with.post("/v1/subjects", staff, {{"subject", "192.0.3.7"}}).status, 422U) << "whose?";
    EXPECT_EQ(with.post("/v1/subjects", staff, {{"subject", "192.0.3.7"}, {"account", "acc_99"}}).status, 404U);
    for (const char* wrong : {"", "nothing at all", "192.0.2.0/40", "999.1.1.1"})
        EXPECT_EQ(with.post("/v1/subjects", customer, {{"subject", wrong}}).status, 422U) << wrong;

    const std::string id = made.json().at("id");
    const answered removed = with.ask({"DELETE", "/v1/subjects/" + id, customer});
    EXPECT_EQ(removed.status, 204U);
    EXPECT_EQ(removed.text, "");
    EXPECT_EQ(with.ask({"DELETE", "/v1/subjects/" + id, customer}).status, 404U);
    EXPECT_EQ(with.program.changed.size(), 2U);
    EXPECT_EQ(with.get("/v1/subjects", customer).json().at("items").size(), 0U);
}

TEST_F(accounts_test, a_token_is_shown_once_and_stops_at_once)
{
    const answered made = with.post("/v1/tokens", customer, {{"name", "script"}, {"read_only", true}});
    ASSERT_EQ(made.status, 201U) << made.text;
    const std::string text = made.json().at("token");
    const std::string id = made.json().at("id");
    EXPECT_EQ(with.get("/v1/subjects", text).status, 200U);
    EXPECT_EQ(with.get("/v1/tokens", customer).text.find(text), std::string::npos);
    EXPECT_EQ(with.ask({"DELETE", "/v1/tokens/" + id, customer}).status, 204U);
    EXPECT_EQ(with.get("/v1/subjects", text).status, 401U) << "though it was used a moment ago";
}

TEST_F(accounts_test, a_token_ends_when_it_expires_though_it_is_in_use)
{
    const auto soon = with.time.now_seconds() + std::chrono::seconds(2);
    const std::string text = with.token(role::customer, own, false, soon);
    EXPECT_EQ(with.get("/v1/subjects", text).status, 200U);
    with.time.advance(std::chrono::seconds(2));
    EXPECT_EQ(with.get("/v1/subjects", text).status, 401U);
}

TEST_F(accounts_test, who_may_make_which_token)
{
    EXPECT_EQ(with.post("/v1/tokens", admin, {{"role", "staff"}, {"name", "desk"}}).status, 201U);
    EXPECT_EQ(with.post("/v1/tokens", admin, {{"role", "customer"}, {"account", public_id("acc", own)}}).status, 201U);
    EXPECT_EQ(with.post("/v1/tokens", admin, {{"role", "customer"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", admin, {{"role", "staff"}, {"account", "acc_1"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", admin, {{"role", "root"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", admin, nlohmann::json::object()).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", customer, {{"role", "admin"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", customer, {{"expires_at", "2020-01-01T00:00:00Z"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", customer, {{"expires_at", "tomorrow"}}).status, 422U);
    EXPECT_EQ(with.post("/v1/tokens", customer, {{"expires_at", "2030-01-01T00:00:00Z"}}).status, 201U);
}

TEST_F(accounts_test, terminated_then_destroyed)
{
    const std::string path = "/v1/accounts/" + public_id("acc", own);
    with.subject(customer, "192.0.2.1");
    const nlohmann::json top_up = {{"amount", 3500}, {"reason", "by bank"}};
    ASSERT_EQ(with.post(path + "/transfers", staff, top_up).status, 201U);
    const nlohmann::json sure = {{"reason", "asked for it"}, {"confirm", "Own"}};
    EXPECT_EQ(with.post(path + "/destroy", admin, sure).status, 409U) << "still active";
    EXPECT_EQ(with.ask({"DELETE", path, staff}).status, 422U) << "why?";
    const answered ended = with.ask({"DELETE", path, staff, R"({"reason":"left"})"});
    ASSERT_EQ(ended.status, 200U) << ended.text;
    EXPECT_EQ(ended.json().at("state"), "terminated");
    const nlohmann::json paid = {{"amount", 3500}, {"currency", "USD"}};
    ASSERT_EQ(ended.json().at("left").size(), 1U) << ended.text;
    EXPECT_EQ(ended.json().at("left").at(0).at("balance"), paid) << "its money all the same";
    EXPECT_EQ(ended.json().at("open_payments"), 0);
    EXPECT_EQ(with.get("/v1/subjects", customer).status, 401U) << "its tokens are revoked";
    EXPECT_EQ(with.post(path + "/destroy", admin, {{"reason", "x"}, {"confirm", "own"}}).status, 422U);
    const answered gone = with.post(path + "/destroy", admin, sure);
    ASSERT_EQ(gone.status, 200U) << gone.text;
    EXPECT_EQ(gone.json().at("destroyed").at("subjects"), 1);
    EXPECT_EQ(gone.json().at("left").at(0).at("balance"), paid);
    EXPECT_EQ(with.get(path, staff).json().at("name"), "");
    EXPECT_EQ(with.post("/v1/accounts/acc_99/destroy", admin, sure).status, 404U);

    const nlohmann::json log = with.get("/v1/audit", staff).json().at("items");
    ASSERT_GE(log.size(), 2U);
    EXPECT_EQ(log.at(0).at("reason"), "asked for it");
    EXPECT_EQ(log.at(1).at("reason"), "left");
}

}  // namespace offlist::test
