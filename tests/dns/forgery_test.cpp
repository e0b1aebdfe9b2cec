// Answers that somebody else could have sent (RFC 5452): none may be believed, and none may hide the right one.
#include <gmock/gmock.h>

#include <dns/client.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;

struct forgery {
    fault what;
    const char* name;
};

void PrintTo(const forgery& f, std::ostream* out)
{
    *out << f.name;
}

class forgeries : public testing::TestWithParam<forgery> {
protected:
    fault_server server;
};

TEST_P(forgeries, the_right_answer_behind_one_is_taken_without_asking_again)
{
    behaviour b;
    b.what = GetParam().what;
    server.a("x.bl.test", {listed});
    server.on("x.bl.test", b.then_right());
    client c(patient({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_EQ(said.status, answer_status::answered);
    EXPECT_THAT(addresses_of(said), ElementsAre(listed));
    EXPECT_EQ(server.count(), 1U);
}

TEST_P(forgeries, alone_it_is_as_good_as_silence)
{
    server.on("x.bl.test", GetParam().what);
    client c(hasty({server.endpoint()}));
    const answer said = c.ask("x.bl.test");
    EXPECT_EQ(said.status, answer_status::timeout);
    EXPECT_TRUE(said.addresses.empty());
    EXPECT_EQ(server.count(), 3U) << "one question a try";
}

TEST_P(forgeries, of_a_text_are_not_believed_either)
{
    behaviour b;
    b.what = GetParam().what;
    server.txt("x.bl.test", {{"true"}});
    server.on("x.bl.test", b.then_right());
    client c(patient({server.endpoint()}));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre("true"));
}

INSTANTIATE_TEST_SUITE_P(
    all, forgeries,
    testing::Values(forgery{fault::wrong_id, "wrong_id"}, forgery{fault::wrong_port, "wrong_port"},
                    forgery{fault::wrong_question, "wrong_question"}, forgery{fault::wrong_case, "wrong_case"},
                    forgery{fault::wrong_type, "wrong_type"}, forgery{fault::no_question, "no_question"},
                    forgery{fault::not_a_response, "not_a_response"}, forgery{fault::garbage, "garbage"},
                    forgery{fault::empty, "empty"}, forgery{fault::header_only, "header_only"}),
    [](const auto& of) { return of.param.name; });

TEST(forgery, an_answer_that_arrives_three_times_counts_once)
{
    fault_server server;
    server.on("", fault::duplicate);
    const auto names = numbered_names(200);
    for (std::size_t i = 0; i < names.size(); ++i) server.a(names[i], {0x7f000000 + static_cast<std::uint32_t>(i)});
    client c(patient({server.endpoint()}));
    const auto said = c.ask_all(names);
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_THAT(addresses_of(said[i]), ElementsAre(0x7f000000 + static_cast<std::uint32_t>(i)));
    EXPECT_EQ(server.count(), names.size());
}

TEST(forgery, answers_out_of_order_reach_their_own_questions)
{
    fault_server server;
    behaviour held;
    held.what = fault::reorder;
    server.on("", held.rarely(2).first(100));  // what is held at the very end is freed by its second try
    const auto names = numbered_names(200);
    for (std::size_t i = 0; i < names.size(); ++i) server.a(names[i], {0x7f000000 + static_cast<std::uint32_t>(i)});
    resolver_options options = patient({server.endpoint()});
    options.timeout = std::chrono::milliseconds(500);
    client c(options);
    const auto said = c.ask_all(names);
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_THAT(addresses_of(said[i]), ElementsAre(0x7f000000 + static_cast<std::uint32_t>(i)));
}

TEST(forgery, an_answer_to_the_first_try_still_counts_after_the_second_was_sent)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    behaviour b;
    server.on("x.bl.test", fault::silence);
    server.on("x.bl.test", b.late(std::chrono::milliseconds(400)).first(1));
    resolver_options options = patient({server.endpoint()});
    options.timeout = std::chrono::milliseconds(300);
    options.tries = 5;
    client c(options);
    EXPECT_THAT(addresses_of(c.ask("x.bl.test")), ElementsAre(listed));
    EXPECT_GE(server.count(), 2U);
}

TEST(forgery, ids_are_unpredictable_and_never_shared_by_questions_in_flight)
{
    fault_server server;
    client c(patient({server.endpoint()}));
    const auto names = numbered_names(600);
    EXPECT_EQ(c.ask_all(names).size(), names.size());

    std::set<std::pair<std::uint16_t, std::uint16_t>> together;  // of port and id
    std::size_t sequential = 0;
    std::size_t low = 0;
    const auto seen = server.seen();
    ASSERT_GE(seen.size(), names.size()) << "more where the machine was so busy that some were asked again";
    for (std::size_t i = 0; i < seen.size(); ++i) {
        together.emplace(seen[i].source_port, seen[i].id);
        if (i > 0 && seen[i].id == static_cast<std::uint16_t>(seen[i - 1].id + 1)) ++sequential;
        if (seen[i].id < 0x8000) ++low;
    }
    // among 600 random ids about three of 65536 meet by chance when they are not in flight together
    EXPECT_GE(together.size(), seen.size() - seen.size() / 50);
    EXPECT_LE(sequential, 3U);
    EXPECT_GT(low, seen.size() / 3) << "about half belong below the middle";
    EXPECT_LT(low, seen.size() * 2 / 3);
}

TEST(forgery, many_questions_leave_from_several_ports_and_few_from_few)
{
    fault_server server;
    resolver_options options = patient({server.endpoint()});
    options.source_ports = 4;
    client c(options);
    EXPECT_EQ(c.ask("single.bl.test").status, answer_status::no_such_name);
    EXPECT_EQ(server.source_ports().size(), 1U);
    // another port is for a window of many hundreds, which a machine with much else to do opens later
    for (int rounds = 0; rounds < 60 && server.source_ports().size() == 1; ++rounds)
        EXPECT_EQ(c.ask_all(numbered_names(5000)).size(), 5000U);
    EXPECT_GT(server.source_ports().size(), 1U);
}

}  // namespace
}  // namespace offlist::test
