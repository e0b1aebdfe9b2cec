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
    using namespace std::string_literals;
    EXPECT_THAT(messages(read("\0\0\0\0\n"s).error()), ElementsAre(HasSubstr("mine.txt:1: \"\\x00")));
    EXPECT_THAT(messages(read("\x1f\x8b\x08 and so on"s).error()),
                ElementsAre("mine.txt: the file is compressed by gzip; expected the text in it"));
    EXPECT_THAT(messages(read("PK\x03\x04 and so on"s).error()),
                ElementsAre(HasSubstr("a ZIP archive, as spreadsheets")));
}

TEST(inventory_reader, reads_utf16_and_utf32)
{
    using namespace std::string_literals;
    const std::string wide =
        "4\0"
        "5\0.\0"
        "8\0"
        "3\0.\0"
        "1\0"
        "2\0.\0"
        "7\0\r\0\n\0"s;
    EXPECT_THAT(walked(read("\xff\xfe"s + wide).value().subjects), ElementsAre("45.83.12.7"));
    EXPECT_THAT(walked(read(wide).value().subjects), ElementsAre("45.83.12.7")) << "without a mark";
    EXPECT_THAT(walked(read("\xfe\xff"s + '\0' + wide.substr(0, wide.size() - 1)).value().subjects),
                ElementsAre("45.83.12.7"));
    std::string wider = "\xff\xfe\0\0"s;
    for (const char c : "45.83.12.7"s) wider += c + "\0\0\0"s;
    EXPECT_THAT(walked(read(wider).value().subjects), ElementsAre("45.83.12.7"));
    EXPECT_THAT(
        messages(read("\xff\xfe"
                      "4\0"
                      "5"s)
                     .error()),
        ElementsAre("mine.txt: the text is encoded as UTF-16LE and ends in the middle of a character; expected UTF-8"));
    EXPECT_THAT(messages(read("\xff\xfe"
                              "4\0\0\xdc"
                              "5\0"s)
                             .error()),
                ElementsAre(HasSubstr("UTF-16LE and holds what is no character")));
}

// More than any buffer holds, so that characters are cut at its ends.
TEST(inventory_reader, converts_large_texts)
{
    std::string wide = "\xff\xfe#";
    wide += '\0';
    for (int i = 0; i < 40'000; ++i)
        for (const char c : address_v4{0x2d000000U + static_cast<std::uint32_t>(i)}.to_string() + '\n')
            wide += {c, '\0'};
    wide.insert(4, std::string("\n\0", 2));
    const auto report = read(wide).value();
    EXPECT_EQ(report.subjects.size(), 40'000U);
    EXPECT_EQ(report.lines, 40'001U);
}

TEST(inventory_reader, ends_lines_with_any_line_end)
{
    const auto report = read("45.83.12.7\r45.83.12.8\n45.83.12.9\r\n\rexample.org # c\rexample.net\r").value();
    EXPECT_THAT(walked(report.subjects),
                ElementsAre("45.83.12.7", "45.83.12.8", "45.83.12.9", "example.net", "example.org"));
    EXPECT_EQ(report.lines, 6U);
    EXPECT_THAT(messages(read("45.83.12.7\rx\r").error()), ElementsAre(HasSubstr("mine.txt:2: ")));
}

TEST(inventory_reader, names_what_nobody_sees_with_its_column)
{
    EXPECT_THAT(
        messages(read("45.83.12.7\u00a0\n  \u200b45.83.12.8 # c\n1,\u00a0\n").error()),
        ElementsAre(HasSubstr("mine.txt:1: \"45.83.12.7\\u00a0\" holds an invisible character: U+00A0 (no-break "
                              "space), in column 11; expected"),
                    HasSubstr("mine.txt:2: \"\\u200b45.83.12.8\" holds an invisible character: U+200B (zero width "
                              "space), in column 3"),
                    HasSubstr("mine.txt:3: ")));
    EXPECT_THAT(messages(read("45.83.12.7\ufeff45.83.12.8\n").error()),
                ElementsAre(HasSubstr("U+FEFF (byte order mark), in column 11")));
    EXPECT_THAT(messages(read("b\xfc"
                              "cher.example # caf\xe9\n")
                             .error()),
                ElementsAre(HasSubstr(
                    "0xfc, a letter in Latin-1 (ISO 8859-1, Windows-1252), in column 2; expected text in UTF-8")));
    EXPECT_EQ(read("45.83.12.7 # caf\xe9\n").value().subjects.size(), 1U) << "comments may be anything";
}

TEST(inventory_reader, separators_are_one_for_a_file_and_told_in_errors)
{
    EXPECT_THAT(
        messages(read("45.83.12.7,mail\n45.83.12.8;mail\n").error()),
        ElementsAre(HasSubstr("mine.txt:2: the columns of \"45.83.12.8;mail\" are separated by semicolons; expected "
                              "columns separated by commas as in line 1")));
    EXPECT_THAT(messages(read("subject;label\n45.83.12.7,mail\n").error()),
                ElementsAre(HasSubstr(
                    "mine.txt:2: the row has 1 fields; expected 2, as the header has, separated by semicolons")));
    EXPECT_THAT(
        messages(read("ip;name\n45.83.12.7;mail\n").error()),
        ElementsAre(
            "mine.txt:1: the first row has the columns \"ip\", \"name\", separated by semicolons, of which none "
            "is called subject; expected the header subject,label or none, and then the subject first"));
    EXPECT_THAT(messages(read("mail1,45.83.12.7\n").error()),
                ElementsAre(HasSubstr("of the columns \"mail1\", \"45.83.12.7\" the second is the subject")));
    EXPECT_THAT(messages(read("45.83.12.7,a,b\n").error()),
                ElementsAre(HasSubstr("the row has 3 columns, separated by commas")));
    EXPECT_THAT(messages(read("sep=|\n45.83.12.7|a\n").error()),
                testing::Contains(HasSubstr("mine.txt:1: \"sep=|\" names a separator that is not known")));
}

TEST(inventory_reader, a_second_subject_on_a_line_is_no_label)
{
    for (const auto* line : {"45.83.12.7,45.83.12.8", "a.example,b.example", "a.example;45.83.12.0/24",
                             "45.83.12.7\t45.83.12.8", "45.83.12.7 45.83.12.8"})
        EXPECT_THAT(messages(read(line).error()), ElementsAre(HasSubstr("is more than one subject"))) << line;
    EXPECT_EQ(read("45.83.12.7,mail.example\n").value().subjects.size(), 1U) << "the name of an address";
}

TEST(inventory_reader, reads_ranges_and_spellings_that_are_not_canonical)
{
    const auto report = read("45.83.12.7-45.83.12.10\n45.083.13.7\n").value();
    EXPECT_THAT(walked(report.subjects),
                ElementsAre("45.83.12.7", "45.83.12.8", "45.83.12.9", "45.83.12.10", "45.83.13.7"));
    EXPECT_THAT(report.notes,
                ElementsAre(HasSubstr("mine.txt:2: 45.083.13.7 has leading zeros and is read as 45.83.13.7")));
    EXPECT_THAT(
        messages(read("45.83.12.9-45.83.12.7\n45.83.12.7-x\n45.83.12.7-2a00::\n9.255.255.0-10.0.0.5\n0.0.0.0-255.255."
                      "255.255\n45.0.0.0-46.83.0.0\n2a00::-2a01::\n")
                     .error()),
        ElementsAre(HasSubstr("ends before it begins; expected 45.83.12.7-45.83.12.9"),
                    HasSubstr("begins with an address and does not end with one"),
                    HasSubstr("expected two addresses of one kind"), HasSubstr("meets 10.0.0.0/8"), HasSubstr("meets "),
                    HasSubstr("is too large: 22216705 addresses; expected a range of /8 or smaller"),
                    HasSubstr("is too large")));
}

TEST(inventory_reader, tells_that_host_names_among_targets_are_asked_about_as_domains_only)
{
    const auto report =
        read("[targets]\nserver=smtp.example.net\nserver=45.83.12.7\n[rbl]\nserver=zen.spamhaus.org\n").value();
    EXPECT_THAT(walked(report.subjects), ElementsAre("45.83.12.7", "smtp.example.net"));
    EXPECT_THAT(read("[targets]\nserver=smtp.example.net\n", {.resolves_names = true}).value().notes, IsEmpty());
    EXPECT_THAT(report.notes, ElementsAre(HasSubstr("1 zone under [rbl] passed over"),
                                          testing::AllOf(HasSubstr("1 host name under [targets]"),
                                                         HasSubstr("no list of addresses will be asked"),
                                                         HasSubstr("--resolve"), HasSubstr("smtp.example.net"))));
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
    const auto pieces = rc::gen::element<std::string>(
        "1.2.3.4", "5.0.0.0/30", "\n", "\r\n", "\r", "#", ";", ",", "\t", "\"", " ", "/", "-", "*",
        "2a00::", "x.example", "subject", "label", "sep=;", "[targets]", "server=", "\ufeff", "\u00a0", "007");
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
