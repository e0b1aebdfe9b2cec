// What the engine makes of right answers, however unusual.
#include <gmock/gmock.h>

#include <dns/client.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;

TEST(answers, a_listed_name_is_answered_with_its_address_ttl_and_server)
{
    fault_server server;
    server.a("2.0.0.127.bl.test", {listed}, 2100);
    client c(patient({server.endpoint()}));
    const answer said = c.ask("2.0.0.127.bl.test");
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(addresses_of(said), ElementsAre(listed));
    EXPECT_EQ(said.ttl, 2100U);
    EXPECT_FALSE(said.alias);
    EXPECT_EQ(said.server, 0);
    EXPECT_EQ(c.dns().server_name(0), "127.0.0.1:" + std::to_string(server.endpoint().port()));
    EXPECT_EQ(server.count(), 1U);
    EXPECT_EQ(server.count(transport::udp), 1U);
}

TEST(answers, several_addresses_come_in_order_and_the_smallest_ttl_counts)
{
    fault_server server;
    server.a("many.bl.test", {0x7f000004, 0x7f00000b, listed}, 30);
    client c(patient({server.endpoint()}));
    EXPECT_THAT(addresses_of(c.ask("many.bl.test")), ElementsAre(0x7f000004U, 0x7f00000bU, listed));
}

TEST(answers, a_name_that_does_not_exist_is_told_from_one_without_such_records)
{
    fault_server server;
    server.txt("only-text.bl.test", {{"reason"}});
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("unknown.bl.test").status, answer_status::no_such_name);
    EXPECT_EQ(c.ask("only-text.bl.test").status, answer_status::no_data);
}

TEST(answers, the_strings_of_one_txt_record_are_joined_and_records_kept_apart)
{
    fault_server server;
    server.txt("x.bl.test", {{"seen in ", "a trap"}, {"second"}}, 7);
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test", record_type::txt);
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(said.texts, ElementsAre("seen in a trap", "second"));
    EXPECT_EQ(said.ttl, 7U);
}

TEST(answers, txt_octets_are_passed_on_raw)
{
    fault_server server;
    const std::string odd("\x00\x1b[31m\xff\n", 8);
    server.txt("x.bl.test", {{odd}, {""}});
    client c(patient({server.endpoint()}));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre(odd, ""));
}

TEST(answers, a_ttl_of_zero_stays_and_one_with_the_top_bit_counts_as_zero)
{
    fault_server server;
    server.a("zero.bl.test", {listed}, 0);
    server.a("top.bl.test", {listed}, 0x80000000U);  // RFC 2181 section 8
    server.a("long.bl.test", {listed}, 0x7fffffffU);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("zero.bl.test").ttl, 0U);
    EXPECT_EQ(c.ask("top.bl.test").ttl, 0U);
    EXPECT_EQ(c.ask("long.bl.test").ttl, 0x7fffffffU);
}

TEST(answers, addresses_outside_127_are_passed_on_for_the_verdict_to_judge)
{
    fault_server server;
    server.rewrite_unknown(0xcb007107);  // 203.0.113.7
    client c(patient({server.endpoint()}));
    const answer said = c.ask("anything.bl.test");
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(addresses_of(said), ElementsAre(0xcb007107U));
}

TEST(answers, authority_and_recursion_bits_change_nothing)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    client c(patient({server.endpoint()}));
    for (const bool authoritative : {false, true})
        for (const bool recursion : {false, true}) {
            message_flags flags;
            flags.authoritative = authoritative;
            flags.recursion_available = recursion;
            server.flags(flags);
            EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
            EXPECT_EQ(c.ask("y.bl.test").status, answer_status::no_such_name);
        }
}

TEST(answers, a_name_is_asked_in_the_letter_case_it_was_given)
{
    fault_server server;
    server.a("mixed.bl.test", {listed});
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("MiXeD.bl.test").status, answer_status::answered);
    EXPECT_EQ(server.seen().at(0).name_as_sent, "MiXeD.bl.test");
}

TEST(answers, thirty_addresses_fit_one_datagram)
{
    fault_server server;
    server.a("x.bl.test", std::vector<std::uint32_t>(30, listed));
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_EQ(said.addresses.view().size(), 30U);
    EXPECT_EQ(server.count(transport::tcp), 0U);
}

TEST(answers, a_text_of_1000_octets_fits_one_datagram_because_the_question_says_edns)
{
    fault_server server;
    server.txt("x.bl.test", {std::vector<std::string>(5, std::string(200, 'x'))});
    client c(patient({server.endpoint()}));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre(std::string(1000, 'x')));
    EXPECT_EQ(server.count(transport::tcp), 0U);
}

TEST(answers, a_hundred_addresses_are_more_than_any_list_says)
{
    fault_server server;
    server.a("x.bl.test", std::vector<std::uint32_t>(100, listed));
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::malformed);
}

TEST(answers, a_text_of_4000_octets_arrives_whole)
{
    fault_server server;
    server.txt("x.bl.test", {std::vector<std::string>(16, std::string(250, 'x'))});
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test", record_type::txt);
    ASSERT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(said.texts, ElementsAre(std::string(4000, 'x')));
    EXPECT_EQ(server.count(transport::tcp), 1U);
}

TEST(answers, a_server_on_ipv6_is_asked_like_any_other)
{
    fault_server_options options;
    options.address = boost::asio::ip::address_v6::loopback();
    fault_server server(options);
    server.a("x.bl.test", {listed});
    server.on("big.bl.test", fault::truncated);
    server.a("big.bl.test", {listed});
    client c(patient({server.endpoint()}));
    EXPECT_THAT(addresses_of(c.ask("x.bl.test")), ElementsAre(listed));
    EXPECT_THAT(addresses_of(c.ask("big.bl.test")), ElementsAre(listed)) << "over TCP";
    EXPECT_EQ(c.dns().server_name(0), "[::1]:" + std::to_string(server.endpoint().port()));
}

TEST(answers, a_name_that_dns_cannot_carry_is_never_sent)
{
    fault_server server;
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("a..b").status, answer_status::malformed);
    EXPECT_EQ(c.ask(std::string(64, 'x') + ".bl.test").status, answer_status::malformed);
    EXPECT_EQ(c.ask("").status, answer_status::malformed);
    EXPECT_EQ(server.count() + server.unreadable(), 0U);
}

class aliases : public testing::TestWithParam<fault> {};

TEST_P(aliases, are_flagged_so_that_they_never_count_as_a_listing)
{
    fault_server server;
    server.on("x.bl.test", GetParam());
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_TRUE(said.alias);
    EXPECT_TRUE(said.status == answer_status::answered || said.status == answer_status::no_data);
    EXPECT_EQ(server.count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(all, aliases,
                         testing::Values(fault::dangling_alias, fault::alias_outside, fault::alias_inside,
                                         fault::dname));

}  // namespace
}  // namespace offlist::test
