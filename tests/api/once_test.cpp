// Idempotency-Key: done once, however often it is sent.
#include <gmock/gmock.h>

#include <api/endpoint.hpp>
#include <api/gate.hpp>
#include <api/once.hpp>
#include <store/accounts/account_table.hpp>
#include <store/accounts/idempotency_table.hpp>

#include "api/service.hpp"
#include "support/await.hpp"

namespace offlist::test {

namespace {

struct once_test : testing::Test {
    service with;
    std::string staff = with.token(role::staff);
    std::string admin = with.token(role::admin);
    std::int64_t own = with.account("Own");

    [[nodiscard]] asked made(const std::string& key, const std::string& name = "Example") const
    {
        return {"POST",
                "/v1/accounts",
                staff,
                nlohmann::json({{"name", name}, {"email", "a@example.org"}}).dump(),
                {{"idempotency-key", key}}};
    }
    std::size_t accounts() { return with.get("/v1/accounts", staff).json().at("items").size(); }
};

}  // namespace

TEST_F(once_test, the_same_request_gets_the_same_answer)
{
    const answered first = with.ask(made("a"));
    const answered second = with.ask(made("a"));
    ASSERT_EQ(first.status, 201U) << first.text;
    EXPECT_EQ(second.status, 201U);
    EXPECT_EQ(second.text, first.text);
    EXPECT_EQ(second.headers.at("Idempotent-Replayed"), "true");
    EXPECT_EQ(accounts(), 2U);
    EXPECT_NE(with.ask(made("b")).text, first.text);
}

TEST_F(once_test, another_request_with_the_same_key_is_refused)
{
    EXPECT_EQ(with.ask(made("a")).status, 201U);
    EXPECT_EQ(with.ask(made("a", "Other")).problem(), "idempotency-key-reused");
    EXPECT_EQ(accounts(), 2U);
}

TEST_F(once_test, keys_belong_to_their_token)
{
    asked other = made("a");
    other.token = admin;
    EXPECT_EQ(with.ask(made("a")).status, 201U);
    EXPECT_EQ(with.ask(other).status, 201U);
    EXPECT_EQ(accounts(), 3U);
}

TEST_F(once_test, a_refused_request_may_be_mended)
{
    asked wrong = made("a");
    wrong.body = "{}";
    EXPECT_EQ(with.ask(wrong).status, 422U);
    EXPECT_EQ(with.ask(made("a")).status, 201U);
}

TEST_F(once_test, fifty_at_once_make_one)
{
    const std::vector<answered> all = with.ask_all(std::vector<asked>(50, made("a")));
    int made_it = 0;
    for (const answered& a : all) {
        EXPECT_THAT(a.status, testing::AnyOf(201U, 409U)) << a.text;
        if (a.status == 201U && !a.headers.contains("Idempotent-Replayed")) ++made_it;
    }
    EXPECT_EQ(made_it, 1);
    EXPECT_EQ(accounts(), 2U);
}

TEST_F(once_test, who_was_too_slow_is_told_that_another_does_it)
{
    const api::api_ports ports = with.ports();
    api::gate passed(ports);
    store::idempotent_request key{.token = 7, .key = "a", .operation = "POST /v1/accounts", .body_hash = "00"};
    store::idempotency_table keys(*with.db);
    const auto slow = await(with.on, keys.begin(key, with.time.now_seconds()));
    ASSERT_TRUE(slow);
    with.time.advance(store::idempotency_claim + std::chrono::minutes(1));
    ASSERT_EQ(await(with.on, keys.begin(key, with.time.now_seconds()))->what, store::key_claim::fresh);
    key.claim = slow->claim;
    http::request request;
    api::call of{.passed = passed, .request = request, .who = {}, .once = key};
    const http::response given =
        await(with.on, api::commit(ports, of, [&](soci::session& s) -> parsed<api::outcome> {
                  (void)store::account_table::create(s, "Example", "a@example.org", of.actor("slowly"));
                  return api::outcome{.answer = {}, .kept = {}, .added = {}};
              }));
    EXPECT_EQ(given.status, 409U) << given.body;
    EXPECT_THAT(given.body, testing::HasSubstr("still-running"));
    EXPECT_EQ(accounts(), 1U);
}

TEST_F(once_test, a_tokens_secret_is_not_kept)
{
    const asked order{"POST", "/v1/tokens", admin, R"({"role":"staff"})", {{"idempotency-key", "t"}}};
    const answered first = with.ask(order);
    const answered second = with.ask(order);
    ASSERT_EQ(first.status, 201U) << first.text;
    EXPECT_TRUE(first.json().at("token").is_string());
    EXPECT_TRUE(second.json().at("token").is_null());
    EXPECT_EQ(second.json().at("id"), first.json().at("id"));
    asked other = order;
    other.headers[0].second = "u";
    EXPECT_EQ(with.ask_all({other, other}).back().problem(), "still-running");
}

TEST_F(once_test, what_is_no_key)
{
    for (const std::string& key : {std::string(), std::string("a b"), std::string(256, 'a'), std::string("\xc3\xa4")})
        EXPECT_EQ(with.ask(made(key)).problem(), "invalid-idempotency-key") << key;
    asked twice = made("a");
    twice.headers.emplace_back("idempotency-key", "b");
    EXPECT_EQ(with.ask(twice).problem(), "invalid-idempotency-key");
}

}  // namespace offlist::test
