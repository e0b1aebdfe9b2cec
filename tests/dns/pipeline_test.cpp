// Very many questions at once: each is answered exactly once, within the window, whatever the network loses.
#include <gmock/gmock.h>

#include <dns/client.hpp>
#include <dns/counting_source.hpp>
#include <functional>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::Each;

/// Runs the client's loop until `done`. False when that takes longer than any test may.
bool run_until(client& c, const std::function<bool()>& done)
{
    const auto deadline = std::chrono::steady_clock::now() + await_bound;
    c.context().restart();
    while (!done() && std::chrono::steady_clock::now() < deadline) c.context().run_one_for(50ms);
    return done();
}

TEST(pipeline, thousands_of_questions_are_each_answered_once_and_rightly)
{
    fault_server server;
    const auto names = numbered_names(8000);
    for (std::size_t i = 0; i < names.size(); i += 7) server.a(names[i], {0x7f000000 + static_cast<std::uint32_t>(i)});
    client c(patient({server.endpoint()}));
    counting_source source(names);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    c.pipeline().detach(source);
    EXPECT_THAT(source.times(), Each(1));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const answer& said = source.answers()[i];
        const bool is_listed = i % 7 == 0;
        ASSERT_EQ(said.status, is_listed ? answer_status::answered : answer_status::no_such_name) << names[i];
        if (is_listed) {
            ASSERT_EQ(addresses_of(said).at(0), 0x7f000000 + i);
        }
    }
}

TEST(pipeline, a_tenth_of_the_packets_lost_costs_no_answer)
{
    fault_server server;
    behaviour lost;
    lost.what = fault::silence;
    server.on("", lost.rarely(10));
    const auto names = numbered_names(4000);
    for (std::size_t i = 0; i < names.size(); i += 3) server.a(names[i], {listed});
    resolver_options options = patient({server.endpoint()});
    options.timeout = 150ms;
    options.tries = 5;
    client c(options);
    counting_source source(names);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_THAT(source.times(), Each(1));
    std::size_t given_up = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const answer_status is = source.answers()[i].status;
        if (is == answer_status::timeout)
            ++given_up;
        else
            EXPECT_EQ(is, i % 3 == 0 ? answer_status::answered : answer_status::no_such_name) << names[i];
    }
    EXPECT_LE(given_up, 3U) << "five losses in a row happen to one question in 100,000";
    EXPECT_LT(server.count(), names.size() * 3 / 2) << "only what was lost is asked again";
}

TEST(pipeline, forged_and_doubled_answers_among_thousands_change_nothing)
{
    fault_server server;
    const auto names = numbered_names(3000);
    for (const fault what : {fault::wrong_id, fault::wrong_question, fault::garbage, fault::duplicate}) {
        behaviour b;
        b.what = what;
        server.on("", b.rarely(5).then_right());
    }
    for (std::size_t i = 0; i < names.size(); i += 2) server.a(names[i], {listed});
    client c(patient({server.endpoint()}));
    counting_source source(names);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_THAT(source.times(), Each(1));
    for (std::size_t i = 0; i < names.size(); ++i)
        ASSERT_EQ(source.answers()[i].status, i % 2 == 0 ? answer_status::answered : answer_status::no_such_name);
}

TEST(pipeline, no_more_questions_fly_than_allowed)
{
    fault_server server;
    resolver_options options = patient({server.endpoint()});
    options.max_in_flight = 40;
    client c(options);
    counting_source source(numbered_names(1000));
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_LE(source.most_in_flight(), 40U);
    EXPECT_GT(source.most_in_flight(), 1U);
}

TEST(pipeline, two_sources_are_served_in_turn)
{
    fault_server server;
    resolver_options options = patient({server.endpoint()});
    options.max_in_flight = 10;
    client c(options);
    counting_source one(numbered_names(2000));
    counting_source two(numbered_names(200));
    c.pipeline().attach(one);
    c.pipeline().attach(two);
    ASSERT_TRUE(run_until(c, [&] { return two.done(); }));
    EXPECT_LT(one.answered(), 1500U) << "the short one did not wait for the long one";
    ASSERT_TRUE(run_until(c, [&] { return one.done(); }));
}

TEST(pipeline, single_questions_are_answered_while_a_long_source_runs)
{
    fault_server server;
    server.a("x.bl.test", {listed});
    client c(patient({server.endpoint()}));
    counting_source source(numbered_names(20000));
    c.pipeline().attach(source);
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
    EXPECT_FALSE(source.done());
    c.pipeline().detach(source);
}

TEST(pipeline, a_detached_source_hears_nothing_more)
{
    fault_server server;
    client c(patient({server.endpoint()}));
    counting_source gone(numbered_names(5000));
    c.pipeline().attach(gone);
    ASSERT_TRUE(run_until(c, [&] { return gone.answered() >= 100; }));
    c.pipeline().detach(gone);
    const std::size_t heard = gone.answered();
    const std::size_t pulled = gone.pulled();
    ASSERT_GT(pulled, heard) << "some were under way";

    counting_source next(numbered_names(1000));
    c.pipeline().attach(next);
    ASSERT_TRUE(run_until(c, [&] { return next.done(); }));
    EXPECT_EQ(gone.answered(), heard);
    EXPECT_EQ(gone.pulled(), pulled);
}

TEST(pipeline, a_source_that_got_something_is_asked_again_after_wake)
{
    fault_server server;
    client c(patient({server.endpoint()}));
    counting_source source({});
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.last_pull() != dns::steady_time{}; }));
    source.add(numbered_names(10));
    c.pipeline().wake();
    EXPECT_TRUE(run_until(c, [&] { return source.done(); }));
}

TEST(pipeline, a_source_is_asked_again_at_the_moment_it_named)
{
    fault_server server;
    client c(patient({server.endpoint()}));
    counting_source source(numbered_names(10));
    const auto moment = std::chrono::steady_clock::now() + 80ms;
    source.ask_again_at(moment);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_GE(std::chrono::steady_clock::now(), moment);
}

TEST(pipeline, only_the_servers_that_the_mask_allows_are_asked)
{
    fault_server first;
    fault_server second;
    client c(patient({first.endpoint(), second.endpoint()}));
    ASSERT_EQ(c.pipeline().server_count(), 2U);
    counting_source source(numbered_names(300));
    source.allow_servers(0b10);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_EQ(first.count(), 0U);
    EXPECT_EQ(second.count(), 300U);
    for (const answer& said : source.answers()) EXPECT_EQ(said.server, 1);
}

TEST(pipeline, a_mask_holds_even_when_its_server_fails)
{
    fault_server first;
    fault_server second;
    second.on("", fault::servfail);
    client c(hasty({first.endpoint(), second.endpoint()}));
    counting_source source(numbered_names(20));
    source.allow_servers(0b10);
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_EQ(first.count(), 0U);
    for (const answer& said : source.answers()) EXPECT_EQ(said.status, answer_status::servfail);
}

TEST(pipeline, the_engine_may_go_while_questions_fly)
{
    fault_server server;
    server.on("", fault::silence);
    client c(patient({server.endpoint()}));
    counting_source source(numbered_names(500));
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return server.count() > 0; }));
    c.destroy_engine();
    c.context().restart();
    c.context().poll();  // what was posted must find that it is gone
    EXPECT_EQ(source.answered(), 0U);
}

TEST(pipeline, the_engine_may_go_while_questions_fly_over_tcp)
{
    fault_server_options options;
    options.tcp = tcp_service::silent;
    fault_server server(options);
    server.on("", fault::truncated);
    client c(patient({server.endpoint()}));
    counting_source source(numbered_names(50));
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return server.count(transport::tcp) > 0; }));
    c.destroy_engine();
    c.context().restart();
    c.context().poll();
    EXPECT_EQ(source.answered(), 0U);
}

TEST(pipeline, a_silent_server_holds_up_only_the_questions_that_may_go_nowhere_else)
{
    fault_server good;
    fault_server silent;
    silent.on("", fault::silence);
    client c(patient({good.endpoint(), silent.endpoint()}));
    counting_source stuck(numbered_names(200));
    stuck.allow_servers(0b10);
    counting_source free(numbered_names(5000));
    c.pipeline().attach(stuck);
    c.pipeline().attach(free);
    ASSERT_TRUE(run_until(c, [&] { return free.done(); }));
    for (const answer& said : free.answers()) EXPECT_EQ(said.status, answer_status::no_such_name);
    c.pipeline().detach(stuck);
}

TEST(pipeline, a_refusing_server_is_asked_each_question_once_at_most)
{
    fault_server bad;
    fault_server good;
    bad.on("", fault::refused);
    client c(patient({bad.endpoint(), good.endpoint()}));
    counting_source source(numbered_names(5000));
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    for (const answer& said : source.answers()) ASSERT_EQ(said.status, answer_status::no_such_name);
    EXPECT_LE(bad.count(), 5000U);
}

TEST(pipeline, a_server_silent_for_the_whole_patience_of_a_question_is_only_probed)
{
    fault_server silent;
    silent.on("", fault::silence);
    client c(hasty({silent.endpoint()}));
    counting_source source(numbered_names(5000));
    c.pipeline().attach(source);
    ASSERT_TRUE(run_until(c, [&] { return source.done(); }));
    EXPECT_THAT(source.times(), Each(1));
    for (const answer& said : source.answers())
        ASSERT_TRUE(said.status == answer_status::timeout || said.status == answer_status::unreachable);
    EXPECT_LT(silent.count(), 2000U) << "most were never sent";
}

}  // namespace
}  // namespace offlist::test
