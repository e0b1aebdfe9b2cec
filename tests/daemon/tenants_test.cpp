// Tenants beside each other: what one of them does must not be felt by the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct tenant {
    std::string account;
    std::string token;
};

tenant make_tenant(const daemon& d, const std::string& name)
{
    tenant t;
    t.account = d.printed_by({"account", "create", "--name", name, "--email", "a@example.org"});
    t.token = d.printed_by({"token", "create", "--role", "customer", "--account", t.account});
    return t;
}

http_reply add(const daemon& d, const tenant& of, const std::string& subject)
{
    return d.post("/v1/subjects", R"({"subject": ")" + subject + R"("})", of.token);
}

// A /8 is 16,777,216 addresses; 17 of them are more than can be monitored in all.
TEST(tenants, who_asks_for_the_whole_internet_stops_nobody)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const tenant greedy = make_tenant(d, "Greedy");
    const tenant modest = make_tenant(d, "Modest");
    ASSERT_THAT(d.printed_by({"subject", "add", "192.0.2.7", "--account", modest.account}), HasSubstr("1 subject"));
    for (int n = 20; n < 37; ++n) EXPECT_EQ(403, add(d, greedy, std::to_string(n) + ".0.0.0/8").status) << n;
    EXPECT_EQ(201, add(d, greedy, "20.0.0.0/24").status);
    EXPECT_EQ(201, add(d, greedy, "192.0.2.7").status) << "what another has is pending like anything else";
    EXPECT_TRUE(d.ready()) << d.get("/readyz").body;
    d.kill();
    daemon again(w);
    ASSERT_TRUE(again.came_up());
    EXPECT_TRUE(again.ready()) << again.get("/readyz").body;
}

TEST(tenants, an_account_that_does_not_fit_is_left_out_and_named)
{
    small_world w;
    w.add_list("alpha");
    std::string large;
    {
        daemon d(w);
        ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
        large = make_tenant(d, "Large").account;
        const tenant modest = make_tenant(d, "Modest");
        ASSERT_THAT(d.printed_by({"subject", "add", "192.0.2.7", "--account", modest.account}), HasSubstr("1 subject"));
        (void)d.stop();
    }
    {
        // as an older offlist let it be
        const auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
        auto work = [](soci::session& s) -> parsed<int> {
            for (int n = 20; n < 37; ++n)
                store::sql::run(
                    s,
                    "INSERT INTO subject (account, text, kind, label, first_key, last_key, created_at, size) "
                    "VALUES (1, :text, 0, '', :first, :last, 0, 16777216)",
                    {std::to_string(n) + ".0.0.0/8", "x" + std::to_string(n), "x" + std::to_string(n)});
            return 0;
        };
        ASSERT_TRUE(db->write_now(work));
    }
    daemon again(w);
    ASSERT_TRUE(again.came_up());
    EXPECT_TRUE(again.ready()) << again.get("/readyz").body;
    EXPECT_THAT(again.get("/readyz").body, HasSubstr("of " + large + " are not monitored"));
    EXPECT_THAT(again.metrics(),
                AllOf(HasSubstr("offlist_subjects_left_out 285212672"), HasSubstr("offlist_subjects 1\n")));
}

}  // namespace
}  // namespace offlist::test
