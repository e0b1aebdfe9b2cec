#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <core/clock.hpp>
#include <core/timestamp.hpp>

namespace offlist {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(timestamp, is_rfc_3339_in_utc)
{
    EXPECT_EQ(timestamp(sys_seconds{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(timestamp(sys_seconds{seconds{1'795'420'800}}), "2026-11-23T08:00:00Z");
    EXPECT_EQ(timestamp(sys_seconds{seconds{-1}}), "1969-12-31T23:59:59Z");
    EXPECT_EQ(timestamp(sys_seconds{seconds{1'709'210'096}}), "2024-02-29T12:34:56Z");
}

TEST(timestamp, refuses_what_is_not_a_moment)
{
    for (const auto* text :
         {"", "2026-11-23", "2026-11-23 08:00:00Z", "2026-11-23T08:00:00", "2026-11-23T08:00:00+00:00",
          "2026-02-29T08:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2016-12-31T23:59:60Z",
          "2026-11-23T08:00:00Z ", "2026-1a-23T08:00:00Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

RC_GTEST_PROP(timestamp, reads_what_it_wrote, ())
{
    constexpr std::int64_t year_0 = -62'167'219'200;
    constexpr std::int64_t year_10000 = 253'402'300'800;
    const sys_seconds moment{seconds{*rc::gen::inRange(year_0, year_10000)}};
    RC_ASSERT(parse_timestamp(timestamp(moment)).value() == moment);
}

class stopped_clock final : public clock {
public:
    explicit stopped_clock(std::chrono::system_clock::time_point at) : at_(at) {}
    [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }

private:
    std::chrono::system_clock::time_point at_;
};

TEST(clock, rounds_seconds_down)
{
    using std::chrono::milliseconds;
    EXPECT_EQ(stopped_clock{std::chrono::system_clock::time_point{milliseconds{1999}}}.now_seconds(),
              sys_seconds{seconds{1}});
    EXPECT_EQ(stopped_clock{std::chrono::system_clock::time_point{milliseconds{-1}}}.now_seconds(),
              sys_seconds{seconds{-1}});
}

TEST(clock, the_real_one_agrees_with_the_machine)
{
    const auto before = std::chrono::system_clock::now();
    EXPECT_GE(real_clock{}.now(), before);
    const auto steady_before = std::chrono::steady_clock::now();
    EXPECT_GE(real_clock{}.steady(), steady_before);
}

}  // namespace
}  // namespace offlist
