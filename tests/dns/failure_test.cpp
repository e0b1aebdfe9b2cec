// Servers that fail: each failure keeps its name, costs a counted number of questions, and proves nothing.
#include <gmock/gmock.h>

#include <dns/client.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(failure, silence_is_a_timeout_after_exactly_the_tries)
{
    fault_server server;
    server.on("", fault::silence);
    for (const int tries : {1, 2, 4}) {
        server.forget_seen();
        resolver_options options = hasty({server.endpoint()});
        options.tries = tries;
        client c(options);
        EXPECT_EQ(c.ask("x.bl.test").status, answer_status::timeout);
        EXPECT_EQ(server.count(), static_cast<std::size_t>(tries));
    }
}

TEST(failure, silence_takes_no_longer_than_the_tries_allow)
{
    fault_server server;
    server.on("", fault::silence);
    client c(hasty({server.endpoint()}));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::timeout);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_GE(took, 3 * 60ms - 10ms);
    EXPECT_LT(took, 3 * 60ms + 2s) << "the timeout does not double from try to try";
}

TEST(failure, a_lost_question_is_asked_again_and_answered)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    behaviour b;
    b.what = fault::silence;
    server.on("x.bl.test", b.first(2));
    client c(hasty({server.endpoint()}));
    EXPECT_THAT(addresses_of(c.ask("x.bl.test")), ElementsAre(listed));
    EXPECT_EQ(server.count(), 3U);
}

TEST(failure, refused_is_told_after_one_question)
{
    fault_server server;
    server.on("", fault::refused);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::refused);
    EXPECT_EQ(server.count(), 1U);
}

TEST(failure, an_error_without_a_question_section_is_told_at_once)
{
    for (const auto& [said, status] : {std::pair(fault::bare_refused, answer_status::refused),
                                       std::pair(fault::bare_servfail, answer_status::servfail)}) {
        fault_server server;
        server.on("", said);
        client c(patient({server.endpoint()}));
        EXPECT_EQ(c.ask("x.bl.test").status, status);
    }
}

TEST(failure, an_nxdomain_without_its_question_is_dropped_and_the_right_answer_taken)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    server.on("", behaviour{fault::bare_nxdomain}.then_right());
    client c(patient({server.endpoint()}));
    EXPECT_THAT(addresses_of(c.ask("x.bl.test")), ElementsAre(listed));
}

TEST(failure, a_zone_that_the_server_does_not_serve_is_refused_and_another_answered)
{
    fault_server server;
    server.serve_only({"bl.test"});
    server.a("x.bl.test", {listed});
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.other.test").status, answer_status::refused);
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
}

TEST(failure, servfail_keeps_its_name_and_is_asked_no_more_often_than_the_tries)
{
    fault_server server;
    server.on("", fault::servfail);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::servfail);
    EXPECT_GE(server.count(), 1U);
    EXPECT_LE(server.count(), 3U);
}

TEST(failure, a_server_that_does_not_know_edns_is_asked_without_it)
{
    fault_server server;
    server.txt("x.bl.test", {{"reason"}});
    server.on("", fault::formerr_on_edns);
    client c(patient({server.endpoint()}));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre("reason"));
    EXPECT_THAT(c.ask("x.bl.test", record_type::txt).texts, ElementsAre("reason"));
    std::vector<bool> with_edns;
    for (const seen_question& q : server.seen()) with_edns.push_back(q.edns);
    EXPECT_THAT(with_edns, ElementsAre(true, false, false)) << "it is told once";
}

TEST(failure, a_server_that_never_understands_is_malformed_after_few_questions)
{
    fault_server server;
    server.on("", fault::formerr);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::malformed);
    EXPECT_LE(server.count(), 3U);
}

TEST(failure, notimp_proves_nothing)
{
    fault_server server;
    server.on("", fault::notimp);
    client c(patient({server.endpoint()}));
    EXPECT_TRUE(proves_nothing(c.ask("x.bl.test")));
    EXPECT_LE(server.count(), 3U);
}

TEST(failure, many_refusals_cause_no_storm)
{
    fault_server server;
    server.on("", fault::refused);
    client c(patient({server.endpoint()}));
    for (const answer& said : c.ask_all(numbered_names(500))) EXPECT_EQ(said.status, answer_status::refused);
    // A refusal that is an invitation to ask again has all of them asked three times; a busy machine, whose answers
    // come later than they used to, has some of them asked twice.
    EXPECT_GE(server.count(), 500U);
    EXPECT_LT(server.count(), 2 * 500U);
}

struct breakage {
    fault what;
    const char* name;
};

void PrintTo(const breakage& b, std::ostream* out)
{
    *out << b.name;
}

class broken_answers : public testing::TestWithParam<breakage> {};

// They carry the right id and question, so they come from the server; but nothing can be learnt from them.
TEST_P(broken_answers, are_neither_a_listing_nor_clean)
{
    fault_server server;
    server.on("x.bl.test", GetParam().what);
    server.a("y.bl.test", {listed});
    client c(hasty({server.endpoint()}));
    for (const record_type type : {record_type::a, record_type::txt}) {
        const answer said = c.ask("x.bl.test", type);
        EXPECT_TRUE(said.status == answer_status::malformed || said.status == answer_status::timeout)
            << testing::PrintToString(said.status);
        EXPECT_TRUE(said.addresses.empty());
        EXPECT_TRUE(said.texts.empty());
    }
    EXPECT_EQ(c.ask("y.bl.test").status, answer_status::answered) << "the engine lives on";
}

INSTANTIATE_TEST_SUITE_P(all, broken_answers,
                         testing::Values(breakage{fault::pointer_loop, "pointer_loop"},
                                         breakage{fault::pointer_outside, "pointer_outside"},
                                         breakage{fault::cut_record, "cut_record"},
                                         breakage{fault::wrong_class, "wrong_class"},
                                         breakage{fault::foreign_owner, "foreign_owner"}),
                         [](const auto& of) { return of.param.name; });

TEST(failure, random_octets_behind_the_question_prove_nothing)
{
    fault_server server;
    server.on("", fault::random_tail);
    client c(patient({server.endpoint()}));
    for (const answer& said : c.ask_all(numbered_names(500))) {
        EXPECT_TRUE(proves_nothing(said)) << testing::PrintToString(said.status);
        EXPECT_TRUE(said.addresses.empty());
    }
}

}  // namespace
}  // namespace offlist::test
