// Truncated answers (TC) are asked again over TCP; what TCP cannot bring stays `truncated`.
#include <gmock/gmock.h>

#include <dns/client.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;

fault_server_options with(tcp_service tcp)
{
    fault_server_options options;
    options.tcp = tcp;
    return options;
}

TEST(truncation, tcp_brings_the_whole_answer_and_the_cut_one_is_not_believed)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    server.on("", fault::truncated);
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(addresses_of(said), ElementsAre(listed));
    EXPECT_EQ(server.count("x.bl.test", transport::udp), 1U);
    EXPECT_EQ(server.count("x.bl.test", transport::tcp), 1U);
}

TEST(truncation, tcp_may_say_that_the_name_does_not_exist)
{
    fault_server server;
    server.on("", fault::truncated);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::no_such_name);
}

TEST(truncation, an_answer_that_dribbles_in_octet_by_octet_is_read)
{
    fault_server server(with(tcp_service::dribble));
    server.txt("x.bl.test", {std::vector<std::string>(8, std::string(200, 'x'))});
    client c(patient({server.endpoint()}));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre(std::string(1600, 'x')));
}

TEST(truncation, hundreds_at_once_all_come_over_tcp)
{
    fault_server server;
    server.on("", fault::truncated);
    const auto names = numbered_names(300);
    for (std::size_t i = 0; i < names.size(); ++i) server.a(names[i], {0x7f000000 + static_cast<std::uint32_t>(i)});
    client c(patient({server.endpoint()}));
    const auto said = c.ask_all(names);
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_THAT(addresses_of(said[i]), ElementsAre(0x7f000000 + static_cast<std::uint32_t>(i)));
    EXPECT_EQ(server.count(transport::tcp), names.size());
}

struct no_tcp {
    tcp_service how;
    const char* name;
};

void PrintTo(const no_tcp& n, std::ostream* out)
{
    *out << n.name;
}

class without_tcp : public testing::TestWithParam<no_tcp> {};

TEST_P(without_tcp, a_truncated_answer_stays_truncated)
{
    fault_server server(with(GetParam().how));
    server.a("x.bl.test", {listed});
    server.on("", fault::truncated);
    client c(hasty({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_EQ(said.status, answer_status::truncated);
    EXPECT_TRUE(said.addresses.empty());
    EXPECT_LE(server.count(transport::udp), 3U);
    EXPECT_LE(server.count(transport::tcp), 3U);
}

TEST_P(without_tcp, other_questions_are_answered_all_the_same)
{
    fault_server server(with(GetParam().how));
    server.a("y.bl.test", {listed});
    server.on("x.bl.test", fault::truncated);
    client c(hasty({server.endpoint()}));
    const auto said = c.ask_all({"x.bl.test", "y.bl.test"});
    EXPECT_EQ(said[0].status, answer_status::truncated);
    EXPECT_EQ(said[1].status, answer_status::answered);
}

INSTANTIATE_TEST_SUITE_P(all, without_tcp,
                         testing::Values(no_tcp{tcp_service::refuse, "refused"}, no_tcp{tcp_service::silent, "silent"},
                                         no_tcp{tcp_service::cut, "cut"}, no_tcp{tcp_service::too_short, "too_short"}),
                         [](const auto& of) { return of.param.name; });

TEST(truncation, questions_that_a_closed_connection_left_are_asked_again)
{
    fault_server server(with(tcp_service::one_answer));
    const auto names = numbered_names(20);
    for (const std::string& name : names) server.a(name, {listed});
    server.on("", fault::truncated);
    resolver_options options = patient({server.endpoint()});
    client c(options);
    for (const answer& said : c.ask_all(names)) EXPECT_EQ(said.status, answer_status::answered);
}

TEST(truncation, a_refusal_over_tcp_sends_the_question_to_the_next_server)
{
    fault_server bad;
    fault_server good;
    bad.on("", fault::refused);
    bad.on("", fault::truncated);  // the newer rule, for UDP only
    good.a("x.bl.test", {listed});
    client c(patient({bad.endpoint(), good.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
}

class wrong_over_tcp : public testing::TestWithParam<fault> {};

TEST_P(wrong_over_tcp, answers_are_not_believed_there_either)
{
    fault_server server;
    server.on("", GetParam());
    server.on("", fault::truncated);  // the newer rule, for UDP only
    client c(hasty({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_TRUE(proves_nothing(said)) << testing::PrintToString(said.status);
    EXPECT_TRUE(said.addresses.empty());
    EXPECT_GE(server.count(transport::tcp), 1U);
}

INSTANTIATE_TEST_SUITE_P(all, wrong_over_tcp,
                         testing::Values(fault::wrong_id, fault::wrong_question, fault::wrong_case, fault::no_question,
                                         fault::not_a_response, fault::garbage, fault::header_only, fault::pointer_loop,
                                         fault::cut_record));

}  // namespace
}  // namespace offlist::test
