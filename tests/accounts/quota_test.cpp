// How much an account may have.
#include <gmock/gmock.h>

#include <accounts/account.hpp>
#include <cstdint>
#include <limits>

namespace offlist {
namespace {

using testing::HasSubstr;

TEST(quota, is_the_accounts_own_where_staff_has_set_one)
{
    const account_quota usual{.subjects = 10, .addresses = 100};
    EXPECT_EQ(quota_for({}, usual), usual);
    EXPECT_EQ(quota_for({.subjects = 3, .addresses = {}}, usual), (account_quota{3, 100}));
    EXPECT_EQ(quota_for({.subjects = {}, .addresses = 0}, usual), (account_quota{10, 0}));
}

TEST(quota, is_held_to_the_last_one_and_not_beyond)
{
    const account_quota most{.subjects = 10, .addresses = 300};
    EXPECT_FALSE(over_quota({9, 44}, {1, 256}, most));
    EXPECT_THAT(over_quota({9, 45}, {1, 256}, most)->to_string(), HasSubstr("at most 255 more"));
    EXPECT_THAT(over_quota({10, 0}, {1, 1}, most)->to_string(), HasSubstr("10 subjects"));
    EXPECT_TRUE(over_quota({20, 400}, {1, 1}, most)) << "a quota that was made smaller";
    EXPECT_TRUE(over_quota({1, 1}, {1, std::numeric_limits<std::uint64_t>::max()}, most)) << "no sum may overflow";
}

}  // namespace
}  // namespace offlist
