#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <offlist/verdict.hpp>
#include <string>

#include "core/utf8.hpp"

namespace offlist {
namespace {

using namespace std::string_literals;

TEST(sanitised, leaves_good_text_alone)
{
    EXPECT_EQ(sanitised("https://check.example/?ip=192.0.2.7 – señal, 日本, 🙂"),
              "https://check.example/?ip=192.0.2.7 – señal, 日本, 🙂");
    EXPECT_EQ(sanitised(""), "");
}

TEST(sanitised, turns_control_characters_into_spaces_and_trims)
{
    EXPECT_EQ(sanitised("\t\r\n listed\x01here \x7F\n"), "listed here");
    EXPECT_EQ(sanitised("a\0b"s), "a b");
    EXPECT_EQ(sanitised("a\u0085b\u009Bc"), "a b c");  // C1: NEL, and CSI which some terminals obey
    EXPECT_EQ(sanitised("\x1B[31mred\x1B[0m"), "[31mred [0m");
}

TEST(sanitised, disarms_characters_that_reorder_or_hide_text)
{
    EXPECT_EQ(sanitised("abc\xE2\x80"s + "\xAEtxt.exe"), "abc txt.exe");
    EXPECT_EQ(sanitised("a\xE2\x81"s + "\xA6" + "b\u2069c"), "a b c");
    EXPECT_EQ(sanitised("a\u200Bb\uFEFFc\u2028d"), "a b c d");
}

TEST(sanitised, replaces_what_is_not_utf8)
{
    EXPECT_EQ(sanitised("a\xFF"s + "b"), "a\uFFFD"s + "b");
    EXPECT_EQ(sanitised("\xC3"), "\uFFFD");                                // cut short
    EXPECT_EQ(sanitised("\xC0\xAF"), "\uFFFD\uFFFD");                      // overlong slash
    EXPECT_EQ(sanitised("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");            // surrogate
    EXPECT_EQ(sanitised("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
    EXPECT_EQ(sanitised("\xE2\x82"s + "x"), "\uFFFDx");
}

TEST(sanitised, cuts_at_a_code_point)
{
    EXPECT_EQ(sanitised(std::string(1000, 'x')), std::string(400, 'x'));
    const std::string cut = sanitised(std::string(399, 'x') + "é");
    EXPECT_EQ(cut, std::string(399, 'x'));
}

RC_GTEST_PROP(sanitised, is_always_short_valid_utf8_without_controls, (const std::vector<std::uint8_t>& octets))
{
    std::string text(octets.begin(), octets.end());
    for (int i = 0; i < 3; ++i) text += text;
    const std::string clean = sanitised(text);
    RC_ASSERT(clean.size() <= 400U);
    RC_ASSERT(first_line_not_utf8(clean) == 0);
    for (const char c : clean) RC_ASSERT(static_cast<std::uint8_t>(c) >= 0x20 && c != 0x7F);
    RC_ASSERT(clean.empty() || (clean.front() != ' ' && clean.back() != ' '));
    RC_ASSERT(sanitised(clean) == clean);
}

}  // namespace
}  // namespace offlist
