#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <offlist/verdict.hpp>

#include "blocklists/answer_match.hpp"
#include "blocklists/make_list.hpp"

namespace offlist {
namespace {

using test::bit_rule;
using test::rule;

TEST(parse_match, reads_addresses_prefixes_and_ranges)
{
    EXPECT_EQ(parse_match("127.0.0.2").value(), (address_span{0x7F000002, 0x7F000002}));
    EXPECT_EQ(parse_match("127.0.0.0/24").value(), (address_span{0x7F000000, 0x7F0000FF}));
    EXPECT_EQ(parse_match("127.0.0.4/32").value(), (address_span{0x7F000004, 0x7F000004}));
    EXPECT_EQ(parse_match("127.0.0.0/8").value(), loopback_space);
    EXPECT_EQ(parse_match("127.0.0.17-127.0.0.20").value(), (address_span{0x7F000011, 0x7F000014}));
}

struct bad_match {
    const char* text;
    const char* what;
    const char* expected;
};

TEST(parse_match, says_what_is_wrong_and_what_would_be_right)
{
    const bad_match table[] = {
        {"", "not an answer address", "127.0.0.2"},
        {"127.0.0", "not an answer address", "127.0.0.2"},
        {"127.0.0.256", "not an answer address", "127.0.0.2"},
        {"127.0.0.0/33", "not an answer address", "127.0.0.0/24"},
        {"127.0.0.0/24x", "not an answer address", "127.0.0.0/24"},
        {"127.0.0.1/24", "bits set behind the prefix", "127.0.0.0/24"},
        {"127.0.0.9-127.0.0.2", "begins after its end", "lower address first"},
        {"127.0.0.9-", "not an answer address", "127.0.0.17-127.0.0.20"},
        {"10.0.0.1", "outside 127.0.0.0/8", "begins with 127"},
        {"126.0.0.0-127.0.0.1", "outside 127.0.0.0/8", "begins with 127"},
    };
    for (const bad_match& bad : table) {
        const auto match = parse_match(bad.text);
        ASSERT_FALSE(match.has_value()) << bad.text;
        EXPECT_NE(match.error().what.find(bad.what), std::string::npos) << match.error().to_string();
        EXPECT_NE(match.error().expected.find(bad.expected), std::string::npos) << match.error().to_string();
    }
}

TEST(never_matches, tells_shadowed_rules)
{
    const std::vector<answer_rule> rules{
        rule("127.0.0.0-127.0.0.7", verdict::listed, "range"),
        rule("127.0.0.8-127.0.0.15", verdict::listed, "range"),
        rule("127.0.0.3", verdict::listed, "exact, after a range: precedes it"),
        rule("127.0.0.4-127.0.0.12", verdict::listed, "lies in the first two together"),
        rule("127.0.0.3", verdict::listed, "again"),
        rule("127.0.0.15-127.0.0.16", verdict::listed, "one address is its own"),
        bit_rule(4, 4, verdict::listed, "bit"),
        bit_rule(4, 3, verdict::listed, "the same bit of another octet"),
        bit_rule(4, 4, verdict::listed, "again"),
    };
    const std::vector<bool> expected{false, false, false, true, true, false, false, false, true};
    for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_EQ(never_matches(rules, i), expected[i]) << i;
}

TEST(never_matches, tells_bits_behind_a_rule_for_everything)
{
    const std::vector<answer_rule> rules{bit_rule(4, 4, verdict::listed, "bit"),
                                         rule("127.0.0.0/8", verdict::listed, "everything")};
    EXPECT_TRUE(never_matches(rules, 0));
    EXPECT_FALSE(never_matches(rules, 1));
}

// Against judge() itself: a rule that is called shadowed is never the one that speaks, and any other one speaks for
// some address.
RC_GTEST_PROP(never_matches, agrees_with_the_verdicts, ())
{
    std::vector<answer_rule> rules;
    const auto count = *rc::gen::inRange<std::size_t>(1, 6);
    for (std::size_t i = 0; i < count; ++i) {
        const auto ends =
            *rc::gen::pair(rc::gen::inRange<std::uint32_t>(0, 12), rc::gen::inRange<std::uint32_t>(0, 12));
        answer_rule next;
        next.first = 0x7F000000U + std::min(ends.first, ends.second);
        next.last = 0x7F000000U + std::max(ends.first, ends.second);
        next.means = std::to_string(i);
        rules.push_back(next);
    }
    blocklist list;
    list.answers = rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        bool spoke = false;
        for (std::uint32_t address = 0x7F000000U; address < 0x7F000010U; ++address) {
            answer said;
            said.status = answer_status::answered;
            said.addresses.push_back(address);
            const judgement j = judge(said, list);
            spoke = spoke || (!j.meanings.empty() && j.meanings.front() == rules[i].means);
        }
        RC_ASSERT(spoke != never_matches(rules, i));
    }
}

}  // namespace
}  // namespace offlist
