#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <billing/money.hpp>
#include <limits>

#include "billing/usd.hpp"

namespace offlist {
namespace {

using testing::HasSubstr;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST(money, is_shown_with_two_decimals)
{
    EXPECT_EQ(to_string(money{3500, usd}), "35.00 USD");
    EXPECT_EQ(to_string(money{-5, usd}), "-0.05 USD");
    EXPECT_EQ(to_string(money{0, usd}), "0.00 USD");
    EXPECT_EQ(to_string(money{least, usd}), "-92233720368547758.08 USD");
}

TEST(money, is_read_from_exactly_two_decimals)
{
    EXPECT_EQ(parse_cents("35.00").value(), 3500);
    EXPECT_EQ(parse_cents("0.01").value(), 1);
    EXPECT_EQ(parse_cents("10000000000.00").value(), largest_amount);
    for (const char* text : {"", "35", "35.0", "35.000", ".50", "-1.00", "+1.00", "1,00", "1e2.00", "35.00 ", "0x1.00",
                             "10000000000.01", "99999999999999999999.00"}) {
        const auto read = parse_cents(text);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().expected, HasSubstr("two decimals")) << text;
    }
}

RC_GTEST_PROP(money, reads_what_it_shows, ())
{
    const auto cents = *rc::gen::inRange<std::int64_t>(0, largest_amount + 1);
    const std::string text = to_string(money{cents, usd});
    RC_ASSERT(parse_cents(text.substr(0, text.find(' '))).value() == cents);
}

TEST(money, sums_that_do_not_fit_are_seen)
{
    EXPECT_EQ(checked_add(most, 0), most);
    EXPECT_EQ(checked_add(most, 1), std::nullopt);
    EXPECT_EQ(checked_add(least, -1), std::nullopt);
    EXPECT_EQ(checked_subtract(least, 1), std::nullopt);
    EXPECT_EQ(checked_subtract(-1, least), most);
    EXPECT_EQ(checked_subtract(0, least), std::nullopt);
}

TEST(money, knows_only_currencies_with_cents)
{
    EXPECT_EQ(parse_currency("USD").value(), usd);
    for (const char* text : {"", "usd", "US", "USDT", "U D", "JPY", "KWD"}) EXPECT_FALSE(parse_currency(text)) << text;
    EXPECT_THAT(parse_currency("JPY").error().what, HasSubstr("two decimals"));
}

}  // namespace
}  // namespace offlist
