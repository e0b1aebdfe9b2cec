// What counts as one client.
#include "http/client_address.hpp"

#include <gmock/gmock.h>

namespace {

using offlist::http::network_of;

TEST(client_address, one_customer_of_a_provider_is_one_client)
{
    EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(network_of("2001:db8:1:2::7"), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of("2001:db8:1:2:ffff:ffff:ffff:ffff"), network_of("2001:db8:1:2::"));
    EXPECT_NE(network_of("2001:db8:1:3::7"), network_of("2001:db8:1:2::7"));
    EXPECT_EQ(network_of("::ffff:192.0.2.7"), "192.0.2.7") << "IPv4 through a socket of IPv6";
    EXPECT_EQ(network_of("nobody"), "nobody");
}

}  // namespace
