#include <gtest/gtest.h>
#include <delisting/track_record.hpp>

namespace offlist {
namespace {

using namespace std::chrono_literals;

TEST(track_record, tells_nothing_below_five_jobs)
{
    std::vector<past_removal> past(4, {.removed = true, .took = 1h, .window_over = true});
    EXPECT_FALSE(track_record_of(past));
    past.push_back({});
    const auto told = track_record_of(past);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->jobs, 5);
    EXPECT_EQ(told->removed, 4);
    EXPECT_EQ(told->watched, 0) << "four are too few to tell how many were listed again";
}

TEST(track_record, says_it_in_the_words_of_a_quote)
{
    std::vector<past_removal> past;
    for (int n = 0; n < 38; ++n)
        past.push_back(
            {.removed = true, .took = std::chrono::hours(n < 19 ? 2 : 9), .window_over = n < 33, .relisted = n < 4});
    for (int n = 0; n < 3; ++n) past.push_back({});
    EXPECT_EQ(in_words(track_record_of(past).value()),
              "38 of 41 removed, median 9 h, 12 % of 33 listed again within 30 d");
}

TEST(track_record, knows_no_median_where_nothing_was_removed)
{
    const auto told = track_record_of(std::vector<past_removal>(6)).value();
    EXPECT_EQ(in_words(told), "0 of 6 removed");
}

}  // namespace
}  // namespace offlist
