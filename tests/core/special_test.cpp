#include <gtest/gtest.h>

#include <core/cidr.hpp>
#include <core/special.hpp>
#include <string>

namespace offlist {
namespace {

struct special_case {
    std::string_view address;
    std::string_view range;  // empty: an ordinary address
};

void expect(const special_case& c)
{
    std::uint32_t ip4 = 0;
    ip6_number ip6;
    const special_range* found = nullptr;
    if (read_ip4(c.address, ip4))
        found = find_special(ip4);
    else if (read_ip6(c.address, ip6))
        found = find_special(ip6);
    else
        FAIL() << c.address << " is not an address";
    EXPECT_EQ(found != nullptr ? found->range : std::string_view{}, c.range) << c.address;
}

TEST(special, knows_the_first_and_last_address_of_each_ip4_range_and_their_neighbours)
{
    for (const special_case& c : std::initializer_list<special_case>{
             {"0.0.0.0", "0.0.0.0/8"},
             {"0.255.255.255", "0.0.0.0/8"},
             {"1.0.0.0", ""},
             {"9.255.255.255", ""},
             {"10.0.0.0", "10.0.0.0/8"},
             {"10.255.255.255", "10.0.0.0/8"},
             {"11.0.0.0", ""},
             {"100.63.255.255", ""},
             {"100.64.0.0", "100.64.0.0/10"},
             {"100.127.255.255", "100.64.0.0/10"},
             {"100.128.0.0", ""},
             {"127.0.0.2", "127.0.0.0/8"},
             {"128.0.0.0", ""},
             {"169.253.255.255", ""},
             {"169.254.0.0", "169.254.0.0/16"},
             {"169.255.0.0", ""},
             {"172.15.255.255", ""},
             {"172.16.0.0", "172.16.0.0/12"},
             {"172.31.255.255", "172.16.0.0/12"},
             {"172.32.0.0", ""},
             {"191.255.255.255", ""},
             {"192.0.0.255", "192.0.0.0/24"},
             {"192.0.1.0", ""},
             {"192.0.2.0", "192.0.2.0/24"},
             {"192.0.3.0", ""},
             {"192.88.99.1", "192.88.99.0/24"},
             {"192.167.255.255", ""},
             {"192.168.0.0", "192.168.0.0/16"},
             {"192.169.0.0", ""},
             {"198.17.255.255", ""},
             {"198.18.0.0", "198.18.0.0/15"},
             {"198.19.255.255", "198.18.0.0/15"},
             {"198.20.0.0", ""},
             {"198.51.100.255", "198.51.100.0/24"},
             {"198.51.101.0", ""},
             {"203.0.113.0", "203.0.113.0/24"},
             {"223.255.255.255", ""},
             {"224.0.0.0", "224.0.0.0/4"},
             {"233.252.0.9", "233.252.0.0/24"},
             {"239.255.255.255", "224.0.0.0/4"},
             {"240.0.0.0", "240.0.0.0/4"},
             {"255.255.255.254", "240.0.0.0/4"},
             {"255.255.255.255", "255.255.255.255/32"},
         })
        expect(c);
}

TEST(special, knows_the_ip6_ranges)
{
    for (const special_case& c : std::initializer_list<special_case>{
             {"::", "::/128"},
             {"::1", "::1/128"},
             {"::2", "::/96"},
             {"::ffff:8.8.8.8", "::ffff:0:0/96"},
             {"64:ff9b::808:808", "64:ff9b::/96"},
             {"64:ff9b::1:0:0", "::/3"},
             {"64:ff9b:1::1", "64:ff9b:1::/48"},
             {"100::1", "100::/64"},
             {"1fff:ffff::", "::/3"},
             {"2000::", ""},
             {"2001:0:ffff::", "2001::/32"},
             {"2001:1::", ""},
             {"2001:2::1", "2001:2::/48"},
             {"2001:1f::", "2001:10::/28"},
             {"2001:20::", "2001:20::/28"},
             {"2001:30::", ""},
             {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", ""},
             {"2001:db8::", "2001:db8::/32"},
             {"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32"},
             {"2001:db9::", ""},
             {"2002:808:808::1", "2002::/16"},
             {"2003::", ""},
             {"3ffe::", ""},
             {"3fff:fff::1", "3fff::/20"},
             {"3fff:1000::", ""},
             {"4000::", "4000::/2"},
             {"5f00::1", "5f00::/16"},
             {"8000::", "8000::/1"},
             {"fc00::", "fc00::/7"},
             {"fdff:ffff::", "fc00::/7"},
             {"fe00::", "8000::/1"},
             {"fe80::1", "fe80::/10"},
             {"febf::", "fe80::/10"},
             {"fec0::", "fec0::/10"},
             {"ff02::1", "ff00::/8"},
         })
        expect(c);
}

TEST(special, every_range_of_the_table_is_a_range_with_words_and_a_source)
{
    const auto examine = [](const special_range& range) {
        const auto read = parse_cidr(range.range, special_addresses::allow);
        ASSERT_TRUE(read) << range.range;
        EXPECT_EQ(range.source.substr(0, 4), "RFC ") << range.range;
        EXPECT_FALSE(range.what.empty()) << range.range;
    };
    for (const auto& range : special_ip4_ranges()) examine(range);
    for (const auto& range : special_ip6_ranges()) examine(range);
}

TEST(special, finds_a_range_that_overlaps_from_either_side)
{
    const auto overlap = [](std::uint32_t first, std::uint32_t last) {
        const auto* found = find_special(first, last);
        return std::string(found != nullptr ? found->range : "");
    };
    EXPECT_EQ(overlap(0x0a000000, 0x0a0000ff), "10.0.0.0/8") << "within";
    EXPECT_EQ(overlap(0xcb007000, 0xcb0077ff), "203.0.113.0/24") << "around";
    EXPECT_EQ(overlap(0x09ffffff, 0x0a000000), "10.0.0.0/8") << "the last address only";
    EXPECT_EQ(overlap(0x01000000, 0x09ffffff), "") << "beside";
}

TEST(special, the_first_octets_hide_no_special_address)
{
    const auto& octets = special_first_octets();
    for (std::uint32_t octet = 0; octet < 256; ++octet)
        EXPECT_EQ(octets[octet], find_special(octet << 24U, octet << 24U | 0xffffffU) != nullptr) << octet;
}

}  // namespace
}  // namespace offlist
