// What operators document of their codes (documented_codes.txt) against what the shipped definitions make of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <offlist/verdict.hpp>
#include <set>
#include <sstream>

#include "blocklists/answer_match.hpp"
#include "blocklists/make_list.hpp"
#include "blocklists/shipped.hpp"

namespace offlist {
namespace {

using test::number;
using test::shipped;

struct documented {
    std::string list;
    std::string verdict;
    std::string text;                      // as it stands in the table
    std::vector<std::uint32_t> addresses;  // of one answer
    int line = 0;
};

std::vector<std::uint32_t> addresses_of(const std::string& text)
{
    std::vector<std::uint32_t> all;
    std::stringstream in(text);
    for (std::string one; std::getline(in, one, '+');) all.push_back(number(one));
    return all;
}

const std::vector<documented>& table()
{
    static const std::vector<documented> all = [] {
        std::vector<documented> rows;
        std::ifstream in(test::source_directory + "/tests/blocklists/documented_codes.txt");
        std::string line;
        for (int number = 1; std::getline(in, line); ++number) {
            if (line.empty() || line.front() == '#') continue;
            std::stringstream words(line);
            std::string list;
            std::string verdict;
            words >> list >> verdict;
            for (std::string text; words >> text;) rows.push_back({list, verdict, text, addresses_of(text), number});
        }
        return rows;
    }();
    return all;
}

// The word of the table for a judgement.
std::string word_of(const judgement& j)
{
    if (j.what != verdict::unknown) return std::string(to_string(j.what));
    if (j.reason == unknown_reason::not_a_blocklist_answer) return "strange";
    return std::string(to_string(j.reason));
}

bool decides(const answer_rule& rule, std::uint32_t address)
{
    if (rule.bit == 0) return rule.first <= address && address <= rule.last;
    return (address >> (8U * (4U - rule.octet)) & rule.bit) != 0;
}

TEST(documented_codes, each_means_what_its_operator_says)
{
    ASSERT_GT(table().size(), 300U);
    for (const documented& row : table()) {
        const blocklist* const list = shipped().find(row.list);
        ASSERT_NE(list, nullptr) << "documented_codes.txt:" << row.line << ": no list " << row.list;
        answer reply;
        reply.status = answer_status::answered;
        for (const std::uint32_t address : row.addresses) reply.addresses.push_back(address);
        EXPECT_EQ(word_of(judge(reply, *list)), row.verdict)
            << "documented_codes.txt:" << row.line << ": " << row.list << ' ' << row.text;
    }
}

// Otherwise a code could be added to a definition, or change its verdict there, without anybody saying what it means.
TEST(documented_codes, each_documented_rule_of_a_definition_is_in_the_table)
{
    std::map<std::string, std::set<std::uint32_t>> known;
    for (const documented& row : table()) known[row.list].insert(row.addresses.begin(), row.addresses.end());
    for (const blocklist& list : shipped().lists()) {
        for (const answer_rule& rule : list.answers) {
            if (rule.means.find("not documented") != std::string::npos) continue;
            const std::set<std::uint32_t>& codes = known[list.id];
            EXPECT_TRUE(
                std::any_of(codes.begin(), codes.end(), [&](std::uint32_t code) { return decides(rule, code); }))
                << list.id << ": " << rule.means;
        }
    }
}

// A listing that no clean-up can end sells removals that cannot succeed: what only says what kind of address it is, is
// no listing, in any list.
TEST(documented_codes, policy_is_informational_in_every_list)
{
    int policies = 0;
    for (const blocklist& list : shipped().lists()) {
        for (const answer_rule& rule : list.answers) {
            if (rule.means.find("policy") == std::string::npos) continue;
            ++policies;
            EXPECT_EQ(rule.result, verdict::informational) << list.id << ": " << rule.means;
            EXPECT_NE(rule.means.find("policy, no abuse"), std::string::npos) << list.id << ": " << rule.means;
            EXPECT_NE(rule.means.find("refuse"), std::string::npos)
                << list.id << ": says what it means to who sends from there: " << rule.means;
        }
    }
    EXPECT_GE(policies, 16);
    // The lists that know nothing else never list anybody.
    for (const char* id : {"spamhaus-pbl", "abusix-dynamic", "abusero-pbl", "korea-services", "transip-residential"})
        for (const answer_rule& rule : shipped(id).answers) EXPECT_NE(rule.result, verdict::listed) << id;
}

}  // namespace
}  // namespace offlist
