#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sweep/subjects_of.hpp>

namespace offlist {
namespace {

std::vector<std::string> texts(const std::vector<std::string>& of, std::size_t most = 100)
{
    std::vector<std::string> all;
    for (const subject& s : subjects_of(of, most)) all.push_back(to_string(s));
    return all;
}

TEST(subjects_of, expands_ranges_and_keeps_the_order)
{
    EXPECT_THAT(
        texts({"example.org", "192.0.2.6/31", "no subject at all", "2001:db8::4/127", "192.0.2.1"}),
        testing::ElementsAre("example.org", "192.0.2.6", "192.0.2.7", "2001:db8::4", "2001:db8::5", "192.0.2.1"));
}

TEST(subjects_of, takes_no_more_than_the_bound)
{
    EXPECT_EQ(texts({"10.0.0.0/8"}, 5).size(), 5U);
    EXPECT_THAT(texts({"192.0.2.0/31", "192.0.2.8", "192.0.2.9"}, 3),
                testing::ElementsAre("192.0.2.0", "192.0.2.1", "192.0.2.8"));
}

}  // namespace
}  // namespace offlist
