// Files of the trade, tests/inventories, as a sweep reads them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <support/places.hpp>
#include <sweep/inventory_reader.hpp>

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;

const std::filesystem::path folder = test::in_tree("tests/inventories");

struct case_of_inventory {
    const char* file;
    std::vector<std::string> subjects;
    std::vector<std::string> notes;  // parts of them
};

void PrintTo(const case_of_inventory& c, std::ostream* out)
{
    *out << c.file;
}

const std::vector<case_of_inventory>& good_inventories()
{
    static const std::vector<std::string> two{"45.83.12.7", "45.83.12.8"};
    static const std::vector<case_of_inventory> all{
        {"semicolon.csv", two, {}},
        {"excel.csv", two, {}},
        {"tabs.tsv", two, {}},
        {"joined.txt", two, {}},
        {"utf16be_without_mark.txt", two, {}},
        {"noheader.csv", {"45.83.12.7", "45.83.12.8", "example.org"}, {}},
        {"old_mac.txt", {"45.83.12.7", "45.83.12.8", "example.org"}, {}},
        {"notepad.txt", {"45.83.12.7", "45.83.12.8", "xn--bcher-kva.example"}, {}},
        {"exporter.ini",
         {"45.83.20.7", "45.83.20.8", "45.83.20.9", "45.83.20.10", "smtp.example.net"},
         {"zen.spamhaus.org", "smtp.example.net"}},
        {"spellings.txt",
         {"45.83.12.7", "45.83.12.8", "45.83.13.0", "45.83.13.1", "45.83.13.2", "45.83.13.3", "example.org",
          "my_host.example.net", "xn--i-7iq.ws"},
         {"spellings.txt:1: 045.083.012.007 has leading zeros", "spellings.txt:4: 045.083.013.000/30"}}};
    return all;
}

class good_inventory : public testing::TestWithParam<case_of_inventory> {};

loaded<inventory_report> read_trade_file(const std::string& file)
{
    std::ifstream in(folder / file, std::ios::binary);
    return read_inventory(in, file);
}

TEST_P(good_inventory, is_read)
{
    const auto& expected = GetParam();
    const auto report = read_trade_file(expected.file);
    ASSERT_TRUE(report) << report.error().front().to_string();
    std::vector<std::string> subjects;
    inventory_item item;
    for (auto walk = report->subjects.walk({true, true, true}); walk.next(item);)
        subjects.push_back(to_string(to_subject(item)));
    EXPECT_THAT(subjects, ElementsAreArray(expected.subjects));
    ASSERT_EQ(report->notes.size(), expected.notes.size());
    for (std::size_t i = 0; i < expected.notes.size(); ++i) EXPECT_THAT(report->notes[i], HasSubstr(expected.notes[i]));
}

INSTANTIATE_TEST_SUITE_P(files, good_inventory, testing::ValuesIn(good_inventories()));

TEST(inventories, of_ranges_hold_all_their_addresses)
{
    const auto drop = read_trade_file("drop.txt").value();
    EXPECT_EQ(drop.subjects.count(subject_kind::ip4), 1024U + 4U);
    EXPECT_EQ(drop.subjects.count(subject_kind::ip6), 4U);
    const auto ranges = read_trade_file("ranges.txt").value();
    EXPECT_EQ(ranges.subjects.count(subject_kind::ip4), 4U + 6U + 2U + 256U);
    EXPECT_EQ(ranges.subjects.count(subject_kind::ip6), 4U);
    EXPECT_EQ(ranges.duplicates, 0U);
    const auto nested = read_trade_file("nested.txt").value();
    EXPECT_EQ(nested.subjects.size(), 16U);
    EXPECT_EQ(nested.duplicates, 1U + 16U + 8U);
}

TEST(inventories, that_cannot_be_read_say_what_stands_there)
{
    std::vector<std::string> told;
    for (const problem& each : read_trade_file("invisible.txt").error()) told.push_back(each.to_string());
    EXPECT_THAT(told,
                ElementsAre(HasSubstr("invisible.txt:1: \"45.83.12.7\\u00a0\" holds an invisible character: U+00A0"),
                            HasSubstr("U+200B (zero width space), in column 11"),
                            HasSubstr("U+200E (left-to-right mark), in column 1;"), HasSubstr("U+00A0"),
                            HasSubstr("U+00AD (soft hyphen), in column 7")));
    EXPECT_THAT(
        read_trade_file("latin1.txt").error().front().to_string(),
        HasSubstr("latin1.txt:3: \"b\\xfccher.example\" holds an octet that is not UTF-8: 0xfc, a letter in Latin-1"));
}

TEST(inventories, are_all_tried)
{
    std::set<std::string> tried{"README.md", "drop.txt", "ranges.txt", "nested.txt", "invisible.txt", "latin1.txt"};
    for (const auto& each : good_inventories()) tried.insert(each.file);
    std::set<std::string> there;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        there.insert(entry.path().filename().string());
    EXPECT_EQ(there, tried);
}

}  // namespace
}  // namespace offlist
