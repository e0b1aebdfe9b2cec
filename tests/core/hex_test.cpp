// Octets as digits, and percent signs.
#include <gtest/gtest.h>

#include <array>
#include <core/hex.hpp>

namespace offlist::test {
namespace {

TEST(hexadecimal, has_two_digits_an_octet)
{
    const std::array<std::uint8_t, 5> octets{0x00, 0x0f, 0xf0, 0xa5, 0xff};
    EXPECT_EQ(hexadecimal(octets), "000ff0a5ff");
    EXPECT_EQ(hexadecimal({}), "");
    std::string text = "\\x";
    append_hexadecimal(text, 0x1b);
    EXPECT_EQ(text, "\\x1b");
}

// RFC 3986 section 2.3: ALPHA / DIGIT / "-" / "." / "_" / "~" stand for themselves.
TEST(percent_encoding, leaves_unreserved_characters_and_nothing_else)
{
    EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encoded("a b/c?d=e&f+g%"), "a%20b%2Fc%3Fd%3De%26f%2Bg%25");
    EXPECT_EQ(percent_encoded("\xc3\xa4"), "%C3%A4") << "octets, in upper case (section 2.1)";
    EXPECT_EQ(percent_encoded(std::string_view("\0\n", 2)), "%00%0A");
}

}  // namespace
}  // namespace offlist::test
