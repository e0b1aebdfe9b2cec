#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <billing/claim.hpp>
#include <billing/posting.hpp>
#include <billing/replay.hpp>

#include "billing/usd.hpp"

namespace offlist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr money fee{3500, usd};

// Numbers transfers as a store does.
class history {
public:
    history& add(transfer t)
    {
        t.id = ++id_;
        replay_.add(t);
        return *this;
    }
    history& top_up(std::int64_t cents)
    {
        for (transfer& t : settled({.gateway = "stripe",
                           .external_id = std::to_string(id_),
                           .account = 1,
                           .amount = {cents, usd},
                           .surcharge = 263,
                           .at = {}}))
            add(std::move(t));
        return *this;
    }
    ledger_report finish() { return replay_.finish(replay_.balances()); }
    ledger_replay& replay() { return replay_; }

private:
    ledger_replay replay_;
    std::int64_t id_ = 0;
};

TEST(replay, an_honest_history_balances)
{
    history h;
    h.top_up(10'000).add(hold(1, 1, fee, {})).add(hold(1, 2, fee, {}));
    h.add(earned(1, 1, "delisting", fee, {})).add(credit_back(1, 2, fee, "still listed", {}));
    h.add(adjusted({1, {-500, usd}, "a present taken back", "k1", {}}).value());
    const claimed_payment on{.account = 1, .gateway = "stripe", .in = usd, .received = 10'000};
    const claim_report lost{.id = "dp_1", .state = claim_state::taken, .amount = {10'000, usd}};
    h.add(settle(on, {}, std::span(&lost, 1), {}).changed.at(0).moved.at(0));
    const ledger_report r = h.finish();
    EXPECT_TRUE(r.balanced()) << testing::PrintToString(r.wrong);
    EXPECT_EQ(r.transfers, 8U);
    std::vector<std::string> trial;
    for (const balance& b : r.trial) trial.push_back(b.account + ' ' + to_string(b.amount));
    EXPECT_THAT(trial, ElementsAre("chargeback 100.00 USD", "funds -40.00 USD", "gateway -102.63 USD",
                                   "revenue 35.00 USD", "surcharge 2.63 USD", "suspense 5.00 USD"));
}

TEST(replay, what_was_given_and_never_came_is_remarked)
{
    history h;
    h.top_up(10'000);
    EXPECT_THAT(h.finish().remarks, testing::IsEmpty());
    h.top_up(10'000).add(adjusted({1, {500, usd}, "a present", "k1", {}}).value());
    const ledger_report r = h.finish();
    EXPECT_TRUE(r.balanced());
    EXPECT_THAT(r.remarks, ElementsAre(testing::StartsWith("suspense is below zero by 5.00 USD")));
}

TEST(replay, money_for_nobody_goes_to_suspense_whole)
{
    const auto moved = settled({"btcpay", "inv", 0, {1000, usd}, 75, {}});
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(to_string(moved[0].credit), "suspense");
    EXPECT_EQ(moved[0].amount.cents, 1075);
}

TEST(replay, says_where_the_kept_balances_differ)
{
    history h;
    h.top_up(100);
    auto kept = h.replay().balances();
    for (balance& b : kept)
        if (b.account == "funds:1") b.amount.cents += 1;
    std::erase_if(kept, [](const balance& b) { return b.account == "surcharge"; });
    kept.push_back({"funds:9", {7, usd}});
    const ledger_report r = h.replay().finish(kept);
    EXPECT_FALSE(r.balanced());
    EXPECT_THAT(r.wrong, testing::UnorderedElementsAre(
                             HasSubstr("funds:1 is kept as 1.01 USD; its transfers add up to 1.00 USD"),
                             HasSubstr("no balance of surcharge"), HasSubstr("funds:9 is kept as 0.07 USD")));
}

struct bad_history {
    const char* what;
    std::vector<transfer> then;
};

TEST(replay, names_what_must_never_happen)
{
    transfer nothing = hold(1, 1, fee, {});
    nothing.amount.cents = 0;
    transfer to_itself = adjusted({1, {5, usd}, "why", "k", {}}).value();
    to_itself.credit = to_itself.debit;
    transfer disguised = earned(1, 1, "delisting", fee, {});
    disguised.code = transfer_code::adjustment;
    transfer less = credit_back(1, 1, {3000, usd}, "", {});
    const std::vector<bad_history> cases{
        {"is not above zero", {nothing}},
        {"to itself", {to_itself}},
        {"holds twice", {hold(1, 1, fee, {}), hold(1, 1, fee, {})}},
        {"holds twice", {hold(1, 1, fee, {}), earned(1, 1, "delisting", fee, {}), hold(1, 1, fee, {})}},
        {"settles twice", {hold(1, 1, fee, {}), earned(1, 1, "delisting", fee, {}), credit_back(1, 1, fee, "", {})}},
        {"and leaves -35.00", {earned(1, 1, "delisting", fee, {})}},
        {"and leaves 5.00", {hold(1, 1, fee, {}), less}},
        {"is called adjustment and goes from held:1", {hold(1, 1, fee, {}), disguised}},
        {"leaves funds:1 at -", {adjusted({1, {-20'000, usd}, "why", "k", {}}).value()}},
    };
    for (const auto& [what, then] : cases) {
        history h;
        h.top_up(10'000);
        for (const transfer& t : then) h.add(t);
        EXPECT_THAT(h.finish().wrong, testing::Contains(HasSubstr(what))) << what;
    }
}

TEST(replay, an_order_of_ids_that_does_not_rise_is_named)
{
    ledger_replay r;
    transfer t = hold(1, 1, fee, {});
    t.id = 5;
    r.add(t);
    t = hold(1, 2, fee, {});
    t.id = 5;
    r.add(t);
    EXPECT_THAT(r.finish(r.balances()).wrong, testing::Contains(HasSubstr("transfer 5 comes after transfer 5")));
}

TEST(adjustment, needs_an_amount_a_reason_and_a_key)
{
    EXPECT_FALSE(adjusted({1, {0, usd}, "why", "k", {}}));
    EXPECT_FALSE(adjusted({1, {largest_amount + 1, usd}, "why", "k", {}}));
    EXPECT_FALSE(adjusted({1, {1, usd}, " \n", "k", {}}));
    EXPECT_FALSE(adjusted({1, {1, usd}, "why", "", {}}));
    EXPECT_EQ(to_string(adjusted({1, {-1, usd}, "why", "k", {}})->debit), "funds:1");
}

}  // namespace
}  // namespace offlist
