#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <core/cidr.hpp>

namespace offlist {
namespace {

using testing::HasSubstr;

parsed<address_range> allowed(std::string_view text)
{
    return parse_cidr(text, special_addresses::allow);
}

TEST(cidr, has_its_first_and_its_last_address)
{
    const auto range = std::get<ip4_range>(parse_cidr("45.83.12.0/24").value());
    EXPECT_EQ(range.first, 0x2d530c00U);
    EXPECT_EQ(range.last, 0x2d530cffU);
    EXPECT_EQ(range.size(), 256U);
    EXPECT_EQ(std::get<ip4_range>(parse_cidr("45.83.12.7/32").value()).size(), 1U);
    EXPECT_EQ(std::get<ip4_range>(allowed("0.0.0.0/0").value()).size(), std::uint64_t{1} << 32U);
}

TEST(cidr, of_ip6_crosses_the_middle_of_the_address)
{
    const auto limits = [](std::string_view text) { return std::get<ip6_range>(allowed(text).value()); };
    const std::uint64_t all = ~std::uint64_t{0};
    EXPECT_EQ(limits("::/0"), (ip6_range{{0, 0}, {all, all}, 0}));
    EXPECT_EQ(limits("2a00::/63"), (ip6_range{{0x2a00000000000000, 0}, {0x2a00000000000001, all}, 63}));
    EXPECT_EQ(limits("2a00::/64"), (ip6_range{{0x2a00000000000000, 0}, {0x2a00000000000000, all}, 64}));
    EXPECT_EQ(limits("2a00::/65"), (ip6_range{{0x2a00000000000000, 0}, {0x2a00000000000000, all >> 1U}, 65}));
    EXPECT_EQ(limits("2a00::1/128"), (ip6_range{{0x2a00000000000000, 1}, {0x2a00000000000000, 1}, 128}));
}

TEST(cidr, of_mapped_addresses_is_the_range_of_ip4)
{
    EXPECT_EQ(parse_cidr("::ffff:45.83.12.0/120").value(), parse_cidr("45.83.12.0/24").value());
    EXPECT_EQ(to_string(allowed("::ffff:0:0/96").value()), "0.0.0.0/0");
}

TEST(cidr, with_host_bits_set_names_the_right_network)
{
    EXPECT_EQ(parse_cidr("192.0.2.7/24").error().to_string(),
              "\"192.0.2.7/24\" has host bits set; expected 192.0.2.0/24");
    EXPECT_EQ(parse_cidr("2a00::1/48").error().expected, "2a00::/48");
    EXPECT_EQ(parse_cidr("::ffff:45.83.12.7/120").error().expected, "45.83.12.0/24");
}

TEST(cidr, names_the_special_range_it_meets)
{
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"192.168.7.0/24", "lies in 192.168.0.0/16"}, {"192.168.0.0/15", "overlaps 192.168.0.0/16"},
        {"203.0.0.0/16", "overlaps 203.0.113.0/24"},  {"2001:db8:7::/48", "lies in 2001:db8::/32"},
        {"2001::/16", "overlaps 2001::/32"},          {"::ffff:10.0.0.0/104", "lies in 10.0.0.0/8"},
    };
    for (const auto& [text, what] : cases) {
        const auto read = parse_cidr(text);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().what, HasSubstr(what));
        EXPECT_TRUE(allowed(text)) << text;
    }
}

TEST(cidr, refuses_other_texts)
{
    for (const auto* text :
         {"", "/", "/24", "1.2.3.0", "1.2.3.0/", "1.2.3.0/33", "1.2.3.0/-1", "1.2.3.0/+8", "1.2.3.0/024", "1.2.3.0/24 ",
          " 1.2.3.0/24", "1.2.3.0/24/24", "1.2.3/24", "01.2.3.0/24", "2a00::/129", "2a00::%1/64",
          "1.2.3.0/255.255.255.0", "example.com/24", "1.2.3.0/4294967320"})
        EXPECT_FALSE(parse_cidr(text)) << text;
    EXPECT_FALSE(parse_cidr(std::string(1'000'000, '1') + "/24"));
}

TEST(cidr, with_a_netmask_is_told_as_a_prefix)
{
    EXPECT_EQ(parse_cidr("45.83.12.0/255.255.255.0").error().to_string(),
              "\"45.83.12.0/255.255.255.0\" has a netmask; expected 45.83.12.0/24");
    EXPECT_EQ(parse_cidr("45.83.12.7/255.255.255.255").error().expected, "45.83.12.7/32");
    EXPECT_THAT(parse_cidr("45.83.12.0/255.0.255.0").error().what, HasSubstr("no right prefix length"));
}

TEST(cidr, is_told_from_a_path)
{
    EXPECT_TRUE(is_cidr("1.2.3.0/24"));
    EXPECT_TRUE(is_cidr("2a00::/999"));
    EXPECT_TRUE(is_cidr("1.2.3.0/255.255.255.0"));
    EXPECT_FALSE(is_cidr("1.2.3.0/"));
    EXPECT_FALSE(is_cidr("1.2.3.0/index.html"));
    EXPECT_FALSE(is_cidr("example.com/24"));
    EXPECT_FALSE(is_cidr("1.2.3.0"));
}

RC_GTEST_PROP(cidr, reads_what_it_wrote, (std::uint32_t address))
{
    const int prefix = *rc::gen::inRange(0, 33);
    const auto mask = static_cast<std::uint32_t>(~std::uint64_t{0} << static_cast<unsigned>(32 - prefix));
    const ip4_range range{address & mask, address | ~mask, prefix};
    RC_ASSERT(allowed(to_string(range)).value() == address_range{range});
}

RC_GTEST_PROP(cidr, of_ip6_reads_what_it_wrote, (std::uint64_t high, std::uint64_t low))
{
    const auto prefix = *rc::gen::inRange(0U, 129U);
    const std::uint64_t all = ~std::uint64_t{0};
    const ip6_number mask{prefix == 0    ? 0
                          : prefix >= 64 ? all
                                         : all << (64 - prefix),
                          prefix <= 64 ? 0 : all << (128 - prefix)};
    const ip6_range range{
        {high & mask.high, low & mask.low}, {high | ~mask.high, low | ~mask.low}, static_cast<int>(prefix)};
    RC_PRE(!is_mapped_ip4(range.first));
    RC_ASSERT(allowed(to_string(range)).value() == address_range{range});
}

}  // namespace
}  // namespace offlist
