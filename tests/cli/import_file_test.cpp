#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

std::vector<std::string> told(std::string_view text)
{
    return told(parse_import(text, "in.txt"));
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
    const auto read = parse_import(
        "; exporter\n[targets]\nserver=45.83.12.7\n server = mail.example.org ; ours\n"
        "[rbl]\nserver=zen.spamhaus.org\n",
        "targets.ini");
    EXPECT_THAT(told(read), ElementsAre("3 45.83.12.7", "4 mail.example.org"));
    ASSERT_TRUE(read);
    EXPECT_THAT(read->notes, ElementsAre(AllOf(HasSubstr("1 zone "), HasSubstr("zen.spamhaus.org"))));
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
    const auto read = parse_import("45.83.12.7\n::ffff:45.83.12.7\nEXAMPLE.org.\nexample.org\n", "in.txt");
    EXPECT_THAT(told(read), ElementsAre("1 45.83.12.7", "3 example.org"));
    ASSERT_TRUE(read);
    EXPECT_EQ(2U, read->duplicates);
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

}  // namespace
}  // namespace offlist::cli
