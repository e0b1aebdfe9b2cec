#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <billing/price_book.hpp>
#include <fstream>
#include <iterator>
#include <support/places.hpp>

namespace offlist {
namespace {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* good = R"(currency = "USD"
[fees]
delisting = "35.00"
[surcharge]
card = 75
btc = 0
[terms]
delisting = ["A failed attempt is credited."]
)";

price_book book()
{
    return parse_price_book(good, "prices.toml").value();
}

TEST(price_book, tells_fees_rates_and_terms)
{
    EXPECT_EQ(to_string(book().fee("delisting").value()), "35.00 USD");
    EXPECT_EQ(book().fee("yacht"), std::nullopt);
    EXPECT_EQ(book().terms.at("delisting").size(), 1U);
}

TEST(price_book, the_surcharge_is_rounded_half_up_in_integers)
{
    static_assert((3500 * 75 + 500) / 1000 == 263);
    EXPECT_EQ(surcharge(3500, "card", book()), 263);  // 262.5
    EXPECT_EQ(surcharge(0, "card", book()), 0);
    EXPECT_EQ(surcharge(6, "card", book()), 0);   // 0.45
    EXPECT_EQ(surcharge(7, "card", book()), 1);   // 0.525
    EXPECT_EQ(surcharge(20, "card", book()), 2);  // 1.5
    EXPECT_EQ(surcharge(largest_amount, "card", book()), 75'000'000'000);
    EXPECT_EQ(surcharge(3500, "btc", book()), 0);
    EXPECT_EQ(surcharge(3500, "cheque", book()), std::nullopt);
}

RC_GTEST_PROP(price_book, the_surcharge_is_never_half_a_cent_off, ())
{
    const auto cents = *rc::gen::inRange<std::int64_t>(0, largest_amount + 1);
    const std::int64_t tenths_of_mille = 10 * surcharge(cents, "card", book()).value() * 100;
    RC_ASSERT(tenths_of_mille - cents * 75 <= 500);
    RC_ASSERT(tenths_of_mille - cents * 75 > -500);
}

TEST(price_book, the_shipped_one_says_what_the_rules_say)
{
    std::ifstream in(test::in_tree("prices.toml"));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto read = parse_price_book(text, "prices.toml");
    ASSERT_TRUE(read) << (read.error().empty() ? "" : read.error().front().to_string());
    EXPECT_EQ(read->fee(delisting_product), (money{3500, {{'U', 'S', 'D'}}}));
    EXPECT_EQ(surcharge(3500, "card", *read), 263);
    for (const char* crypto : {"btc", "bch", "ltc", "doge", "xmr"}) EXPECT_EQ(surcharge(3500, crypto, *read), 0);
    EXPECT_FALSE(read->terms.at("delisting").empty());
}

TEST(price_book, names_every_problem_with_its_line)
{
    const auto read = parse_price_book(R"(currency = "JPY"
[fees]
delisting = 35.00
ip-swap = "50"
gift = "0.00"
[surcharge]
card = 7.5
btc = -1
doge = 1001
crad = 75
[terms]
yacht = ["none"]
delisting = "free"
[fee]
delisting = "35.00"
)",
                                       "prices.toml");
    ASSERT_FALSE(read);
    const auto at = [](int line, const char* what) {
        return AllOf(Field(&problem::line, line), Field(&problem::file, "prices.toml"),
                     Field(&problem::what, HasSubstr(what)));
    };
    EXPECT_THAT(read.error(), testing::UnorderedElementsAre(at(1, "two decimals"), at(3, "delisting is a number"),
                                                            at(4, "ip-swap"), at(5, "costs nothing"), at(7, "card"),
                                                            at(8, "btc is -1"), at(9, "doge is 1001"), at(10, "crad"),
                                                            at(12, "has no fee"), at(13, "delisting is a string"),
                                                            at(13, "has no fee"), at(14, "unknown key \"fee\"")));
}

TEST(price_book, without_surcharge_or_terms_is_no_silent_zero)
{
    const std::string fees = "currency = \"USD\"\n[fees]\ndelisting = \"35.00\"\n";
    const std::string surcharge = "[surcharge]\nbtc = 0\n";
    const std::string terms = "[terms]\ndelisting = [\"A.\"]\n";
    EXPECT_TRUE(parse_price_book(fees + surcharge + terms, "prices.toml"));
    const auto wrong = [&](const std::string& text, const char* what) {
        const auto read = parse_price_book(text, "prices.toml");
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error(), testing::ElementsAre(Field(&problem::what, HasSubstr(what))));
    };
    wrong(fees + terms, "there is no [surcharge]");
    wrong(fees + surcharge, "there are no terms for \"delisting\"");
    wrong(fees + surcharge + "[terms]\n", "there are no terms for \"delisting\"");
}

TEST(price_book, needs_a_currency_and_a_fee_for_delisting)
{
    for (const char* text : {"", "currency = \"USD\"", "currency = \"USD\"\n[fees]\ndelisting = \"35.00\"",
                             "[fees]\ndelisting = \"35.00\"", "currency = \"USD\"\n[fees]\nip-swap = \"50.00\"",
                             "currency = ", "fees = 3"}) {
        const auto read = parse_price_book(text, "prices.toml");
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().front().file, "prices.toml") << text;
        EXPECT_THAT(read.error().front().what, testing::Not(IsEmpty())) << text;
    }
}

}  // namespace
}  // namespace offlist
