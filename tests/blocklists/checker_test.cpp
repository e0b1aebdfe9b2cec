#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <offlist/checker.hpp>

#include "blocklists/make_list.hpp"
#include "support/await.hpp"
#include "support/fake_resolver.hpp"

namespace offlist {
namespace {

using test::answered;
using test::fake_resolver;
using test::make_list;
using test::number;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const blocklist& ip_list()
{
    static const blocklist list = make_list("ip", "bl.example", {subject_kind::ip4});
    return list;
}

finding check_now(fake_resolver& dns, const subject& about, const blocklist& list = ip_list())
{
    boost::asio::io_context on;
    return test::await(on, check(dns, about, list));
}

health health_now(fake_resolver& dns, const blocklist& list, subject_kind kind)
{
    boost::asio::io_context on;
    return test::await(on, test_health(dns, list, kind));
}

const subject seven = address_v4(number("192.0.2.7"));

TEST(check, a_listed_subject_comes_with_all_its_evidence)
{
    fake_resolver dns;
    dns.a("7.2.0.192.bl.example", {number("127.0.0.2")}, 300);
    dns.txt("7.2.0.192.bl.example", {"seen in a trap\n", "\x1B[31mred"});
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const finding found = check_now(dns, seven);
    EXPECT_EQ(found.judged.what, verdict::listed);
    EXPECT_THAT(found.judged.codes, ElementsAre("127.0.0.2"));
    EXPECT_THAT(found.judged.meanings, ElementsAre("spam"));
    EXPECT_THAT(found.texts, ElementsAre("seen in a trap", "[31mred"));
    EXPECT_EQ(found.ttl, 300U);
    EXPECT_EQ(found.resolver, "192.0.2.53:53");
    EXPECT_EQ(found.blocklist, "ip");
    EXPECT_EQ(found.subject, seven);
    EXPECT_GE(found.asked_at, before);
}

TEST(check, only_listed_answers_are_asked_for_a_reason)
{
    fake_resolver dns;
    dns.a("7.2.0.192.bl.example", {number("127.0.0.77")});
    EXPECT_EQ(check_now(dns, seven).judged.reason, unknown_reason::not_a_blocklist_answer);
    EXPECT_EQ(check_now(dns, address_v4(number("192.0.2.8"))).judged.what, verdict::clean);
    EXPECT_EQ(dns.asked("7.2.0.192.bl.example", record_type::txt), 0U);
    EXPECT_EQ(dns.asked().size(), 2U);
}

TEST(check, a_reason_that_does_not_come_changes_no_verdict)
{
    fake_resolver dns;
    dns.a("7.2.0.192.bl.example", {number("127.0.0.2")});
    answer silent;
    silent.status = answer_status::timeout;
    dns.set("7.2.0.192.bl.example", record_type::txt, silent);
    const finding found = check_now(dns, seven);
    EXPECT_EQ(found.judged.what, verdict::listed);
    EXPECT_THAT(found.texts, IsEmpty());
}

TEST(check, a_failed_question_is_neither_listed_nor_clean)
{
    fake_resolver dns;
    dns.otherwise(answer_status::servfail);
    EXPECT_EQ(check_now(dns, seven).judged.reason, unknown_reason::servfail);
    dns.otherwise(answer_status::unreachable);
    const finding nobody = check_now(dns, seven);
    EXPECT_EQ(nobody.judged.reason, unknown_reason::timeout);
    EXPECT_EQ(nobody.resolver, "");
}

TEST(check, a_name_too_long_to_ask_is_unknown_and_not_asked)
{
    fake_resolver dns;
    const blocklist list = make_list("dom", "bl.example", {subject_kind::domain});
    const std::string longest = std::string(60, 'a') + '.' + std::string(60, 'b') + '.' + std::string(60, 'c') + '.' +
                                std::string(60, 'd') + ".example";
    const finding found = check_now(dns, domain{longest, "example"}, list);
    EXPECT_EQ(found.judged.reason, unknown_reason::malformed);
    EXPECT_THAT(dns.asked(), IsEmpty());
}

struct health_case {
    const char* name;
    answer listed;
    answer unlisted;
    const char* why;  ///< part of it; empty: healthy
};

answer status(answer_status what)
{
    answer said;
    said.status = what;
    return said;
}

answer alias(answer said)
{
    said.alias = true;
    return said;
}

class health_table : public testing::TestWithParam<health_case> {};

TEST_P(health_table, tells_a_sick_list_in_plain_words)
{
    blocklist list = ip_list();
    list.answers.push_back(test::rule("127.0.0.8", verdict::unknown, "refused"));
    const health told = health_of(list, &GetParam().listed, &GetParam().unlisted);
    const std::string wanted = GetParam().why;
    EXPECT_EQ(told.healthy, wanted.empty()) << told.why;
    if (wanted.empty())
        EXPECT_EQ(told.why, "");
    else
        EXPECT_THAT(told.why, HasSubstr(wanted));
}

const answer yes = answered({"127.0.0.2"});
const answer no = status(answer_status::no_such_name);

INSTANTIATE_TEST_SUITE_P(
    checker, health_table,
    testing::Values(
        health_case{"healthy", yes, no, ""}, health_case{"no_data_is_a_no", yes, status(answer_status::no_data), ""},
        health_case{"any_code_will_do", answered({"127.0.0.99", "127.9.9.9"}), no, ""},
        health_case{"lists_the_world", yes, yes, "lists its must-not-be-listed test entry: it lists the world"},
        health_case{"answers_nothing", no, no, "does not list its test entry (NXDOMAIN): it answers nothing"},
        health_case{"answers_no_data", status(answer_status::no_data), no, "does not list its test entry (no data)"},
        health_case{"parked", answered({"192.0.2.1"}), answered({"192.0.2.1"}),
                    "answers 192.0.2.1, outside 127.0.0.0/8 (RFC 6471 section 3.3)"},
        health_case{"parked_for_the_other", yes, answered({"192.0.2.1"}), "answers 192.0.2.1, outside"},
        health_case{"one_outside", answered({"127.0.0.2", "10.0.0.1"}), no, "answers 10.0.0.1, outside"},
        health_case{"refuses_us", answered({"127.255.255.254"}), no, "refuses this resolver (127.255.255.254)"},
        health_case{"refuses_us_on_the_no", yes, answered({"127.255.255.254"}), "refuses this resolver"},
        health_case{"own_error_code", answered({"127.0.0.8"}), no, "refuses this resolver (127.0.0.8)"},
        health_case{"too_much", answered({"127.255.255.255"}), no, "asks too much (127.255.255.255)"},
        health_case{"alias", alias(yes), no, "alias"}, health_case{"alias_to_nowhere", yes, alias(no), "alias"},
        health_case{"refused", status(answer_status::refused), no, "REFUSED"},
        health_case{"servfail", status(answer_status::servfail), no, "SERVFAIL"},
        health_case{"silent", status(answer_status::timeout), no, "no answer (timeout)"},
        health_case{"silent_on_the_no", yes, status(answer_status::timeout), "no answer (timeout)"},
        health_case{"unreachable", status(answer_status::unreachable), no, "no resolver"},
        health_case{"truncated", status(answer_status::truncated), no, "truncated"},
        health_case{"malformed", status(answer_status::malformed), no, "cannot be read"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(health_of, asks_nothing_of_a_list_without_test_entries)
{
    EXPECT_FALSE(health_of(ip_list(), nullptr, nullptr).healthy) << "nobody can tell";
    EXPECT_FALSE(health_of(ip_list(), nullptr, &yes).healthy);
    EXPECT_FALSE(health_of(ip_list(), &no, nullptr).healthy);
}

TEST(test_health, asks_the_lists_own_test_entries)
{
    fake_resolver dns;
    blocklist list = make_list("two", "bl.example", {subject_kind::ip4, subject_kind::domain});
    list.tests[2] = {"dbltest.example", "invalid"};
    dns.a("dbltest.example.bl.example", {number("127.0.1.2")});
    EXPECT_TRUE(health_now(dns, list, subject_kind::domain).healthy);
    EXPECT_EQ(dns.asked("invalid.bl.example", record_type::a), 1U);
    EXPECT_EQ(health_now(dns, list, subject_kind::ip4).why,
              "does not list its test entry (NXDOMAIN): it answers nothing");
    EXPECT_EQ(dns.asked().size(), 4U);
}

TEST(test_health, asks_nothing_when_there_are_no_entries)
{
    fake_resolver dns;
    blocklist list = ip_list();
    list.tests[0] = {};
    EXPECT_THAT(health_now(dns, list, subject_kind::ip4).why, HasSubstr("no test entries"));
    EXPECT_THAT(dns.asked(), IsEmpty());
}

}  // namespace
}  // namespace offlist
