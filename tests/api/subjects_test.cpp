// Subjects as customers and staff add, prove and decide them.
#include <gmock/gmock.h>

#include "api/service.hpp"

namespace offlist::test {

namespace {

using testing::HasSubstr;
using testing::Not;

api::api_options held_to_proof()
{
    api::api_options o = service::generous();
    o.subjects.proof = true;
    o.subjects.usual = {.subjects = 3, .addresses = 300};
    return o;
}

struct subjects_test : testing::Test {
    service with{held_to_proof()};
    std::string staff = with.token(role::staff);
    std::int64_t own = with.account("Own");
    std::int64_t strange = with.account("Stranger");
    std::string customer = with.token(role::customer, own);
    std::string stranger = with.token(role::customer, strange);

    std::string state(const std::string& id) { return with.get("/v1/subjects/" + id, staff).json().at("state"); }
    answered act(const std::string& id, const std::string& what, const std::string& token,
                 const nlohmann::json& body = nlohmann::json::object())
    {
        return with.post("/v1/subjects/" + id + '/' + what, token, body);
    }
    void publish(const nlohmann::json& subject)
    {
        const nlohmann::json& proof = subject.at("proof");
        with.program.names.txt(proof.at("names").at(0), {proof.at("value")});
    }
};

}  // namespace

TEST_F(subjects_test, of_a_customer_is_pending_until_dns_shows_it)
{
    const answered made = with.post("/v1/subjects", customer, {{"subject", "example.com"}});
    ASSERT_EQ(made.status, 201U) << made.text;
    const nlohmann::json subject = made.json();
    EXPECT_EQ(subject.at("state"), "pending");
    EXPECT_TRUE(with.program.changed.empty()) << "nobody is asked about it yet";
    const std::string id = subject.at("id");
    const answered early = act(id, "prove", customer);
    EXPECT_EQ(early.json().at("state"), "pending");
    EXPECT_THAT(early.json().at("proof").at("found"), HasSubstr("no such TXT record"));
    publish(subject);
    EXPECT_EQ(act(id, "prove", stranger).status, 404U);
    const answered proved = act(id, "prove", customer);
    EXPECT_EQ(proved.json().at("state"), "active") << proved.text;
    EXPECT_EQ(proved.json().at("proof").at("by"), "dns");
    ASSERT_EQ(with.program.changed.size(), 1U);
    EXPECT_EQ(with.program.changed.front(), std::vector<std::string>{"example.com"});
    EXPECT_EQ(act(id, "prove", customer).status, 200U) << "again does no harm";
    EXPECT_EQ(with.get("/v1/subjects?state=active", customer).json().at("items").size(), 1U);
    EXPECT_EQ(with.get("/v1/subjects?state=pending", customer).json().at("items").size(), 0U);
}

TEST_F(subjects_test, an_answer_tells_nobody_what_others_have)
{
    ASSERT_EQ(
        with.post("/v1/subjects", staff, {{"subject", "198.41.0.0/24"}, {"account", public_id("acc", strange)}}).status,
        201U);
    const auto shape = [&](const std::string& text) {
        nlohmann::json made = with.post("/v1/subjects", customer, {{"subject", text}}).json();
        for (const char* const differs : {"id", "subject", "proof"}) made.erase(differs);
        return made;
    };
    EXPECT_EQ(shape("198.41.0.7"), shape("198.42.0.7"));
    const answered by_staff =
        with.post("/v1/subjects", staff, {{"subject", "198.41.0.0/25"}, {"account", public_id("acc", own)}});
    EXPECT_EQ(by_staff.status, 409U);
    EXPECT_THAT(by_staff.text, HasSubstr(public_id("acc", strange))) << "staff must know whose it is";
}

TEST_F(subjects_test, a_conflict_is_a_task_that_staff_settles)
{
    const std::string held =
        with.post("/v1/subjects", staff, {{"subject", "198.41.0.4"}, {"account", public_id("acc", strange)}})
            .json()
            .at("id");
    const nlohmann::json claimed = with.post("/v1/subjects", customer, {{"subject", "198.41.0.4"}}).json();
    publish(claimed);
    const std::string id = claimed.at("id");
    EXPECT_EQ(act(id, "prove", customer).json().at("state"), "contested");
    EXPECT_EQ(state(held), "active");
    const nlohmann::json task = with.get("/v1/tasks", staff).json().at("items").at(0);
    EXPECT_EQ(task.at("kind"), "conflict");
    EXPECT_EQ(task.at("holder"), public_id("acc", strange));
    EXPECT_EQ(task.at("account"), public_id("acc", own));
    EXPECT_TRUE(task.at("delisting").is_null());
    EXPECT_THAT(task.at("instructions"), HasSubstr("granted"));
    const std::string path = "/v1/tasks/" + task.at("id").get<std::string>();
    EXPECT_EQ(with.post(path + "/complete", staff, {{"outcome", "granted"}}).problem(), "stale-claim");
    EXPECT_EQ(with.post(path + "/claim", staff, nlohmann::json::object()).status, 200U);
    EXPECT_EQ(with.post(path + "/complete", staff, {{"outcome", "submitted"}}).problem(), "wrong-state");
    const answered done = with.post(path + "/complete", staff, {{"outcome", "granted"}, {"note", "in our pool"}});
    EXPECT_EQ(done.status, 200U) << done.text;
    EXPECT_EQ(state(id), "active");
    EXPECT_EQ(with.get("/v1/subjects/" + held, staff).status, 404U);
}

TEST_F(subjects_test, a_rejected_claim_is_removed)
{
    ASSERT_EQ(
        with.post("/v1/subjects", staff, {{"subject", "198.41.0.4"}, {"account", public_id("acc", strange)}}).status,
        201U);
    const nlohmann::json claimed = with.post("/v1/subjects", customer, {{"subject", "198.41.0.4"}}).json();
    const std::string id = claimed.at("id");
    EXPECT_EQ(act(id, "accept", customer, {{"reason", "mine"}}).status, 404U);
    const answered accepted = act(id, "accept", staff, {{"reason", "says so on the phone"}});
    EXPECT_EQ(accepted.problem(), "subject-contested");
    const std::string path =
        "/v1/tasks/" + with.get("/v1/tasks", staff).json().at("items").at(0).at("id").get<std::string>();
    EXPECT_EQ(with.post(path + "/claim", staff, nlohmann::json::object()).status, 200U);
    EXPECT_EQ(with.post(path + "/complete", staff, {{"outcome", "rejected"}, {"note", "not yours"}}).status, 200U);
    EXPECT_EQ(with.get("/v1/subjects/" + id, customer).status, 404U);
    EXPECT_TRUE(with.get("/v1/tasks", staff).json().at("items").empty());
}

TEST_F(subjects_test, staff_accepts_what_nobody_else_has)
{
    const std::string id = with.subject(customer, "198.41.0.4");
    EXPECT_EQ(act(id, "accept", staff).status, 422U) << "with a reason";
    EXPECT_EQ(act(id, "accept", staff, {{"reason", "in our pool"}}).json().at("state"), "active");
    EXPECT_EQ(act("sub_99", "accept", staff, {{"reason", "x"}}).status, 404U);
    EXPECT_EQ(act("sub_99", "prove", staff).status, 404U);
}

TEST_F(subjects_test, a_quota_is_shown_held_and_set)
{
    const std::string account = "/v1/accounts/" + public_id("acc", own);
    EXPECT_EQ(with.post("/v1/subjects", customer, {{"subject", "198.41.0.0/24"}}).status, 201U);
    const answered over = with.post("/v1/subjects", customer, {{"subject", "198.42.0.0/16"}});
    EXPECT_EQ(over.status, 403U);
    EXPECT_EQ(over.problem(), "over-quota");
    EXPECT_THAT(over.text, HasSubstr("at most 44 more"));
    const nlohmann::json shown = with.get(account, customer).json();
    EXPECT_EQ(shown.at("used"), (nlohmann::json{{"subjects", 1}, {"addresses", 256}}));
    EXPECT_EQ(shown.at("quota"), (nlohmann::json{{"subjects", 3}, {"addresses", 300}}));
    const auto set = [&](const std::string& token, const nlohmann::json& body) {
        return with.ask({"PUT", account + "/quota", token, body.dump()});
    };
    EXPECT_EQ(set(customer, {{"addresses", 100000}, {"reason", "x"}}).status, 404U);
    EXPECT_EQ(set(staff, {{"addresses", 100000}}).status, 422U) << "with a reason";
    EXPECT_EQ(set(staff, {{"addresses", -1}, {"reason", "x"}}).status, 422U);
    const answered done = set(staff, {{"addresses", 100000}, {"reason", "a large customer"}});
    EXPECT_EQ(done.json().at("quota"), (nlohmann::json{{"subjects", 3}, {"addresses", 100000}}));
    EXPECT_EQ(with.post("/v1/subjects", customer, {{"subject", "198.42.0.0/16"}}).status, 201U);
    EXPECT_EQ(set(staff, {{"reason", "as before"}}).json().at("quota").at("addresses"), 300);
}

TEST_F(subjects_test, the_budget_tells_what_a_range_would_do)
{
    EXPECT_EQ(with.get("/v1/budget", customer).status, 404U);
    const nlohmann::json one = with.get("/v1/budget?subject=198.41.0.0/24", staff).json().at("items").at(0);
    EXPECT_EQ(one.at("with").at("subjects"), 266);
    EXPECT_EQ(one.at("with").at("round_seconds"), 12 * 3600);
    EXPECT_EQ(one.at("with").at("questions_per_day"), 2 * 266);
    EXPECT_EQ(one.at("now").at("questions_per_day"), 40);
    EXPECT_EQ(one.at("per_day"), 1000);
    EXPECT_EQ(with.get("/v1/budget?subject=198.41.0.1/24", staff).status, 400U);
}

TEST_F(subjects_test, without_proof_the_first_to_say_so_has_it)
{
    service trusting;
    const std::string one = trusting.token(role::customer, trusting.account("One"));
    const std::string two = trusting.token(role::customer, trusting.account("Two"));
    EXPECT_EQ(trusting.post("/v1/subjects", one, {{"subject", "example.com"}}).json().at("state"), "active");
    const answered taken = trusting.post("/v1/subjects", two, {{"subject", "example.com"}});
    EXPECT_EQ(taken.status, 409U);
    EXPECT_THAT(taken.text, Not(HasSubstr("acc_")));
}

}  // namespace offlist::test
