// The wheel: every subject once a period, missed time caught up once, no burst.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <monitor/wheel.hpp>

namespace offlist {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const dns::steady_time wheel_start{hours(1)};

TEST(wheel, asks_every_subject_once_a_period)
{
    wheel w(wheel_start);
    std::uint64_t asked = 0;
    for (int slice = 0; slice < 360; ++slice) {
        const dns::steady_time now = wheel_start + slice * seconds(60);
        w.turn(1000, hours(6), now);
        const std::uint64_t due = w.due(now, seconds(60));
        EXPECT_LE(due, 3U + 4U);
        w.asked(due);
        asked += due;
    }
    EXPECT_GE(asked, 999U);
    EXPECT_LE(asked, 1000U);
}

TEST(wheel, owes_one_round_after_a_pause_and_catches_up_at_a_bounded_rate)
{
    wheel w(wheel_start);
    w.turn(6000, hours(6), wheel_start);
    const dns::steady_time later = wheel_start + hours(24 * 3);
    w.turn(6000, hours(6), later);
    EXPECT_NEAR(w.behind(later).count(), 6 * 3600, 1);
    std::uint64_t asked = 0;
    int slices = 0;
    for (; w.behind(later + slices * seconds(60)).count() > 60; ++slices) {
        const dns::steady_time now = later + slices * seconds(60);
        const std::uint64_t due = w.due(now, seconds(60));
        EXPECT_LE(due, 2 * 17U + 1);
        w.asked(due);
        asked += due;
    }
    // the round owed, and what came meanwhile: nearly as much, at nearly twice the usual rate
    EXPECT_GE(asked, 11'000U);
    EXPECT_LE(asked, 12'100U);
}

RC_GTEST_PROP(a_wheel, owes_what_has_passed_and_was_not_asked, ())
{
    const auto subjects = *rc::gen::inRange<std::uint64_t>(1, 100'000);
    const seconds period(*rc::gen::inRange(60, 100'000));
    wheel w(wheel_start);
    w.turn(subjects, period, wheel_start);
    dns::steady_time now = wheel_start;
    double owed = 0;
    for (int step = *rc::gen::inRange(1, 200); step > 0; --step) {
        now += seconds(*rc::gen::inRange(1, 600));
        w.turn(subjects, period, now);
        const std::uint64_t due = w.due(now, seconds(60));
        const double usual = static_cast<double>(subjects) * 60.0 / static_cast<double>(period.count());
        RC_ASSERT(static_cast<double>(due) <= wheel::catch_up * usual + 2);
        RC_ASSERT(due <= subjects);
        w.asked(due);
        owed = w.behind(now) / std::chrono::duration<double>(period);
        RC_ASSERT(owed <= 1.0 && owed > -1.1);
    }
}

}  // namespace
}  // namespace offlist
