// What `POST /v1/checks` does about lists that are dead: they cost their own answer, once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <daemon/dead_lists.hpp>
#include <nlohmann/json.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using offlist::daemon::dead_lists;

nlohmann::json finding_on(const std::string& list, const http_reply& of)
{
    const nlohmann::json all = of.json();
    for (const auto& one : all.at("findings"))
        if (one.at("blocklist") == list) return one;
    return {};
}

TEST(checks, do_not_wait_again_for_a_list_that_was_just_met_dead)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::silence);
    class daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const std::string token = d.printed_by({"token", "create", "--role", "staff"});
    const http_reply first = d.post("/v1/checks", R"({"subject":"192.0.2.7"})", token);
    ASSERT_EQ(200, first.status) << first.body;
    EXPECT_EQ("clean", finding_on("alpha", first).at("verdict"));
    EXPECT_EQ("unknown", finding_on("gamma", first).at("verdict"));
    EXPECT_FALSE(finding_on("gamma", first).contains("dead_since"));
    const auto asked = w.dns.count("2.0.0.127.gamma.test"), asked_alpha = w.dns.count("2.0.0.127.alpha.test");
    EXPECT_GT(asked, 0U);

    const http_reply second = d.post("/v1/checks", R"({"subject":"192.0.2.8"})", token);
    ASSERT_EQ(200, second.status) << second.body;
    EXPECT_EQ("clean", finding_on("alpha", second).at("verdict"));
    const auto gamma = finding_on("gamma", second);
    EXPECT_EQ("unknown", gamma.at("verdict"));
    EXPECT_EQ(finding_on("gamma", first).at("reason"), gamma.at("reason"));
    EXPECT_EQ(finding_on("gamma", first).at("why"), gamma.at("why"));
    EXPECT_THAT(gamma.at("dead_since").get<std::string>(), testing::MatchesRegex("20[0-9-]{8}T[0-9:]{8}Z"));
    EXPECT_EQ(asked, w.dns.count("2.0.0.127.gamma.test"));
    EXPECT_LT(asked_alpha, w.dns.count("2.0.0.127.alpha.test")) << "what works is tested each time";
}

TEST(checks, ask_a_list_again_whose_pace_left_no_time)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma", "[blocklist.limits]\nper_second = 0.2\n");
    w.dns.on("gamma.test", fault::silence);
    class daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const std::string token = d.printed_by({"token", "create", "--role", "staff"});
    for (const char* body : {R"({"subject":"192.0.2.7"})", R"({"subject":"192.0.2.8"})"}) {
        const http_reply reply = d.post("/v1/checks", body, token);
        ASSERT_EQ(200, reply.status) << reply.body;
        EXPECT_EQ("unknown", finding_on("gamma", reply).at("verdict"));
        EXPECT_FALSE(finding_on("gamma", reply).contains("dead_since")) << reply.body;
    }
}

TEST(checks, ask_everybody_again_where_nobody_answered)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("", fault::silence);
    class daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const std::string token = d.printed_by({"token", "create", "--role", "staff"});
    const http_reply first = d.post("/v1/checks", R"({"subject":"192.0.2.7"})", token);
    EXPECT_EQ("unknown", finding_on("alpha", first).at("verdict")) << first.body;
    w.dns.clear_faults();
    // a resolver that was silent is tried again by the engine after a moment, and the list with it
    EXPECT_TRUE(eventually([&] {
        const http_reply next = d.post("/v1/checks", R"({"subject":"192.0.2.7"})", token);
        EXPECT_FALSE(finding_on("alpha", next).contains("dead_since")) << next.body;
        return finding_on("alpha", next).at("verdict") == "clean";
    }));
}

class dead_list : public testing::Test {
protected:
    static dead_lists::death at(std::chrono::seconds when, list_state in_sweep = list_state::unused)
    {
        return {.since = std::chrono::sys_seconds(when),
                .reason = unknown_reason::timeout,
                .why = "no answer",
                .in_sweep = in_sweep,
                .until = std::chrono::steady_clock::time_point(when + dead_lists::remembered_for)};
    }
    [[nodiscard]] bool remembered(std::chrono::seconds when, list_state in_sweep = list_state::unused) const
    {
        return all.of("gamma", in_sweep, std::chrono::steady_clock::time_point(when)) != nullptr;
    }
    dead_lists all;
};

TEST_F(dead_list, is_remembered_for_a_minute)
{
    all.met_dead("gamma", at(100s));
    EXPECT_TRUE(remembered(159s));
    EXPECT_FALSE(remembered(160s));
}

TEST_F(dead_list, that_is_met_again_has_been_dead_since_the_first_time)
{
    all.met_dead("gamma", at(100s));
    all.met_dead("gamma", at(170s));
    ASSERT_TRUE(remembered(200s));
    const auto* const found = all.of("gamma", list_state::unused, std::chrono::steady_clock::time_point(200s));
    EXPECT_EQ(std::chrono::sys_seconds(100s), found->since);
}

TEST_F(dead_list, that_a_check_has_met_alive_is_forgotten)
{
    all.met_dead("gamma", at(100s));
    all.met_alive("gamma");
    EXPECT_FALSE(remembered(101s));
}

TEST_F(dead_list, that_the_sweep_has_found_well_again_is_asked)
{
    all.met_dead("gamma", at(100s, list_state::unhealthy));
    EXPECT_TRUE(remembered(101s, list_state::unhealthy));
    EXPECT_FALSE(remembered(102s, list_state::healthy));
}

TEST_F(dead_list, that_the_sweep_had_not_noticed_is_not_alive_for_that)
{
    all.met_dead("gamma", at(100s, list_state::healthy));
    EXPECT_TRUE(remembered(101s, list_state::healthy));
}

}  // namespace
}  // namespace offlist::test
