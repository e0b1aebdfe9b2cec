// The definitions of lists.d: every list loads, and every documented code means what its definition says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <offlist/catalog.hpp>
#include <offlist/verdict.hpp>
#include <sstream>

#include "blocklists/answer_match.hpp"
#include "blocklists/definition.hpp"
#include "blocklists/make_list.hpp"
#include "blocklists/question_name.hpp"
#include "blocklists/shipped.hpp"

namespace offlist {
namespace {

using test::answered;
using test::said;
using test::shipped;
using test::source_directory;
using testing::HasSubstr;
using testing::IsEmpty;

bool is_error_code(std::uint32_t address)
{
    return holds(error_space, {address, address});
}

// Whether a rule that precedes `own` takes this address: an exact code, or an earlier range.
bool taken(const blocklist& list, const answer_rule& own, std::uint32_t address)
{
    if (own.bit == 0 && own.first == own.last) return false;
    return std::any_of(list.answers.begin(), list.answers.end(), [&](const answer_rule& other) {
        const bool covers = other.bit == 0 && other.first <= address && address <= other.last;
        return covers && (own.bit != 0 || other.first == other.last || &other < &own);
    });
}

class shipped_list : public testing::TestWithParam<std::string> {};

TEST_P(shipped_list, judges_each_of_its_documented_codes)
{
    const blocklist& list = shipped(GetParam().c_str());
    int judged = 0;
    for (const answer_rule& rule : list.answers) {
        std::vector<std::uint32_t> addresses{rule.first, rule.last};
        if (rule.bit != 0) addresses = {0x7F000000U | (std::uint32_t{rule.bit} << (8U * (4U - rule.octet)))};
        for (const std::uint32_t address : addresses) {
            if (taken(list, rule, address)) continue;
            ++judged;
            answer reply;
            reply.status = answer_status::answered;
            reply.addresses.push_back(address);
            const judgement j = judge(reply, list);
            const verdict wanted = is_error_code(address) ? verdict::unknown : rule.result;
            EXPECT_EQ(j.what, wanted) << address_v4(address) << ' ' << rule.means;
            EXPECT_NE(j.reason, unknown_reason::not_a_blocklist_answer) << address_v4(address);
            const bool own_words = !is_error_code(address) || rule.result == verdict::unknown;
            EXPECT_EQ(std::count(j.meanings.begin(), j.meanings.end(), rule.means), own_words ? 1 : 0)
                << address_v4(address);
        }
    }
    EXPECT_GT(judged, 0);
}

TEST_P(shipped_list, is_told_completely)
{
    const blocklist& list = shipped(GetParam().c_str());
    EXPECT_FALSE(list.name.empty());
    EXPECT_FALSE(list.operator_name.empty());
    EXPECT_TRUE(list.limits.per_second && list.limits.per_day) << "a list of somebody else is asked within limits";
    EXPECT_TRUE(list.enabled || !list.setup.empty() || !list.note.empty()) << "a list that is off says why";
    if (list.needs_key()) {
        EXPECT_FALSE(list.enabled);
        EXPECT_THAT(list.setup, HasSubstr("keys." + list.id));
    }
    const bool can_be_paid =
        list.removal.method != removal_method::none && list.removal.method != removal_method::owner_only;
    EXPECT_EQ(list.removal.deadline.has_value(), can_be_paid);
    blocklist with_key = list;
    with_key.use_key(std::string(63, 'k'));
    for (const subject_kind kind : {subject_kind::ip4, subject_kind::ip6, subject_kind::domain}) {
        if (!list.asks(kind)) continue;
        EXPECT_LE(test_question_name(with_key, kind, true).size(), 253U);
        EXPECT_LE(test_question_name(with_key, kind, false).size(), 253U);
    }
}

std::vector<std::string> all_ids()
{
    std::vector<std::string> ids;
    if (const auto all = load_catalog(source_directory + "/lists.d"))
        for (const blocklist& list : all->lists()) ids.push_back(list.id);
    return ids;
}

INSTANTIATE_TEST_SUITE_P(lists_d, shipped_list, testing::ValuesIn(all_ids()), [](const auto& instance) {
    std::string name = instance.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(shipped_lists, load_without_a_problem)
{
    const auto all = load_catalog(source_directory + "/lists.d");
    ASSERT_TRUE(all) << said(all.error());
    EXPECT_GE(all->enabled().size(), 40U);
}

TEST(shipped_lists, error_answers_are_no_listings)
{
    const std::vector<std::pair<const char*, const char*>> refusals{
        {"spamhaus-zen", "127.255.255.254"},
        {"spamhaus-dbl", "127.0.1.255"},
        {"uribl-multi", "127.0.0.1"},
        {"uribl-multi", "127.0.0.255"},
        {"surbl-multi", "127.0.0.1"},
        {"dnswl", "127.0.0.255"},
        {"dnswl", "127.0.10.3"},
    };
    for (const auto& [id, address] : refusals)
        EXPECT_EQ(judge(answered({address}), shipped(id)).reason, unknown_reason::blocked_by_list) << id << address;
}

TEST(shipped_lists, whitelists_and_scores_are_never_listings)
{
    for (const char* id :
         {"dnswl", "dnswl-dwl", "mailspike-wl", "mailspike-rep", "validity-score", "isipp-iadb", "spfbl-dnswl",
          "whitelisted-org", "abusix-white", "abusix-nod", "interserver-good", "hostkarma-nobl", "fmb-fresh",
          "fmb-short", "spfbl-score", "spfbl-abuse", "spamhaus-zrd-dqs", "sem-fresh30"})
        for (const answer_rule& rule : shipped(id).answers) EXPECT_NE(rule.result, verdict::listed) << id;
}

TEST(shipped_lists, listings_wider_than_an_address_say_so)
{
    EXPECT_EQ(shipped("uceprotect-1").scope, listing_scope::ip);
    EXPECT_EQ(shipped("uceprotect-2").scope, listing_scope::range);
    EXPECT_EQ(shipped("uceprotect-3").scope, listing_scope::asn);
    EXPECT_EQ(shipped("spamhaus-dbl").scope, listing_scope::domain);
}

TEST(shipped_lists, lists_whose_127_0_0_1_is_a_listing_keep_it)
{
    for (const char* id : {"validity-rpbl", "efnetrbl", "0spam-bl"})
        EXPECT_EQ(judge(answered({"127.0.0.1"}), shipped(id)).what, verdict::listed) << id;
}

TEST(shipped_lists, test_entries_that_differ_from_the_rfc_are_known)
{
    EXPECT_EQ(shipped("spamhaus-dbl").test_of(subject_kind::domain).listed, "dbltest.com");
    EXPECT_EQ(shipped("sem-uri").test_of(subject_kind::domain).listed, "_DNSBL_.test");
    EXPECT_EQ(shipped("hostkarma").test_of(subject_kind::ip4).unlisted, "");
    EXPECT_EQ(shipped("abusix-dblack").test_of(subject_kind::domain).listed, "example.test");
    EXPECT_EQ(shipped("abusix-exploit").test_of(subject_kind::ip6).listed, "::ffff:7f00:4");
    EXPECT_EQ(shipped("abusix-black").test_of(subject_kind::ip6).listed, "::ffff:7f00:2");
    EXPECT_EQ(test_question_name(shipped("surbl-multi"), subject_kind::ip4, true), "test.surbl.org.multi.surbl.org");
}

TEST(shipped_lists, every_retired_list_tells_its_history_when_enabled)
{
    ASSERT_GE(shipped().retired().size(), 63U);
    for (const retired_list& gone : shipped().retired()) {
        catalog_options options;
        options.enable = {gone.id};
        const auto all = load_catalog(source_directory + "/lists.d", options);
        ASSERT_FALSE(all) << gone.id;
        EXPECT_THAT(said(all.error()), HasSubstr(gone.history));
        EXPECT_THAT(said(all.error()), HasSubstr(gone.since));
        for (const std::string& zone : gone.zones) EXPECT_EQ(shipped().find_retired(zone), &gone);
    }
}

TEST(lists_document, its_examples_load)
{
    std::ifstream in(source_directory + "/docs/LISTS.md");
    std::string line;
    std::string block;
    bool inside = false;
    int examples = 0;
    while (std::getline(in, line)) {
        if (inside && line == "```") {
            definitions all;
            read_definitions(block, "docs/LISTS.md", all);
            EXPECT_THAT(all.wrong, IsEmpty()) << said(all.wrong) << block;
            EXPECT_GE(all.lists.size() + all.retired.size(), 1U);
            ++examples;
            inside = false;
        } else if (inside) {
            block += line + '\n';
        } else if (line == "```toml") {
            inside = true;
            block.clear();
        }
    }
    EXPECT_EQ(examples, 2) << "one list definition and one retired list";
}

}  // namespace
}  // namespace offlist
