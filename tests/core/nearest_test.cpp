#include <gtest/gtest.h>

#include <core/nearest.hpp>
#include <string>
#include <vector>

namespace offlist {
namespace {

const std::vector<std::string_view> lists{"spamhaus-zen", "spamhaus-dbl", "spamcop", "barracuda", "uribl-multi"};

TEST(nearest, finds_the_word_that_was_meant)
{
    EXPECT_EQ(nearest("spamhaus-zne", lists), "spamhaus-zen");  // swapped
    EXPECT_EQ(nearest("spamcp", lists), "spamcop");             // left out
    EXPECT_EQ(nearest("baracudda", lists), "barracuda");
    EXPECT_EQ(nearest("URIBL-Multi", lists), "uribl-multi");
    EXPECT_EQ(nearest("spamcop", lists), "spamcop");
}

TEST(nearest, says_nothing_when_nothing_is_near)
{
    EXPECT_EQ(nearest("timeout", lists), "");
    EXPECT_EQ(nearest("", lists), "");
    EXPECT_EQ(nearest("x", lists), "");
    EXPECT_EQ(nearest("spamcop", {}), "");
    EXPECT_EQ(nearest(std::string(100'000, 's'), lists), "");
}

TEST(nearest, counts_a_swap_as_one_change)
{
    const std::vector<std::string_view> candidates{"abd", "bac"};
    EXPECT_EQ(nearest("abc", candidates), "abd") << "the first of equals";
    const std::vector<std::string_view> swapped{"acb"};
    EXPECT_EQ(nearest("abc", swapped), "acb") << "two replacements would be too far";
}

TEST(nearest, allows_short_words_one_change)
{
    const std::vector<std::string_view> units{"s", "ms"};
    EXPECT_EQ(nearest("m", units), "s");
    EXPECT_EQ(nearest("mm", units), "ms");
    EXPECT_EQ(nearest("mmm", std::vector<std::string_view>{"abm"}), "");
}

}  // namespace
}  // namespace offlist
