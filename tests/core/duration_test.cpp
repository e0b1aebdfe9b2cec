#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <core/duration.hpp>
#include <limits>

namespace offlist {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(duration, reads_each_unit)
{
    EXPECT_EQ(parse_duration("500ms").value(), 500ms);
    EXPECT_EQ(parse_duration("30s").value(), 30s);
    EXPECT_EQ(parse_duration("10m").value(), 10min);
    EXPECT_EQ(parse_duration("6h").value(), 6h);
    EXPECT_EQ(parse_duration("7d").value(), std::chrono::days{7});
    EXPECT_EQ(parse_duration("0s").value(), 0s);
    EXPECT_EQ(parse_duration("36500d").value(), longest_duration);
}

TEST(duration, says_what_is_wrong)
{
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "empty"},
        {"s", "no number"},
        {"-5s", "a sign"},
        {"+5s", "a sign"},
        {"1.5h", "fraction"},
        {"5 s", "not a unit"},
        {" 5s", "no number"},
        {"5sec", "\"sec\" is not a unit"},
        {"5S", "not a unit"},
        {"1h30m", "not a unit"},
        {"36501d", "too long"},
        {"5s\n", "\\n"},
        {"99999999999999999999999ms", "too long"},
    };
    for (const auto& [text, why] : cases) {
        const auto read = parse_duration(text);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().what, HasSubstr(why)) << text;
        EXPECT_FALSE(read.error().expected.empty()) << text;
    }
}

TEST(duration, hints_at_seconds_when_the_unit_is_missing)
{
    EXPECT_EQ(parse_duration("10").error().expected, "10s");
    EXPECT_THAT(parse_duration("99999999999999999999").error().expected, HasSubstr("a unit"));
}

TEST(duration, is_written_in_the_largest_unit_that_divides_it)
{
    EXPECT_EQ(to_string(milliseconds{0}), "0s");
    EXPECT_EQ(to_string(90s), "90s");
    EXPECT_EQ(to_string(120s), "2m");
    EXPECT_EQ(to_string(24h), "1d");
    EXPECT_EQ(to_string(1500ms), "1500ms");
    EXPECT_EQ(to_string(milliseconds::min()), "-9223372036854775808ms");
}

RC_GTEST_PROP(duration, reads_what_it_wrote, ())
{
    const milliseconds d{*rc::gen::inRange<std::int64_t>(0, longest_duration.count() + 1)};
    RC_ASSERT(parse_duration(to_string(d)).value() == d);
}

}  // namespace
}  // namespace offlist
