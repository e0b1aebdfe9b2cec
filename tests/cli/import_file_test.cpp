#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <support/places.hpp>

#include "cli/import_file.hpp"

namespace offlist::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> told(const loaded<import_content>& read)
{
    std::vector<std::string> all;
    if (!read) {
        for (const problem& p : read.error()) all.push_back(p.to_string());
        return all;
    }
    for (const import_line& each : read->subjects)
        all.push_back(std::to_string(each.line) + ' ' + each.text +
                      (each.label.empty() ? "" : " (" + each.label + ')'));
    return all;
}

loaded<import_content> read(const std::string& text)
{
    std::istringstream in(text);
    return parse_import(in, "in.txt");
}

std::vector<std::string> told(const std::string& text)
{
    return told(read(text));
}

std::vector<std::string> told_of(const std::string& inventory)
{
    std::ifstream in(test::in_tree("tests/inventories/" + inventory), std::ios::binary);
    return told(parse_import(in, inventory));
}

TEST(import_file, takes_one_subject_a_line_with_comments)
{
    EXPECT_THAT(told("# ours\n\n45.83.12.7  # mail\r\n45.84.0.0/24\nB\xc3\xbc"
                     "cher.example\n2a00:db8::1\n"),
                ElementsAre("3 45.83.12.7", "4 45.84.0.0/24", "5 xn--bcher-kva.example", "6 2a00:db8::1"));
}

TEST(import_file, takes_csv_with_a_header_in_any_order)
{
    EXPECT_THAT(told("\xef\xbb\xbf\"Label\",Subject\r\n\"Smith, \"\"Jones\"\"\",45.83.12.7\r\n,example.org\r\n"),
                ElementsAre("2 45.83.12.7 (Smith, \"Jones\")", "3 example.org"));
    EXPECT_THAT(told("subject\n45.83.12.7\n"), ElementsAre("2 45.83.12.7"));
}

TEST(import_file, takes_the_ini_of_other_checkers)
{
    const auto content = read(
        "; exporter\n[targets]\nserver=45.83.12.7\n server = mail.example.org ; ours\n"
        "[rbl]\nserver=zen.spamhaus.org\n");
    EXPECT_THAT(told(content), ElementsAre("3 45.83.12.7", "4 mail.example.org"));
    ASSERT_TRUE(content);
    EXPECT_THAT(content->notes,
                ElementsAre(AllOf(HasSubstr("1 zone "), HasSubstr("zen.spamhaus.org")),
                            AllOf(HasSubstr("no list of addresses will be asked"), HasSubstr("mail.example.org"))));
}

TEST(import_file, names_every_bad_line_and_takes_none)
{
    EXPECT_THAT(told("45.83.12.7\n45.83.12.999\n10.0.0.1\n45.83.12.1/24\n"),
                ElementsAre(HasSubstr("in.txt:2: "), HasSubstr("in.txt:3: "), HasSubstr("in.txt:4: ")));
    EXPECT_THAT(
        told("subject,label\n45.83.12.7\nexample.org,\"open\n"),
        ElementsAre(HasSubstr("in.txt:2: the row has 1 fields; expected 2"), HasSubstr("in.txt:3: a quotation")));
    EXPECT_THAT(told("[targets]\nhost=45.83.12.7\n[rest]\n"),
                ElementsAre(HasSubstr("in.txt:2: "), HasSubstr("in.txt:3: the section \"[rest]\"")));
    EXPECT_THAT(told("subject,colour\n45.83.12.7,red\n"), ElementsAre(HasSubstr("in.txt:1: the column \"colour\"")));
}

TEST(import_file, folds_a_subject_that_is_named_again)
{
    const auto content = read("45.83.12.7\n::ffff:45.83.12.7\nEXAMPLE.org.\nexample.org\n");
    EXPECT_THAT(told(content), ElementsAre("1 45.83.12.7", "3 example.org"));
    ASSERT_TRUE(content);
    EXPECT_EQ(2U, content->duplicates);
}

TEST(import_file, that_holds_nothing_is_a_problem)
{
    EXPECT_THAT(told("# nothing\n"), ElementsAre(HasSubstr("in.txt: the file holds no subjects")));
    EXPECT_THAT(told("subject,label\n"), ElementsAre(HasSubstr("no subjects")));
}

TEST(import_file, tells_the_first_hundred_bad_lines_and_counts_the_rest)
{
    std::string text;
    for (int i = 0; i < 150; ++i) text += "not an address\n";
    const auto lines = told(text);
    ASSERT_EQ(101U, lines.size());
    EXPECT_THAT(lines.back(), HasSubstr("50 more bad lines"));
}

TEST(import_file, reads_what_a_sweep_reads)
{
    EXPECT_THAT(told_of("semicolon.csv"), ElementsAre("2 45.83.12.7 (mail; first)", "3 45.83.12.8 (mail2)"));
    EXPECT_THAT(told_of("excel.csv"), ElementsAre("3 45.83.12.7 (mail1)", "4 45.83.12.8"));
    EXPECT_THAT(told_of("tabs.tsv"), ElementsAre("2 45.83.12.7 (mail one)", "3 45.83.12.8"));
    EXPECT_THAT(told_of("noheader.csv"),
                ElementsAre("1 45.83.12.7 (mail1)", "2 45.83.12.8 (mail, second)", "3 example.org"));
    EXPECT_THAT(told_of("drop.txt"), ElementsAre("3 45.83.16.0/22", "4 45.83.12.0/30", "5 2a00:12:7::/126"));
    EXPECT_THAT(told_of("notepad.txt"), ElementsAre("1 45.83.12.7", "2 45.83.12.8", "3 xn--bcher-kva.example"));
    EXPECT_THAT(told_of("old_mac.txt"), ElementsAre("1 45.83.12.7", "2 45.83.12.8", "3 example.org"));
    EXPECT_THAT(told_of("joined.txt"), ElementsAre("1 45.83.12.7", "2 45.83.12.8"));
    EXPECT_THAT(told_of("exporter.ini"),
                ElementsAre("3 smtp.example.net", "4 45.83.20.7", "5 45.83.20.8", "6 45.83.20.9", "7 45.83.20.10"));
    EXPECT_THAT(told_of("ranges.txt"), ElementsAre("1 45.83.12.7", "1 45.83.12.8/31", "1 45.83.12.10",
                                                   "2 45.83.13.250/31", "2 45.83.13.252/30", "3 45.83.14.8/31",
                                                   "4 45.83.15.0/24", "5 2a00:12:7::e/127", "5 2a00:12:7::10/127"));
    EXPECT_THAT(told_of("invisible.txt").front(),
                HasSubstr("invisible.txt:1: \"45.83.12.7\\u00a0\" holds an invisible"));
}

TEST(import_file, says_how_it_took_what_is_not_canonical)
{
    const auto content = read("45.83.12.7-45.83.12.10\n045.083.013.007\n");
    ASSERT_TRUE(content);
    EXPECT_THAT(content->notes,
                ElementsAre("in.txt:1: 45.83.12.7-45.83.12.10 is taken as 45.83.12.7 45.83.12.8/31 45.83.12.10",
                            HasSubstr("in.txt:2: 045.083.013.007 has leading zeros and is read as 45.83.13.7")));
}

TEST(import_file, labels_are_text)
{
    EXPECT_THAT(told("subject,label\n45.83.12.7,caf\xe9\n45.83.12.8,a\x01 b\n"),
                ElementsAre(HasSubstr("in.txt:2: the label \"caf\\xe9\" is not UTF-8"),
                            HasSubstr("in.txt:3: the label \"a\\x01 b\" holds control characters")));
}

}  // namespace
}  // namespace offlist::cli
