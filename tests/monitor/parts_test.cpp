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

TEST(opening_watch, a_wave_needs_subjects_and_accounts_and_a_share)
{
    const mass_thresholds limits;
    opening_watch w(hours(6));
    w.asked(300, start);
    for (std::size_t s = 0; s < 20; ++s) w.suspected(s, 7, start);
    EXPECT_FALSE(w.is_mass(limits, start));  // one account
    w.suspected(20, 8, start);
    w.suspected(21, 9, start);
    EXPECT_EQ(w.subjects(), 22U);
    EXPECT_TRUE(w.is_mass(limits, start));
    w.asked(10'000, start);
    EXPECT_FALSE(w.is_mass(limits, start));  // few of so many
}

TEST(opening_watch, what_waits_for_its_confirmation_counts_however_long_a_ttl_makes_it_wait)
{
    const mass_thresholds limits;
    opening_watch w(hours(6));
    for (std::size_t s = 0; s < 21; ++s) w.suspected(s, 1 + static_cast<std::int64_t>(s % 3), start);
    w.asked(100, start + hours(7));
    EXPECT_TRUE(w.is_mass(limits, start + hours(7)));
    w.opened(0, start + hours(7));
    w.dismissed(1);
    EXPECT_EQ(w.subjects(), 20U);
    w.asked(100, start + hours(14));
    EXPECT_FALSE(w.is_mass(limits, start + hours(14)));  // the opened one is long ago
    EXPECT_EQ(w.subjects(), 19U);
}

using judged = closing_watch::judged;

judged judge(closing_watch& w, std::size_t about, std::uint64_t open, dns::steady_time now = start)
{
    return w.judge(about, open, mass_thresholds{}, hours(12), now);
}

TEST(closing_watch, one_or_two_listings_close_by_themselves)
{
    closing_watch w(hours(6));
    w.clearing(1, 7, start);
    EXPECT_EQ(judge(w, 1, 1), judged::usual);
    w.clearing(2, 8, start);
    EXPECT_EQ(judge(w, 1, 2), judged::usual);
}

TEST(closing_watch, where_few_are_open_one_that_stays_is_enough)
{
    closing_watch w(hours(6));
    w.clearing(1, 7, start);
    EXPECT_EQ(judge(w, 1, 5), judged::too_early);  // nothing is known of the other four
    w.stays(2, start);
    EXPECT_EQ(judge(w, 1, 5), judged::usual);
}

TEST(closing_watch, where_nothing_stays_a_few_of_several_accounts_are_a_mass_change)
{
    closing_watch w(hours(6));
    for (std::size_t s = 0; s < 4; ++s) w.clearing(s, static_cast<std::int64_t>(s), start);
    EXPECT_EQ(judge(w, 0, 4), judged::mass);
    w.closed(0, start);  // already believed: it counts on
    EXPECT_EQ(judge(w, 1, 3), judged::mass);
    w.recurred(3, start);
    EXPECT_EQ(judge(w, 1, 3), judged::usual);
}

TEST(closing_watch, a_share_of_many_is_a_mass_change_whatever_is_not_asked_yet)
{
    closing_watch w(hours(6));
    for (std::size_t s = 0; s < 30; ++s) w.clearing(s, static_cast<std::int64_t>(s % 3), start);
    for (std::size_t s = 30; s < 90; ++s) w.stays(s, start);
    EXPECT_EQ(judge(w, 0, 10'000), judged::mass);  // a third of those asked
    for (std::size_t s = 90; s < 190; ++s) w.stays(s, start);
    EXPECT_EQ(judge(w, 0, 10'000), judged::usual);  // a sixth
}

TEST(closing_watch, one_account_closes_once_all_others_have_been_asked)
{
    closing_watch w(hours(6));
    for (std::size_t s = 0; s < 40; ++s) w.clearing(s, 7, start);
    EXPECT_EQ(judge(w, 0, 60), judged::too_early);
    for (std::size_t s = 40; s < 60; ++s) w.stays(s, start);
    EXPECT_EQ(judge(w, 0, 60), judged::usual);
}

TEST(closing_watch, what_closed_long_ago_is_forgotten_and_what_stayed_beside_it)
{
    closing_watch w(hours(6));
    w.clearing(1, 7, start);
    w.closed(1, start);
    for (std::size_t s = 2; s < 60; ++s) w.stays(s, start + hours(7));  // with nothing to compare it with any more
    EXPECT_EQ(w.subjects(), 0U);
    w.clearing(2, 7, start + hours(7));
    EXPECT_EQ(judge(w, 2, 59, start + hours(7)), judged::too_early);
}

TEST(closing_watch, one_that_goes_again_goes_from_then_on)
{
    closing_watch w(hours(6));
    w.clearing(1, 7, start);
    w.closed(1, start);
    w.clearing(1, 8, start + hours(5));  // listed again meanwhile, and by then another account's
    EXPECT_EQ(w.accounts(), 1U);
    EXPECT_EQ(judge(w, 1, 60, start + hours(13)), judged::too_early);
    EXPECT_EQ(judge(w, 1, 60, start + hours(17)), judged::usual);
}

TEST(closing_watch, what_gives_no_answer_is_not_waited_for_without_end)
{
    closing_watch w(hours(6));
    w.clearing(1, 7, start);
    EXPECT_EQ(judge(w, 1, 60, start + hours(11)), judged::too_early);
    EXPECT_EQ(judge(w, 1, 60, start + hours(12)), judged::usual);
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
