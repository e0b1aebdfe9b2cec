// The window and the wait of one resolver: pure decisions.
#include <gtest/gtest.h>
#include <dns/window.hpp>

namespace offlist::dns {
namespace {

using namespace std::chrono_literals;

TEST(send_window, doubles_while_nothing_is_lost)
{
    send_window w(1000);
    EXPECT_EQ(w.size(), send_window::first);
    w.answered(send_window::first);
    EXPECT_EQ(w.size(), 2 * send_window::first);
}

TEST(send_window, never_passes_its_bound)
{
    send_window w(150);
    w.answered(100'000);
    EXPECT_EQ(w.size(), 150);
    send_window small(10);
    EXPECT_EQ(small.size(), 10);
}

TEST(send_window, shrinks_when_a_burst_overflows_the_server)
{
    send_window w(1000);
    w.answered(2000);
    w.judge(500, 500);
    EXPECT_LE(w.size(), 500);
    w.judge(500, 50);
    EXPECT_LT(w.size(), 500);
}

TEST(send_window, keeps_a_floor_under_a_silent_server)
{
    send_window w(1000);
    for (int i = 0; i < 100; ++i) w.judge(0, 100);
    EXPECT_EQ(w.size(), send_window::smallest);
}

TEST(send_window, hardly_grows_near_the_size_that_lost_and_faster_in_time)
{
    send_window w(1000);
    w.answered(500);
    w.judge(100, 100);
    const int shrunk = w.size();
    const auto round_trips = [&w](int count) {
        const int before = w.size();
        for (int i = 0; i < count; ++i) {
            w.answered(w.size());
            w.judge(w.size(), 0);
        }
        return w.size() - before;
    };
    EXPECT_LE(round_trips(20), 1);
    EXPECT_GE(w.size(), shrunk);
    round_trips(200);
    EXPECT_GT(round_trips(20), 20);
}

TEST(send_window, takes_a_loss_that_small_windows_see_too_as_the_paths_own)
{
    send_window w(1000);
    for (int i = 0; i < 2000; ++i) {
        w.answered(90);
        w.judge(90, 10);
    }
    EXPECT_GT(w.size(), 500) << "10 % of loss at every size is no congestion";
    const int tolerant = w.size();
    w.judge(50, 50);
    EXPECT_LT(w.size(), tolerant) << "but more than that is";
}

TEST(round_trip, waits_the_configured_time_until_it_knows_better)
{
    round_trip t(2s);
    EXPECT_EQ(t.wait(), 2s);
    for (int i = 0; i < 100; ++i) t.sample(200ms);
    EXPECT_GE(t.wait(), 200ms);
    EXPECT_LE(t.wait(), 250ms);
}

TEST(round_trip, never_waits_less_than_a_resend_is_worth_nor_more_than_configured)
{
    round_trip quick(2s);
    for (int i = 0; i < 100; ++i) quick.sample(50us);
    EXPECT_EQ(quick.wait(), round_trip::least);
    round_trip slow(300ms);
    for (int i = 0; i < 100; ++i) slow.sample(5s);
    EXPECT_EQ(slow.wait(), 300ms);
    round_trip brief(10ms);
    for (int i = 0; i < 100; ++i) brief.sample(1ms);
    EXPECT_EQ(brief.wait(), 10ms);
}

TEST(round_trip, waits_longer_where_answers_vary)
{
    round_trip steady(2s), varying(2s);
    for (int i = 0; i < 100; ++i) {
        steady.sample(150ms);
        varying.sample(i % 2 == 0 ? 10ms : 290ms);
    }
    EXPECT_GT(varying.wait(), steady.wait());
}

}  // namespace
}  // namespace offlist::dns
