// The overview: counts of one account for its people, of all for staff.
#include "api/shop.hpp"

namespace offlist::test {
namespace {

class overview_test : public shop {
protected:
    nlohmann::json told(const std::string& token, const std::string& query = "")
    {
        const answered a = with.get("/v1/overview" + query, token);
        EXPECT_EQ(a.status, 200U) << a.text;
        return a.json();
    }
};

TEST_F(overview_test, counts_what_is_the_callers)
{
    listed(own, "192.0.2.7", "alpha");
    listed(own, "192.0.2.8", "alpha");
    listed(other, "192.0.2.200", "beta");
    suspected(own, "192.0.2.9", "beta");
    credit(own, 3500);
    EXPECT_EQ(order("192.0.2.7").status, 201U);
    EXPECT_EQ(order("192.0.2.8").json().at("state"), "awaiting_funds");
    const auto mine = told(customer);
    EXPECT_EQ(mine.at("account"), public_id("acc", own));
    EXPECT_EQ(mine.at("listings"), nlohmann::json({{"open", 2}, {"unverified", 0}})) << "nobody hears of suspicions";
    EXPECT_EQ(mine.at("delistings"), nlohmann::json({{"live", 2}, {"awaiting_funds", 1}}));
    EXPECT_EQ(mine.at("subjects").at("subjects"), 3);
    EXPECT_EQ(mine.at("funds").at(0).at("held").at("amount"), 3500);
    EXPECT_TRUE(mine.at("staff").is_null());
    EXPECT_TRUE(mine.at("news").is_null());
    EXPECT_EQ(mine.at("exact"), true);
    const auto all = told(staff);
    EXPECT_TRUE(all.at("account").is_null());
    EXPECT_EQ(all.at("listings"), nlohmann::json({{"open", 3}, {"unverified", 0}, {"suspected", 1}}));
    EXPECT_EQ(all.at("staff").at("tasks_open"), 1);
    EXPECT_TRUE(all.at("staff").at("oldest_task_at").is_string());
    const auto one = told(staff, "?account=" + public_id("acc", other));
    EXPECT_EQ(one.at("listings").at("open"), 1);
    EXPECT_TRUE(one.at("staff").is_null());
    EXPECT_EQ(with.get("/v1/overview?account=" + public_id("acc", own), stranger).status, 404U);
}

TEST_F(overview_test, tells_what_happened_since)
{
    listed(own, "192.0.2.7", "alpha");
    gone("192.0.2.7", "alpha");
    const auto before = told(customer, "?since=2026-11-24T00:00:00Z").at("news");
    EXPECT_EQ(before.value("listing.opened", 0), 1) << before;
    EXPECT_EQ(before.value("listing.closed", 0), 1) << before;
    with.time.advance(std::chrono::hours(48));
    EXPECT_EQ(told(customer, "?since=2026-11-25T12:00:00Z").at("news"), nlohmann::json::object());
    EXPECT_EQ(told(stranger, "?since=2026-11-24T00:00:00Z").at("news"), nlohmann::json::object());
    EXPECT_EQ(with.get("/v1/overview?since=2027-01-01T00:00:00Z", customer).status, 400U) << "still to come";
}

TEST_F(overview_test, says_which_lists_cannot_be_believed)
{
    health("beta", list_state::unhealthy, "silent");
    const auto lists = told(customer).at("blocklists");
    EXPECT_EQ(lists.at("unhealthy"), 1);
    EXPECT_EQ(lists.at("names"), nlohmann::json::array({"beta"}));
    EXPECT_GE(lists.at("asked"), 2);
}

}  // namespace
}  // namespace offlist::test
