// The pure parts of the monitor: quotas within limits, waves, health in earnest, the index of listings.
#include <gtest/gtest.h>

#include <monitor/health_log.hpp>
#include <monitor/listing_index.hpp>
#include <monitor/mass_watch.hpp>
#include <monitor/quota.hpp>

namespace offlist {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const dns::steady_time start{hours(1)};

TEST(quota, without_limits_the_interval_is_kept_in_every_slice)
{
    const quota r = quota_of({}, {1'000'000, 10'000, 4}, hours(6), minutes(15), seconds(60));
    EXPECT_EQ(r.every, 1U);
    EXPECT_EQ(r.period, hours(6));
}

TEST(quota, a_small_day_is_met_in_few_slices_and_stretches_the_interval)
{
    query_limits limits;
    limits.per_day = 5000;
    const list_load load{10'000, 0, 4};
    const quota r = quota_of(limits, load, hours(6), minutes(15), seconds(60));
    const double slices_a_day = 86'400.0 / (60.0 * r.every);
    EXPECT_LE(slices_a_day * 4, 0.05 * 5000);  // tests
    EXPECT_GE(r.period, hours(48));            // 10,000 subjects of 5,000 a day
    EXPECT_LE(10'000.0 / (static_cast<double>(r.period.count()) / 86'400.0) + slices_a_day * 4, 5000);
}

TEST(quota, a_slice_of_a_slow_list_has_room_for_its_rate_only)
{
    query_limits limits;
    limits.per_second = 1;
    const quota r = quota_of(limits, {100'000, 0, 4}, hours(6), minutes(15), seconds(60));
    EXPECT_LE(r.most + 4, 60U);
    EXPECT_GE(r.period, seconds(100'000));
}

TEST(quota, of_a_day_a_slice_takes_its_share_of_time_twofold)
{
    EXPECT_EQ(share_of_day(86'400, seconds(60), hours(24)), 120U);
    EXPECT_EQ(share_of_day(100, seconds(60), seconds(30)), 100U);
    EXPECT_EQ(share_of_day(0, seconds(60), hours(24)), 0U);
}

TEST(mass_watch, a_wave_needs_subjects_and_accounts_and_a_share)
{
    const mass_thresholds limits;
    mass_watch w(hours(6));
    w.asked(300, start);
    for (std::size_t s = 0; s < 20; ++s) w.appeared(s, 7, start);
    EXPECT_FALSE(mass_watch::reached(w.within(start), limits));  // one account
    w.appeared(20, 8, start);
    w.appeared(20, 9, start);
    EXPECT_EQ(w.within(start).subjects, 21U);
    EXPECT_TRUE(mass_watch::reached(w.within(start), limits));
    w.asked(10'000, start);
    EXPECT_FALSE(mass_watch::reached(w.within(start), limits));  // few of so many
    EXPECT_EQ(w.within(start + hours(7)).subjects, 0U);
}

TEST(health_log, one_unverified_slice_is_no_change)
{
    health_log h(list_state::healthy);
    EXPECT_FALSE(h.saw(list_state::unverified, "silent"));
    EXPECT_FALSE(h.saw(list_state::healthy, ""));
    EXPECT_FALSE(h.saw(list_state::unverified, "silent"));
    EXPECT_TRUE(h.saw(list_state::unverified, "silent"));
    EXPECT_TRUE(h.saw(list_state::healthy, ""));
    EXPECT_TRUE(h.saw(list_state::unhealthy, "lists everything"));
    EXPECT_FALSE(h.saw(list_state::unhealthy, "lists everything"));
    EXPECT_FALSE(h.saw(list_state::unused, ""));
}

listing_record record_of(std::uint32_t list, std::uint32_t address, listing_state state, dns::steady_time ask_at)
{
    listing_record r;
    r.about = address_v4(address);
    r.list = list;
    r.now.state = state;
    r.ask_at = ask_at;
    return r;
}

TEST(listing_index, gives_what_is_due_once_until_it_is_asked_again)
{
    listing_index index;
    const auto open = index.add(record_of(0, 1, listing_state::listed, start));
    const auto pending = index.add(record_of(0, 2, listing_state::suspected, start + minutes(10)));
    EXPECT_EQ(index.of(0).open, 1U);
    EXPECT_EQ(index.of(0).pending, 1U);
    EXPECT_EQ(index.take_due(0, false, start, 10), std::vector{open});
    EXPECT_TRUE(index.take_due(0, false, start, 10).empty());
    EXPECT_TRUE(index.take_due(0, true, start, 10).empty());
    EXPECT_EQ(index.take_due(0, true, start + minutes(10), 10), std::vector{pending});
    index.ask_at(open, start + minutes(15));
    EXPECT_TRUE(index.take_due(0, false, start + minutes(14), 10).empty());
    EXPECT_EQ(index.take_due(0, false, start + minutes(15), 10), std::vector{open});
}

TEST(listing_index, a_place_that_is_used_again_is_not_due_for_the_one_before)
{
    listing_index index;
    const auto gone = index.add(record_of(0, 1, listing_state::listed, start));
    index.remove(gone);
    EXPECT_FALSE(index.find(0, address_v4(1U)));
    const auto other = index.add(record_of(0, 2, listing_state::listed, start + hours(1)));
    EXPECT_EQ(gone, other);
    EXPECT_TRUE(index.take_due(0, false, start, 10).empty());
    EXPECT_EQ(index.find(0, address_v4(2U)), other);
    EXPECT_EQ(index.of(0).open, 1U);
    EXPECT_EQ(index.size(), 1U);
}

}  // namespace
}  // namespace offlist
