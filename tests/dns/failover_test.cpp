// Several resolvers, some of them sick: a question finds its answer where there is one, and nobody is stormed.
#include <gmock/gmock.h>

#include <algorithm>
#include <dns/client.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

class failover : public testing::Test {
protected:
    failover()
    {
        bad.a("x.bl.test", {forged_address});
        good.a("x.bl.test", {listed});
    }
    // Whoever is asked first, after a few names the bad one has had its turn.
    void expect_all_answered_by_the_good_one(client& c)
    {
        const auto names = numbered_names(20);
        for (const std::string& name : names) good.a(name, {listed});
        for (const answer& said : c.ask_all(names)) {
            EXPECT_EQ(said.status, answer_status::answered);
            EXPECT_EQ(said.server, 1);
        }
        for (const std::string& name : names) {
            EXPECT_LE(bad.count(name), 1U) << "another try goes to another server";
            EXPECT_EQ(good.count(name), 1U);
        }
    }
    [[nodiscard]] endpoints both() const { return {bad.endpoint(), good.endpoint()}; }

    fault_server bad;
    fault_server good;
};

TEST_F(failover, a_refusing_server_gives_way_to_the_next)
{
    bad.on("", fault::refused);
    client c(patient(both()));
    expect_all_answered_by_the_good_one(c);
}

TEST_F(failover, a_server_that_fails_gives_way_to_the_next)
{
    bad.on("", fault::servfail);
    client c(patient(both()));
    expect_all_answered_by_the_good_one(c);
}

TEST_F(failover, a_server_that_sends_broken_answers_gives_way_to_the_next)
{
    bad.on("", fault::cut_record);
    client c(patient(both()));
    expect_all_answered_by_the_good_one(c);
}

TEST_F(failover, a_silent_server_gives_way_to_the_next)
{
    bad.on("", fault::silence);
    resolver_options options = patient(both());
    options.timeout = 300ms;
    client c(options);
    expect_all_answered_by_the_good_one(c);
}

TEST_F(failover, a_closed_port_gives_way_to_the_next)
{
    good.rewrite_unknown(listed);
    client c(patient({dead_endpoint(), good.endpoint()}));
    for (const answer& said : c.ask_all(numbered_names(200))) {
        EXPECT_EQ(said.status, answer_status::answered);
        EXPECT_EQ(said.server, 1);
    }
    EXPECT_EQ(good.count(), 200U);
}

TEST_F(failover, when_all_refuse_each_was_asked_once)
{
    bad.on("", fault::refused);
    good.on("", fault::refused);
    client c(patient(both()));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::refused);
    EXPECT_EQ(bad.count(), 1U);
    EXPECT_EQ(good.count(), 1U);
}

TEST_F(failover, an_nxdomain_is_an_answer_and_no_reason_to_ask_another)
{
    client c(patient(both()));
    for (const answer& said : c.ask_all(numbered_names(50))) EXPECT_EQ(said.status, answer_status::no_such_name);
    EXPECT_EQ(bad.count() + good.count(), 50U);
}

TEST_F(failover, a_silent_server_is_soon_left_alone)
{
    bad.on("", fault::silence);
    resolver_options options = patient(both());
    options.timeout = 200ms;
    client c(options);
    for (const answer& said : c.ask_all(numbered_names(50))) EXPECT_EQ(said.status, answer_status::no_such_name);
    bad.forget_seen();
    const auto names = numbered_names(2000);
    for (const answer& said : c.ask_all(names)) EXPECT_EQ(said.status, answer_status::no_such_name);
    EXPECT_LE(bad.count(), 50U) << "a question now and then finds out whether it lives";
}

TEST_F(failover, a_server_that_recovers_is_used_again)
{
    good.on("", fault::silence);
    resolver_options options = hasty(both());
    client c(options);
    // as long as both are silent nothing is learnt; then only the first comes back
    bad.on("", fault::silence);
    for (const answer& said : c.ask_all(numbered_names(20))) EXPECT_EQ(said.status, answer_status::timeout);
    bad.clear_faults();
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    answer said;
    while (said.status != answer_status::answered && std::chrono::steady_clock::now() < deadline)
        said = c.ask("x.bl.test");
    EXPECT_THAT(addresses_of(said), ElementsAre(forged_address));
    EXPECT_EQ(said.server, 0);
}

// Where nobody listens, the kernel says so at once; without care every such notice leads to another question at once.
class dead_port : public testing::Test {};

TEST_F(dead_port, is_unreachable_and_costs_a_bounded_number_of_packets)
{
    client c(hasty({dead_endpoint()}));
    const std::uint64_t before = datagrams_to_dead_ports();
    for (const answer& said : c.ask_all(numbered_names(50))) EXPECT_EQ(said.status, answer_status::unreachable);
    // other programs of this machine may send some too
    EXPECT_LE(datagrams_to_dead_ports() - before, 50U * 3 + 150);
}

TEST_F(dead_port, does_not_make_a_question_wait_for_all_timeouts)
{
    resolver_options options = patient({dead_endpoint()});
    client c(options);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::unreachable);
    EXPECT_LT(std::chrono::steady_clock::now() - start, options.timeout);
}

TEST_F(dead_port, on_ipv6_is_unreachable_too)
{
    client c(hasty({dead_endpoint(boost::asio::ip::address_v6::loopback())}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::unreachable);
}

}  // namespace
}  // namespace offlist::test
