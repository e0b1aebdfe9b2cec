// Reconciliations over REST: for staff, newest first, each with what differed.
#include <gmock/gmock.h>

#include <store/money/reconciliation_table.hpp>

#include "api/service.hpp"

namespace offlist::test {
namespace {

struct reconciliations_api : testing::Test {
    service with;
    std::string staff = with.token(role::staff);

    void add(const std::string& gateway, const std::vector<store::difference>& differences)
    {
        const auto until = with.time.now_seconds();
        const store::reconciliation r{
            .gateway = gateway, .from = until - std::chrono::hours(24), .until = until, .seen = 3};
        const auto work = [&](soci::session& s) -> parsed<std::int64_t> {
            return store::add_reconciliation(s, r, differences);
        };
        ASSERT_TRUE(with.db->write_now(work));
    }
};

TEST_F(reconciliations_api, are_told_with_each_difference)
{
    add("stripe", {});
    add("btcpay", {{.mended = true, .external_id = "inv1", .what = "7.00 USD came that no webhook told of"},
                   {.mended = false, .external_id = "inv2", .what = "the gateway does not know it"}});
    const auto page = with.get("/v1/reconciliations", staff).json();
    ASSERT_EQ(page["items"].size(), 2U);
    EXPECT_EQ(page["items"][0]["id"], "rec_2");
    EXPECT_EQ(page["items"][0]["mended"], 1);
    EXPECT_EQ(page["items"][0]["unexplained"], 1);
    EXPECT_EQ(page["items"][1]["payments"], 3);
    EXPECT_EQ(with.get("/v1/reconciliations?gateway=stripe", staff).json()["items"].size(), 1U);
    EXPECT_EQ(with.get("/v1/reconciliations?limit=1", staff).json()["items"].size(), 1U);
    const auto one = with.get("/v1/reconciliations/rec_2", staff).json();
    ASSERT_EQ(one["differences"].size(), 2U);
    EXPECT_EQ(one["differences"][0]["kind"], "mended");
    EXPECT_EQ(one["differences"][1]["external_id"], "inv2");
    EXPECT_TRUE(one["differences"][1]["payment"].is_null());
    EXPECT_EQ(with.get("/v1/reconciliations/rec_9", staff).status, 404U);
}

}  // namespace
}  // namespace offlist::test
