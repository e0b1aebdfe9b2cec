// The daemon with a real rbldnsd, a full disk and kill -9: what it keeps, and that it keeps it once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <support/postgres.hpp>
#include <support/real_servers.hpp>
#include <support/small_disk.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* listed_line = "192.0.2.7 :127.0.0.4:Infected, see https://alpha.test/?ip=$\n";

struct customer {
    std::string account;
    std::string token;
};

customer make_customer(const daemon& d, std::vector<std::string> subjects)
{
    customer c;
    c.account = d.printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
    c.token = d.printed_by({"token", "create", "--role", "customer", "--account", c.account});
    std::vector<std::string> words{"subject", "add"};
    words.insert(words.end(), subjects.begin(), subjects.end());
    words.insert(words.end(), {"--account", c.account});
    EXPECT_THAT(d.printed_by(words), HasSubstr("added"));
    return c;
}

nlohmann::json listings(const daemon& d, const customer& of, const std::string& state)
{
    const auto reply = d.get("/v1/listings?state=" + state, of.token);
    const auto body = reply.json();
    return body.is_object() && body.contains("items") ? body["items"] : nlohmann::json::array();
}

void listed_and_cleared(const std::string& store)
{
    small_world w;
    w.add_dead_list("alpha");
    const rbldnsd list({{"alpha.test", "ip4set", zone_head}});
    daemon d(w, {}, store, {"--resolver", address_of(list.endpoint())});
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const customer c = make_customer(d, {"192.0.2.7", "192.0.2.8"});
    ASSERT_TRUE(d.ready()) << d.get("/readyz").body;
    EXPECT_EQ(0U, listings(d, c, "open").size());

    list.replace(0, std::string(zone_head) + listed_line);
    ASSERT_TRUE(eventually([&] { return listings(d, c, "open").size() == 1; })) << d.program().errors_so_far();
    const auto open = listings(d, c, "open")[0];
    EXPECT_EQ("192.0.2.7", open["subject"]);
    EXPECT_EQ("alpha", open["blocklist"]);
    EXPECT_THAT(open["evidence"].dump(), HasSubstr("127.0.0.4"));
    EXPECT_THAT(open["evidence"].dump(), HasSubstr("Infected"));

    list.replace(0, zone_head);
    ASSERT_TRUE(eventually([&] { return listings(d, c, "closed").size() == 1; })) << d.program().errors_so_far();
    EXPECT_EQ(0U, listings(d, c, "open").size());
    const auto whole = d.get("/v1/listings/" + open["id"].get<std::string>(), c.token).json();
    ASSERT_TRUE(whole.contains("history")) << whole.dump();
    EXPECT_GE(whole["history"].size(), 4U) << "suspected, opened, clearing, closed: " << whole.dump();
    EXPECT_EQ(0, d.stop().status);
}

TEST(history, of_a_real_list_from_listed_to_cleared_is_served_with_its_evidence)
{
    listed_and_cleared("offlist.db");
}

TEST(history, is_the_same_on_postgresql)
{
    listed_and_cleared(postgres::instance().fresh_database());
}

TEST(history, POST_checks_asks_now_and_answers_at_once)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "192.0.2.7", 0x7f000004, "Infected");
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const std::string token = d.printed_by({"token", "create", "--role", "staff"});
    const auto reply = d.post("/v1/checks", R"({"subject":"192.0.2.7"})", token);
    EXPECT_EQ(200, reply.status) << reply.body;
    EXPECT_THAT(reply.body, HasSubstr("127.0.0.4"));
}

int rounds()
{
    const char* const asked = std::getenv("OFFLIST_KILL_ROUNDS");
    return asked != nullptr ? std::atoi(asked) : 20;
}

TEST(history, survives_kill_9_in_the_middle_of_writes)
{
    small_world w;
    w.add_list("alpha");
    constexpr std::size_t most_subjects = 254;
    std::vector<std::string> subjects;
    for (std::size_t i = 1; i <= most_subjects; ++i) subjects.push_back("192.0.2." + std::to_string(i));
    std::size_t listed = 0;
    customer c;
    std::set<std::string> acknowledged;  // listings that a reply has shown as open
    std::uint32_t seed = 5782;
    for (int round = 0; round < rounds(); ++round) {
        daemon d(w);
        ASSERT_TRUE(d.came_up()) << "round " << round << ": " << d.program().errors_so_far();
        if (round == 0) c = make_customer(d, subjects);
        // Each round two more addresses are listed, so that there is always something to write.
        for (int i = 0; i < 2 && listed < most_subjects; ++i, ++listed)
            w.dns.a(small_world::name_of(subjects[listed], "alpha.test"), {0x7f000004}, 1);
        seed = seed * 1664525U + 1013904223U;
        const auto wait_for = std::min(acknowledged.size() + seed % 2, listed);  // what there is, and no more
        (void)eventually([&] {
            const auto open = listings(d, c, "open");
            for (const auto& each : open) acknowledged.insert(each["subject"].get<std::string>());
            return open.size() >= wait_for;
        });
        d.kill();
    }
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    ASSERT_TRUE(d.ready());
    std::multiset<std::string> open;
    for (const auto& each : listings(d, c, "open")) open.insert(each["subject"].get<std::string>());
    for (const std::string& each : acknowledged) EXPECT_EQ(1U, open.count(each)) << each;
    EXPECT_GT(acknowledged.size(), 0U);
    for (const auto& each : listings(d, c, "open")) {
        const auto whole = d.get("/v1/listings/" + each["id"].get<std::string>(), c.token).json();
        int opened = 0;
        for (const auto& step : whole["history"]) opened += step.dump().find("\"opened\"") != std::string::npos ? 1 : 0;
        EXPECT_EQ(1, opened) << whole.dump();
    }
}

TEST(history, waits_out_a_full_disk)
{
    small_world w;
    const small_disk disk(w.path() / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "a small disk takes root and CAP_SYS_ADMIN";
    w.add_list("alpha");
    daemon d(w, {}, "disk/offlist.db");
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const customer c = make_customer(d, {"192.0.2.7"});
    ASSERT_TRUE(d.ready()) << d.get("/readyz").body;
    disk.fill();
    w.dns.a(small_world::name_of("192.0.2.7", "alpha.test"), {0x7f000004}, 1);
    ASSERT_TRUE(d.program().wait_for_error("refuses to record")) << d.get("/readyz").body;
    EXPECT_EQ(503, d.get("/readyz").status);
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_store_up 0"));
    EXPECT_EQ(200, d.get("/v1/listings", c.token).status) << "reads go on";
    disk.empty();
    ASSERT_TRUE(d.program().wait_for_error("records again"));
    EXPECT_TRUE(eventually([&] { return listings(d, c, "open").size() == 1; }));
    EXPECT_TRUE(d.ready()) << d.get("/readyz").body;
}

}  // namespace
}  // namespace offlist::test
