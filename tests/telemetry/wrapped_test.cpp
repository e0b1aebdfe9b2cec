// Long lines on narrow terminals.
#include <gtest/gtest.h>

#include <telemetry/wrapped.hpp>

namespace offlist::telemetry {
namespace {

TEST(wrapped, breaks_between_words_and_hangs_what_follows)
{
    EXPECT_EQ("  one two\n    three\n    four", wrapped("  one two three four", {.width = 10, .hanging = 4}));
    EXPECT_EQ("one two", wrapped("one two", {.width = 7}));
    EXPECT_EQ("one\ntwo", wrapped("one two", {.width = 6}));
    EXPECT_EQ("one two three", wrapped("one two three", {})) << "no terminal";
}

TEST(wrapped, leaves_a_long_word_whole_and_never_loops)
{
    EXPECT_EQ("a\n https://example.org/long\n b", wrapped("a https://example.org/long b", {.width = 10, .hanging = 1}));
    EXPECT_EQ("https://example.org/long", wrapped("https://example.org/long", {.width = 4, .hanging = 100}));
    EXPECT_EQ("a\n b", wrapped("a   b   ", {.width = 2, .hanging = 100}));
}

TEST(wrapped, counts_what_is_seen)
{
    EXPECT_EQ("\x1b[1;31mein\x1b[0m \xc3\xa4\xc3\xa4", wrapped("\x1b[1;31mein\x1b[0m \xc3\xa4\xc3\xa4", {.width = 6}));
    EXPECT_EQ("one\n  two", wrapped("one two", {.width = 20, .hanging = 2, .before = 15}));
}

}  // namespace
}  // namespace offlist::telemetry
