#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <core/quoted.hpp>

namespace offlist {
namespace {

using namespace std::string_literals;

TEST(quoted, leaves_plain_text_and_unicode_as_they_are)
{
    EXPECT_EQ(quoted("192.0.2.1"), "\"192.0.2.1\"");
    EXPECT_EQ(quoted("bücher.日本"), "\"bücher.日本\"");
    EXPECT_EQ(escaped(""), "");
}

TEST(quoted, escapes_what_could_steer_a_terminal_or_break_the_line)
{
    EXPECT_EQ(escaped("a\nb\r\t"), "a\\nb\\r\\t");
    EXPECT_EQ(escaped("\x1b[31m"), "\\x1b[31m");
    EXPECT_EQ(escaped("a\0b"s), "a\\x00b");
    EXPECT_EQ(escaped("\"\\"), "\\\"\\\\");
    EXPECT_EQ(escaped("\x7f"), "\\x7f");
    EXPECT_EQ(escaped("\u009b"), "\\u009b") << "a C1 control";
    EXPECT_EQ(escaped(std::string{'\xe2', '\x80', '\xae'}), "\\u202e") << "turns the text around";
    EXPECT_EQ(escaped("45.83.12.7\u00a0"), "45.83.12.7\\u00a0") << "looks like a space";
    EXPECT_EQ(escaped("a\U000e0041"), "a\\U000e0041");
}

TEST(quoted, escapes_what_is_not_utf8)
{
    EXPECT_EQ(escaped("\xff"), "\\xff");
    EXPECT_EQ(escaped("\xc3"), "\\xc3") << "cut short";
    EXPECT_EQ(escaped("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
    EXPECT_EQ(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
    EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "past U+10FFFF";
}

TEST(quoted, cuts_long_text_between_characters)
{
    EXPECT_EQ(escaped(std::string(80, 'x')), std::string(80, 'x'));
    EXPECT_EQ(escaped(std::string(81, 'x')), std::string(80, 'x') + "…");
    EXPECT_EQ(escaped(std::string(79, 'x') + "ü"), std::string(79, 'x') + "…");
}

RC_GTEST_PROP(quoted, is_always_one_harmless_line, (const std::string& text))
{
    const auto shown = quoted(text);
    RC_ASSERT(shown.size() <= 4 * quoted_octets + 5);
    RC_ASSERT(std::none_of(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

}  // namespace
}  // namespace offlist
