// The addresses that a transfer may connect to.
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <cstring>
#include <outbound/address_guard.hpp>

namespace offlist::outbound {
namespace {

bool allowed(address_guard guard, const char* text)
{
    sockaddr_storage storage{};
    auto* const general = reinterpret_cast<sockaddr*>(&storage);
    if (std::strchr(text, ':') != nullptr) {
        auto* const six = reinterpret_cast<sockaddr_in6*>(&storage);
        storage.ss_family = AF_INET6;
        EXPECT_EQ(::inet_pton(AF_INET6, text, &six->sin6_addr), 1);
    } else {
        auto* const four = reinterpret_cast<sockaddr_in*>(&storage);
        storage.ss_family = AF_INET;
        EXPECT_EQ(::inet_pton(AF_INET, text, &four->sin_addr), 1);
    }
    const bool may = guard.allows(*general);
    EXPECT_EQ(may, guard.refused().empty());
    return may;
}

TEST(address_guards, refuse_special_addresses)
{
    const address_guard strict(special_addresses::refuse);
    for (const char* text : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "0.0.0.0", "100.64.0.1", "::1",
                             "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"})
        EXPECT_FALSE(allowed(strict, text)) << text;
    for (const char* text : {"45.83.12.7", "8.8.8.8", "2a01:4f8::1"}) EXPECT_TRUE(allowed(strict, text)) << text;
}

TEST(address_guards, allow_what_the_operator_configured)
{
    const address_guard open(special_addresses::allow);
    for (const char* text : {"127.0.0.1", "10.1.2.3", "fd00::1", "45.83.12.7"})
        EXPECT_TRUE(allowed(open, text)) << text;
}

TEST(address_guards, know_no_other_families)
{
    sockaddr unix_one{};
    unix_one.sa_family = AF_UNIX;
    address_guard open(special_addresses::allow);
    EXPECT_FALSE(open.allows(unix_one));
}

}  // namespace
}  // namespace offlist::outbound
