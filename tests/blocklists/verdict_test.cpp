#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <offlist/verdict.hpp>
#include <set>
#include <tuple>

#include "blocklists/make_list.hpp"

namespace offlist {
namespace {

using test::answered;
using test::bit_rule;
using test::rule;
using testing::ElementsAre;
using testing::IsEmpty;

blocklist rich_list()
{
    blocklist list = test::make_list("rich", "bl.example", {subject_kind::ip4});
    list.answers = {
        rule("127.0.1.0-127.0.1.255", verdict::informational, "policy"),
        rule("127.0.0.0-127.0.0.15", verdict::listed, "low codes"),
        rule("127.0.0.0-127.0.0.31", verdict::informational, "wider"),
        rule("127.0.0.1-127.0.0.1", verdict::unknown, "refused"),
        rule("127.0.0.2-127.0.0.2", verdict::listed, "spam"),
        rule("127.0.0.9-127.0.0.9", verdict::unknown, "slow down", unknown_reason::rate_limited),
        bit_rule(64, 4, verdict::listed, "abuse"),
        bit_rule(128, 4, verdict::informational, "age"),
        bit_rule(1, 3, verdict::unknown, "blocked"),
    };
    return list;
}

struct judged_case {
    const char* name;
    std::vector<const char*> addresses;
    verdict what;
    unknown_reason reason;
    std::vector<std::string> meanings;
};

class answered_addresses : public testing::TestWithParam<judged_case> {};

TEST_P(answered_addresses, are_judged)
{
    const judged_case& c = GetParam();
    const judgement j = judge(answered(c.addresses), rich_list());
    EXPECT_EQ(j.what, c.what);
    EXPECT_EQ(j.reason, c.reason);
    EXPECT_EQ(j.meanings, c.meanings);
    EXPECT_EQ(j.codes, std::vector<std::string>(c.addresses.begin(), c.addresses.end()));
}

constexpr auto none = unknown_reason::none;
constexpr auto blocked = unknown_reason::blocked_by_list;
constexpr auto limited = unknown_reason::rate_limited;
constexpr auto no_answer = unknown_reason::not_a_blocklist_answer;

INSTANTIATE_TEST_SUITE_P(
    verdict, answered_addresses,
    testing::Values(
        judged_case{"exact_before_ranges", {"127.0.0.2"}, verdict::listed, none, {"spam"}},
        judged_case{"exact_error_before_earlier_range", {"127.0.0.1"}, verdict::unknown, blocked, {"refused"}},
        judged_case{"first_range_wins", {"127.0.0.15"}, verdict::listed, none, {"low codes"}},
        judged_case{"second_range", {"127.0.0.16"}, verdict::informational, none, {"wider"}},
        judged_case{"range_first_end", {"127.0.1.0"}, verdict::informational, none, {"policy"}},
        judged_case{"range_last_end", {"127.0.1.255"}, verdict::informational, none, {"policy"}},
        judged_case{"one_bit", {"127.0.0.64"}, verdict::listed, none, {"abuse"}},
        judged_case{"bits_speak_together", {"127.0.0.192"}, verdict::listed, none, {"abuse", "age"}},
        judged_case{"weaker_bit_alone", {"127.0.0.128"}, verdict::informational, none, {"age"}},
        judged_case{"error_bit_outweighs_listed", {"127.0.3.64"}, verdict::unknown, blocked, {"abuse", "blocked"}},
        judged_case{"address_rule_silences_bits", {"127.0.1.64"}, verdict::informational, none, {"policy"}},
        judged_case{"unmatched", {"127.0.0.33"}, verdict::unknown, no_answer, {}},
        judged_case{"unmatched_beside_known", {"127.0.0.33", "127.0.0.2"}, verdict::listed, none, {"spam"}},
        judged_case{
            "listed_before_informational", {"127.0.1.7", "127.0.0.2"}, verdict::listed, none, {"policy", "spam"}},
        judged_case{
            "error_outweighs_listed", {"127.0.0.2", "127.0.0.9"}, verdict::unknown, limited, {"spam", "slow down"}},
        judged_case{"meaning_once", {"127.0.0.3", "127.0.0.4"}, verdict::listed, none, {"low codes"}},
        judged_case{"outside_loopback", {"192.0.2.1"}, verdict::unknown, no_answer, {}},
        judged_case{"outside_outweighs_error", {"127.0.0.1", "192.0.2.1"}, verdict::unknown, no_answer, {"refused"}},
        judged_case{"outside_outweighs_listed", {"127.0.0.2", "10.0.0.1"}, verdict::unknown, no_answer, {"spam"}},
        judged_case{
            "errors_everywhere", {"127.255.255.254"}, verdict::unknown, blocked, {"error code: question refused"}},
        judged_case{"first_error_code", {"127.255.255.0"}, verdict::unknown, blocked, {"error code: question refused"}},
        judged_case{"too_many", {"127.255.255.255"}, verdict::unknown, limited, {"error code: too many questions"}},
        judged_case{"error_code_outweighs_listed",
                    {"127.0.0.2", "127.255.255.254"},
                    verdict::unknown,
                    blocked,
                    {"spam", "error code: question refused"}},
        judged_case{"just_below_error_codes", {"127.255.254.64"}, verdict::listed, none, {"abuse"}}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(verdict, an_error_code_is_never_a_listing_whatever_the_list_says)
{
    blocklist list = rich_list();
    list.answers.push_back(rule("127.0.0.0-127.255.255.255", verdict::listed, "all"));
    list.answers.push_back(rule("127.255.255.254-127.255.255.254", verdict::unknown, "public resolver"));
    EXPECT_EQ(judge(answered({"127.255.255.252"}), list).what, verdict::unknown);
    EXPECT_EQ(judge(answered({"127.255.255.255"}), list).reason, unknown_reason::rate_limited);
    EXPECT_THAT(judge(answered({"127.255.255.254"}), list).meanings, ElementsAre("public resolver"));
}

TEST(verdict, an_alias_is_no_listing_and_no_clean_answer)
{
    answer said = answered({"127.0.0.2"});
    said.alias = true;
    EXPECT_EQ(judge(said, rich_list()).reason, unknown_reason::not_a_blocklist_answer);
    answer nowhere;
    nowhere.alias = true;
    for (const answer_status status : {answer_status::no_such_name, answer_status::no_data}) {
        nowhere.status = status;
        EXPECT_EQ(judge(nowhere, rich_list()).reason, unknown_reason::not_a_blocklist_answer);
    }
}

TEST(verdict, each_status_without_addresses_has_its_verdict)
{
    const std::vector<std::tuple<answer_status, verdict, unknown_reason>> table{
        {answer_status::no_such_name, verdict::clean, none},
        {answer_status::no_data, verdict::clean, none},
        {answer_status::timeout, verdict::unknown, unknown_reason::timeout},
        {answer_status::unreachable, verdict::unknown, unknown_reason::timeout},
        {answer_status::refused, verdict::unknown, unknown_reason::refused},
        {answer_status::servfail, verdict::unknown, unknown_reason::servfail},
        {answer_status::malformed, verdict::unknown, unknown_reason::malformed},
        {answer_status::truncated, verdict::unknown, unknown_reason::truncated},
        {answer_status::answered, verdict::unknown, no_answer},
    };
    for (const auto& [status, what, reason] : table) {
        answer said;
        said.status = status;
        const judgement j = judge(said, rich_list());
        EXPECT_EQ(j.what, what) << static_cast<int>(status);
        EXPECT_EQ(j.reason, reason) << static_cast<int>(status);
        EXPECT_THAT(j.codes, IsEmpty());
    }
}

RC_GTEST_PROP(verdict, the_quick_judgement_agrees_and_a_reason_goes_with_unknown_only, ())
{
    answer said;
    said.status = static_cast<answer_status>(*rc::gen::inRange(0, 9));
    said.alias = *rc::gen::arbitrary<bool>();
    const auto near_loopback = rc::gen::map(rc::gen::arbitrary<std::uint32_t>(), [](std::uint32_t any) {
        return any % 5 == 0 ? any : (0x7F000000U | (any & 0x0000017FU) | (any % 7 == 0 ? 0xFFFF00U : 0U));
    });
    for (const std::uint32_t address : *rc::gen::container<std::vector<std::uint32_t>>(near_loopback))
        said.addresses.push_back(address);
    const blocklist list = rich_list();
    const judgement j = judge(said, list);
    const quick_judgement quick = judge_quickly(said, list);
    RC_ASSERT(j.what == quick.what);
    RC_ASSERT(j.reason == quick.reason);
    RC_ASSERT((j.what == verdict::unknown) == (j.reason != unknown_reason::none));
    if (j.what == verdict::listed)
        for (const std::uint32_t address : said.addresses.view()) RC_ASSERT((address >> 24) == 127U);
}

RC_GTEST_PROP(verdict, the_order_of_addresses_changes_nothing, ())
{
    auto octets = *rc::gen::container<std::vector<std::uint8_t>>(8, rc::gen::arbitrary<std::uint8_t>());
    answer forward;
    answer backward;
    forward.status = backward.status = answer_status::answered;
    for (const std::uint8_t octet : octets) forward.addresses.push_back(0x7F000000U | octet);
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet)
        backward.addresses.push_back(0x7F000000U | *octet);
    RC_ASSERT(judge(forward, rich_list()).what == judge(backward, rich_list()).what);
}

TEST(names, are_those_of_the_outer_interface)
{
    EXPECT_EQ(to_string(verdict::informational), "informational");
    EXPECT_EQ(to_string(unknown_reason::not_a_blocklist_answer), "not_a_blocklist_answer");
    EXPECT_EQ(to_string(removal_method::http_from_host), "http-from-host");
    EXPECT_EQ(to_string(severity::medium), "medium");
    EXPECT_EQ(to_string(listing_scope::asn), "asn");
    std::set<std::string_view> reasons;
    for (int i = 0; i < unknown_reasons; ++i) reasons.insert(to_string(static_cast<unknown_reason>(i)));
    EXPECT_EQ(reasons.size(), static_cast<std::size_t>(unknown_reasons));
}

}  // namespace
}  // namespace offlist
