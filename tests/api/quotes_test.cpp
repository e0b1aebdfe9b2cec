// Quotes over REST, and orders that rest on them: DNS is really asked before money is held.
#include <gmock/gmock.h>

#include <dns/record_types.hpp>

#include "api/shop.hpp"

namespace offlist::test {

using testing::HasSubstr;

namespace {

constexpr const char* arpa = "7.2.0.192.in-addr.arpa";

struct quotes_test : shop {
    quotes_test()
    {
        blocklist strict = list("alpha");
        strict.removal.preconditions = {"stop the cause first", "matching reverse DNS"};
        use({strict, list("beta")});
        listed(own, "192.0.2.7", "alpha");
        credit(own, 10'000);
    }
    void reverse_dns(answer_status how, std::vector<std::string> names = {})
    {
        answer said;
        said.status = how;
        said.texts = std::move(names);
        with.program.names.set(arpa, dns::ptr_record, said);
    }
    std::string refusal() { return quote("192.0.2.7").at("refusal").at("code"); }
};

}  // namespace

TEST_F(quotes_test, says_the_price_the_way_what_must_be_in_order_and_how_it_is_free)
{
    reverse_dns(answer_status::answered, {"mail.example.org"});
    with.program.names.a("mail.example.org", {0xc0000207});
    const auto q = quote("192.0.2.7");
    EXPECT_EQ(q.at("sold"), true) << q.dump();
    EXPECT_TRUE(q.at("refusal").is_null());
    EXPECT_EQ(q.at("fee"), nlohmann::json({{"amount", 3500}, {"currency", "USD"}}));
    EXPECT_EQ(q.at("way").at("method"), "web-form");
    EXPECT_EQ(q.at("free").at("url"), "https://alpha.example/remove?ip=192.0.2.7");
    EXPECT_THAT(q.at("free").at("text").get<std::string>(), HasSubstr("ask by the form"));
    EXPECT_EQ(q.at("first").at(1).at("standing"), "in_order");
    EXPECT_EQ(q.at("expected").at("deadline"), "14d");
    EXPECT_FALSE(q.at("terms").empty());
    EXPECT_EQ(order("192.0.2.7").status, 201U);
    EXPECT_EQ(refusal(), "live_job");
}

TEST_F(quotes_test, no_money_is_held_while_something_is_not_in_order)
{
    reverse_dns(answer_status::no_such_name);
    EXPECT_EQ(refusal(), "not_in_order");
    const answered wrong = order("192.0.2.7");
    EXPECT_EQ(wrong.status, 409U);
    EXPECT_EQ(wrong.problem(), "not-in-order");
    EXPECT_THAT(wrong.text, HasSubstr("192.0.2.7 has no reverse DNS"));
    EXPECT_EQ(wrong.json().at("free").at("url"), "https://alpha.example/remove?ip=192.0.2.7");
    reverse_dns(answer_status::timeout);
    EXPECT_EQ(refusal(), "could_not_check");
    const answered unknown = order("192.0.2.7");
    EXPECT_EQ(unknown.status, 503U);
    EXPECT_EQ(unknown.problem(), "could-not-check");
    EXPECT_EQ(unknown.headers.at("Retry-After"), "30");
    EXPECT_EQ(funds(own).at("held").at("amount"), 0);
}

TEST_F(quotes_test, a_refused_order_may_be_sent_again_with_its_key)
{
    asked keyed{"POST",
                "/v1/delistings",
                customer,
                R"({"subject":"192.0.2.7","blocklist":"alpha","expected_fee":3500})",
                {{"idempotency-key", "k"}}};
    reverse_dns(answer_status::timeout);
    EXPECT_EQ(with.ask(keyed).status, 503U);
    reverse_dns(answer_status::answered, {"mail.example.org"});
    with.program.names.a("mail.example.org", {0xc0000207});
    EXPECT_EQ(with.ask(keyed).status, 201U);
}

TEST_F(quotes_test, the_reasons_come_from_what_the_store_knows)
{
    EXPECT_EQ(quote("192.0.2.9").at("refusal").at("code"), "not_listed");
    suspected(own, "192.0.2.10", "alpha");
    EXPECT_EQ(quote("192.0.2.10").at("refusal").at("code"), "not_listed");
    health("alpha", list_state::unhealthy, "lists the world");
    EXPECT_EQ(refusal(), "unhealthy");
    EXPECT_EQ(order("192.0.2.7").problem(), "not-sold");
    EXPECT_EQ(quote("192.0.2.7", "sorbs").at("refusal").at("code"), "retired");
    blocklist wide = list("beta");
    wide.scope = listing_scope::range;
    use({list("alpha"), wide});
    listed(own, "192.0.2.7", "beta");
    EXPECT_EQ(quote("192.0.2.7", "beta").at("refusal").at("code"), "covers_more");
}

TEST_F(quotes_test, a_stranger_learns_nothing_and_staff_needs_no_account)
{
    const std::string path = "/v1/quotes?subject=192.0.2.7&blocklist=alpha";
    EXPECT_EQ(with.get(path, stranger).json().at("refusal").at("code"), "not_listed");
    EXPECT_EQ(with.get(path + "&account=" + public_id("acc", own), stranger).status, 404U);
    reverse_dns(answer_status::no_such_name);
    EXPECT_EQ(with.get(path, staff).json().at("refusal").at("code"), "not_in_order");
}

TEST_F(quotes_test, names_what_is_wrong_with_the_question)
{
    EXPECT_EQ(with.get("/v1/quotes", customer).json().at("errors").size(), 2U);
    const answered a = with.get("/v1/quotes?subject=nonsense&blocklist=alhpa", customer);
    EXPECT_EQ(a.status, 400U);
    EXPECT_THAT(a.text, testing::AllOf(HasSubstr("alhpa"), HasSubstr("nonsense")));
    EXPECT_EQ(order("192.0.2.7", "alhpa").status, 422U);
}

}  // namespace offlist::test
