#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <sweep/inventory_reader.hpp>
#include <vector>

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> walked(const inventory& subjects)
{
    std::vector<std::string> texts;
    inventory_item item;
    for (auto cursor = subjects.walk({true, true, true}); cursor.next(item);)
        texts.push_back(to_string(to_subject(item)));
    return texts;
}

loaded<inventory_report> read(const std::string& text, const inventory_options& options = {})
{
    std::istringstream from{text};
    return read_inventory(from, "mine.txt", options);
}

std::vector<std::string> messages(const problems& found)
{
    std::vector<std::string> texts;
    for (const auto& one : found) texts.push_back(one.to_string());
    return texts;
}

TEST(inventory_reader, reads_one_subject_a_line)
{
    const auto report = read(
                            "# ours\n"
                            "\n"
                            "45.83.12.7\n"
                            "  45.83.12.9\t# the mail server\n"
                            "45.83.12.8#no space\n"
                            "45.83.13.0/31\n"
                            "2a00::1\n"
                            "   \t \n"
                            "Example.COM.\n"
                            "# 10.0.0.1\n"
                            "45.83.12.7\n"
                            "bücher.example")
                            .value();
    EXPECT_THAT(walked(report.subjects), ElementsAre("45.83.12.7", "45.83.12.8", "45.83.12.9", "45.83.13.0",
                                                     "45.83.13.1", "2a00::1", "example.com", "xn--bcher-kva.example"));
    EXPECT_EQ(report.lines, 12U);
    EXPECT_EQ(report.duplicates, 1U);
    EXPECT_EQ(report.skipped, 0U);
    EXPECT_THAT(report.notes, IsEmpty());
}

TEST(inventory_reader, accepts_crlf_a_byte_order_mark_and_no_final_newline)
{
    const auto report = read(
                            "\xef\xbb\xbf"
                            "45.83.12.7\r\n45.83.12.8 \r\n\r\nexample.com\r\n45.83.12.9\r")
                            .value();
    EXPECT_THAT(walked(report.subjects), ElementsAre("45.83.12.7", "45.83.12.8", "45.83.12.9", "example.com"));
    EXPECT_EQ(report.lines, 5U);
}

TEST(inventory_reader, of_nothing_is_empty)
{
    for (const auto* text : {"", "\n", "\xef\xbb\xbf", "# nothing yet\n"}) {
        const auto report = read(text);
        ASSERT_TRUE(report);
        EXPECT_EQ(report->subjects.size(), 0U);
    }
    EXPECT_EQ(read("").value().lines, 0U);
    EXPECT_EQ(read("\n").value().lines, 1U);
}

constexpr const char* bad_and_good =
    "45.83.12.7\n"
    "45.83.12.256\n"
    "192.0.2.7/24\n"
    "45.83.12.8\n"
    "10.0.0.1\n"
    "a.example b.example\n"
    "https://example.com/\n";

TEST(inventory_reader, names_every_bad_line_and_loads_nothing)
{
    const auto report = read(bad_and_good);
    ASSERT_FALSE(report);
    EXPECT_THAT(messages(report.error()),
                ElementsAre(HasSubstr("mine.txt:2: \"45.83.12.256\" is not an IPv4 address"),
                            "mine.txt:3: \"192.0.2.7/24\" has host bits set; expected 192.0.2.0/24",
                            HasSubstr("mine.txt:5: \"10.0.0.1\" is a private address (10.0.0.0/8, RFC 1918)"),
                            HasSubstr("mine.txt:6: \"a.example b.example\" is more than one subject"),
                            HasSubstr("mine.txt:7: \"https://example.com/\" is a URL; expected example.com alone")));
}

TEST(inventory_reader, skips_bad_lines_when_told_to_and_counts_them)
{
    const auto report = read(bad_and_good, {.skip_invalid = true}).value();
    EXPECT_THAT(walked(report.subjects), ElementsAre("45.83.12.7", "45.83.12.8"));
    EXPECT_EQ(report.skipped, 5U);
    EXPECT_EQ(report.lines, 7U);
    ASSERT_THAT(report.skipped_lines, SizeIs(5));
    EXPECT_EQ(report.skipped_lines[1].line, 3);
}

TEST(inventory_reader, allows_special_addresses_when_told_to)
{
    const auto report = read("10.0.0.1\n127.0.0.0/30\nfe80::1\n", {.special = special_addresses::allow}).value();
    EXPECT_EQ(report.subjects.size(), 6U);
}

TEST(inventory_reader, keeps_a_hundred_problems_and_counts_the_others)
{
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "10.0.0.1\n";
    const auto strict = read(text);
    ASSERT_FALSE(strict);
    ASSERT_THAT(strict.error(), SizeIs(101));
    EXPECT_EQ(strict.error()[99].line, 100);
    EXPECT_EQ(strict.error().back().to_string(), "mine.txt: … and 1900 more bad lines");

    const auto skipping = read(text, {.skip_invalid = true}).value();
    EXPECT_EQ(skipping.skipped, 2000U);
}

TEST(inventory_reader, says_on_which_line_a_range_is_sampled)
{
    EXPECT_THAT(
        read("\n2a00:0:7::/48\n").value().notes,
        ElementsAre(
            "mine.txt:2: 2a00:0:7::/48 is too large to enumerate: one address of each of its 65536 /64s is asked"));
}

TEST(inventory_reader, refuses_long_lines_whatever_they_hold)
{
    const std::string comment = "45.83.12.7 #" + std::string(longest_inventory_line - 12, 'x');
    EXPECT_EQ(read(comment + "\n45.83.12.8\n").value().subjects.size(), 2U) << "the longest that is accepted";
    for (const std::size_t length : {longest_inventory_line + 1, std::size_t{300'000}, std::size_t{3'000'000}}) {
        const auto report = read("45.83.12.7\n" + std::string(length, 'x') + "\n10.0.0.1\n45.83.12.8\n");
        ASSERT_FALSE(report);
        EXPECT_THAT(messages(report.error()), ElementsAre(HasSubstr("mine.txt:2: the line is longer than 4096 octets"),
                                                          HasSubstr("mine.txt:3: \"10.0.0.1\"")));
    }
    EXPECT_THAT(messages(read(std::string(3'000'000, 'x')).error()),
                ElementsAre(HasSubstr("mine.txt:1: the line is longer")));
}

TEST(inventory_reader, refuses_text_that_is_not_text)
{
    EXPECT_THAT(messages(read(std::string("\xff\xfe"
                                          "4\0",
                                          4))
                             .error()),
                ElementsAre(HasSubstr("UTF-16")));
    EXPECT_THAT(messages(read(std::string("\0\0\0\0\n", 5)).error()), ElementsAre(HasSubstr("mine.txt:1: \"\\x00")));
    EXPECT_THAT(messages(read("45.83.12.7\r45.83.12.8\n").error()), ElementsAre(HasSubstr("control characters")));
}

TEST(inventory_reader, refuses_a_stream_that_cannot_be_read)
{
    std::istringstream from{"45.83.12.7\n"};
    from.setstate(std::ios::badbit);
    const auto report = read_inventory(from, "mine.txt");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().front().to_string(), "mine.txt: the file cannot be read");
}

TEST(inventory_reader, has_a_limit)
{
    const auto report = read("45.83.12.0/24\n45.83.13.1\n", {.limit = 256});
    ASSERT_FALSE(report);
    EXPECT_THAT(messages(report.error()), ElementsAre(HasSubstr("mine.txt: the inventory has more than 256 subjects")));
}

// The lines that end just before, at and after the end of a chunk are read like the others, by either path.
TEST(inventory_reader, loses_nothing_between_chunks)
{
    for (const std::string_view ending : {"\n", "\r\n", " # slow\n"}) {
        for (std::size_t shift = 0; shift < 24; ++shift) {
            std::string text(shift, ' ');
            text += '\n';
            constexpr std::uint32_t count = 30'000;
            for (std::uint32_t i = 0; i < count; ++i)
                text += address_v4{0x2d000000U + i * 7}.to_string().append(ending);
            const auto report = read(text);
            ASSERT_TRUE(report) << report.error().front().to_string();
            EXPECT_EQ(report->subjects.size(), count);
            EXPECT_EQ(report->lines, count + 1);
            EXPECT_EQ(report->duplicates, 0U);
        }
    }
}

RC_GTEST_PROP(inventory_reader, any_octets_are_read_or_refused_by_line, (const std::string& noise))
{
    const auto pieces =
        rc::gen::element<std::string>("1.2.3.4", "5.0.0.0/30", "\n", "\r\n", "#", " ", "/", "2a00::", "x.example");
    std::string text = noise;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(pieces)) text += piece;
    const auto report = read(text);
    if (report) {
        RC_ASSERT(report->skipped == 0U);
        return;
    }
    RC_ASSERT(!report.error().empty());
    const auto skipped = read(text, {.skip_invalid = true});
    if (skipped) RC_ASSERT(skipped->skipped > 0U);
}

}  // namespace
}  // namespace offlist
