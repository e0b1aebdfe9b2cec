#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <core/unicode/invisible.hpp>

namespace offlist {
namespace {

TEST(invisible, characters_are_named)
{
    EXPECT_EQ(name_of_character(0xA0), "U+00A0 (no-break space)");
    EXPECT_EQ(name_of_character(0x200B), "U+200B (zero width space)");
    EXPECT_EQ(name_of_character(0xFEFF), "U+FEFF (byte order mark)");
    EXPECT_EQ(name_of_character(0x3000), "U+3000 (ideographic space)");
    EXPECT_EQ(name_of_character(0xE0041), "U+E0041 (tag or variation selector)");
    EXPECT_EQ(name_of_character(9), "U+0009 (tab)");
    EXPECT_EQ(name_of_character('a'), "U+0061");
    EXPECT_EQ(name_of_character(0x10FFFF), "U+10FFFF");
}

TEST(invisible, of_what_is_seen_nothing_is)
{
    for (const char32_t c : {U' ', U'!', U'~', U'\u00a1', U'ü', U'日', U'\u2764', U'\u2013', U'\U0001F4A9'})
        EXPECT_FALSE(is_invisible(c)) << static_cast<std::uint32_t>(c);
}

TEST(invisible, the_first_is_told_with_its_column)
{
    EXPECT_FALSE(first_unreadable("bücher.example").has_value());
    EXPECT_FALSE(unreadable_fault("a\u200cb").has_value()) << "joiners are for IDNA to judge";
    EXPECT_EQ(unreadable_fault("bü\u00a0\u200b").value().to_string(),
              "\"bü\\u00a0\\u200b\" holds an invisible character: U+00A0 (no-break space), in column 3; expected an "
              "IP address or a domain, without it");
    EXPECT_EQ(unreadable_fault("\t", 7).value().what, "\"\\t\" holds a control character: U+0009 (tab), in column 8");
    EXPECT_EQ(unreadable_fault("caf\xe9").value().to_string(),
              "\"caf\\xe9\" holds an octet that is not UTF-8: 0xe9, a letter in Latin-1 (ISO 8859-1, Windows-1252), in "
              "column 4; expected text in UTF-8");
}

RC_GTEST_PROP(invisible, any_octets_are_looked_through, (const std::string& text))
{
    const auto odd = first_unreadable(text);
    if (odd) RC_ASSERT(odd->at < text.size() && odd->count <= odd->at + 1);
}

}  // namespace
}  // namespace offlist
