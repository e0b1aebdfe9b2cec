// Who is told of what, and in which words.
#include <gmock/gmock.h>

#include <notify/event.hpp>

namespace offlist::test {
namespace {

using namespace notify;

constexpr std::chrono::sys_seconds noon{std::chrono::sys_days{std::chrono::year(2026) / 11 / 24} +
                                        std::chrono::hours(12)};

event of_account(const std::string& kind, std::optional<std::int64_t> account)
{
    return {.id = 7,
            .kind = kind,
            .account = account,
            .account_id = account ? "acc_" + std::to_string(*account) : "",
            .object = "lst_1",
            .payload = R"({"listing":"lst_1","subject":"192.0.2.7"})",
            .at = noon};
}

TEST(webhook_events, go_to_whose_they_are_and_to_staff)
{
    const subscription mine{.account = 1, .kinds = {"listing.opened", "blocklist.unhealthy"}, .after = 0};
    EXPECT_TRUE(wants(mine, of_account("listing.opened", 1)));
    EXPECT_FALSE(wants(mine, of_account("listing.opened", 2))) << "a stranger's";
    EXPECT_FALSE(wants(mine, of_account("listing.closed", 1))) << "not asked for";
    EXPECT_FALSE(wants(mine, of_account("blocklist.unhealthy", std::nullopt))) << "for staff alone";
    EXPECT_FALSE(wants(mine, of_account("blocklist.unhealthy", 1))) << "for staff alone";
    EXPECT_FALSE(wants(mine, of_account("listing.opened", std::nullopt)));

    const subscription staffs{.account = std::nullopt, .kinds = {"listing.opened", "blocklist.unhealthy"}, .after = 0};
    EXPECT_TRUE(wants(staffs, of_account("listing.opened", 1)));
    EXPECT_TRUE(wants(staffs, of_account("listing.opened", 2)));
    EXPECT_TRUE(wants(staffs, of_account("blocklist.unhealthy", std::nullopt)));
}

TEST(webhook_events, before_a_webhook_was_made_are_not_its)
{
    EXPECT_FALSE(wants({.account = 1, .kinds = {"listing.opened"}, .after = 7}, of_account("listing.opened", 1)));
    EXPECT_TRUE(wants({.account = 1, .kinds = {"listing.opened"}, .after = 6}, of_account("listing.opened", 1)));
}

TEST(webhook_events, that_nobody_can_ask_for_go_to_nobody)
{
    for (const std::string kind : {"webhook.test", "payment.settled", "delisting.verifying", ""})
        EXPECT_FALSE(wants({.account = 1, .kinds = {kind}, .after = 0}, of_account(kind, 1))) << kind;
}

TEST(webhook_events, are_told_as_standard_webhooks_has_it)
{
    EXPECT_EQ(message_id(of_account("listing.opened", 3)), "evt_7");
    EXPECT_EQ(body_of(of_account("listing.opened", 3)),
              R"({"type":"listing.opened","timestamp":"2026-11-24T12:00:00Z",)"
              R"("data":{"listing":"lst_1","subject":"192.0.2.7","account":"acc_3"}})");
    event broken = of_account("blocklist.unhealthy", std::nullopt);
    broken.payload = "no JSON";
    EXPECT_EQ(body_of(broken),
              R"({"type":"blocklist.unhealthy","timestamp":"2026-11-24T12:00:00Z","data":{"object":"lst_1"}})");
}

}  // namespace
}  // namespace offlist::test
