#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <sweep/reading/address_span.hpp>

namespace offlist {
namespace {

using testing::ElementsAre;

template <class Number>
std::vector<std::string> between(const Number& first, const Number& last)
{
    std::vector<std::string> texts;
    for (const auto& range : ranges_between(first, last)) texts.push_back(to_string(range));
    return texts;
}

TEST(address_span, is_the_fewest_ranges)
{
    EXPECT_THAT(between(0x2d530c00U, 0x2d530cffU), ElementsAre("45.83.12.0/24"));
    EXPECT_THAT(between(0x2d530c07U, 0x2d530c07U), ElementsAre("45.83.12.7/32"));
    EXPECT_THAT(between(0x2d530c07U, 0x2d530c0aU), ElementsAre("45.83.12.7/32", "45.83.12.8/31", "45.83.12.10/32"));
    EXPECT_THAT(between(0U, std::numeric_limits<std::uint32_t>::max()), ElementsAre("0.0.0.0/0"));
    EXPECT_EQ(between(1U, std::numeric_limits<std::uint32_t>::max() - 1).size(), 62U) << "the most there can be";
}

TEST(address_span, of_ip6_crosses_the_middle_of_the_address)
{
    const std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
    EXPECT_THAT(between(ip6_number{0, 0}, ip6_number{all, all}), ElementsAre("::/0"));
    EXPECT_THAT(between(ip6_number{0x2a00000000000000, all}, ip6_number{0x2a00000000000001, 0}),
                ElementsAre("2a00::ffff:ffff:ffff:ffff/128", "2a00:0:0:1::/128"));
    EXPECT_THAT(between(ip6_number{0x2a00000000000000, 0}, ip6_number{0x2a00000000000002, all}),
                ElementsAre("2a00::/63", "2a00:0:0:2::/64"));
    EXPECT_EQ(between(ip6_number{0, 1}, ip6_number{all, all - 1}).size(), 254U);
}

// Each range begins where the one before it ends, none could be joined with its neighbour, and none has host bits.
RC_GTEST_PROP(address_span, is_gapless_and_minimal, (std::uint32_t a, std::uint32_t b))
{
    const auto first = std::min(a, b), last = std::max(a, b);
    const auto ranges = ranges_between(first, last);
    std::uint64_t next = first;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const auto& range = std::get<ip4_range>(ranges[i]);
        RC_ASSERT(range.first == next);
        RC_ASSERT(std::get<ip4_range>(parse_cidr(to_string(ranges[i]), special_addresses::allow).value()) == range);
        next = std::uint64_t{range.last} + 1;
        if (i == 0) continue;
        const auto& before = std::get<ip4_range>(ranges[i - 1]);
        const bool twins = before.prefix == range.prefix && (before.first ^ range.first) == before.size();
        RC_ASSERT(!twins);
    }
    RC_ASSERT(next == std::uint64_t{last} + 1);
}

}  // namespace
}  // namespace offlist
