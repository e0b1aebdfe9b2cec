// Orders whose money comes late: price and preconditions are looked at again before it is held.
#include <services/old_orders.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <support/fake_resolver.hpp>

#include "services/job_watch_fixture.hpp"

namespace offlist::services {
namespace {

using testing::HasSubstr;

class old_orders_test : public job_watch_test {
public:
    old_orders_test()
    {
        sell(3500, {});
        listing = open_listing();
        healthy(true);
        waiting = order(listing);
        time.at += rules.policy.quote_valid + 1s;
    }

protected:
    void sell(std::int64_t cents, std::vector<std::string> preconditions)
    {
        blocklist list;
        list.id = "alpha";
        list.zone = "alpha.example";
        list.use_key("");
        list.subjects = {true, false, false};
        list.removal.method = removal_method::web_form;
        list.removal.url = "https://alpha.example/remove";
        list.removal.preconditions = std::move(preconditions);
        rules.lists = std::make_shared<const catalog>(std::vector{list}, std::vector<retired_list>{});
        price_book prices;
        prices.in = usd;
        prices.fees["delisting"] = cents;
        terms = std::make_shared<const delisting_terms>(
            delisting_terms{.prices = prices, .policy = rules.policy, .company = {}});
    }
    void healthy(bool so)
    {
        slice_record r;
        r.at = time.at;
        r.health.push_back({"alpha", subject_kind::ip4, so ? list_state::healthy : list_state::unhealthy,
                            so ? "" : "silent", time.at});
        write([&](soci::session& s) { return store::sql_monitor_store::record(s, r); });
    }
    int start()
    {
        const auto done = test::await(io, start_old_orders(*db, dns, rules.lists, terms, time.at));
        EXPECT_TRUE(done) << done.error().to_string();
        return *done;
    }
    // Another old one: ordered while the funds were elsewhere, which are back now.
    std::int64_t order_without_funds()
    {
        const auto adjust = [&](std::int64_t cents) {
            const std::string key = std::to_string(cents) + " at " + std::to_string(time.at.time_since_epoch().count());
            ASSERT_TRUE(write([&](soci::session& s) {
                return store::adjust_funds(s, {customer, {cents, usd}, "moved", key, time.at}, rules.policy).value();
            }));
        };
        adjust(-3500);
        const auto id = order(listing);
        time.at += rules.policy.quote_valid + 1s;
        adjust(3500);
        return id;
    }
    [[nodiscard]] job_state state() { return job_of(waiting).state; }

    test::fake_resolver dns;
    std::shared_ptr<const delisting_terms> terms;
    std::int64_t listing = 0, waiting = 0;
};

TEST_P(old_orders_test, start_as_they_were_ordered_where_nothing_has_changed)
{
    EXPECT_EQ(start(), 0) << "its funds are not there";
    credit(3500);
    EXPECT_EQ(state(), job_state::awaiting_funds) << "not by the money alone";
    EXPECT_EQ(start(), 1);
    EXPECT_EQ(state(), job_state::held);
    EXPECT_EQ(funds().held.cents, 3500);
    EXPECT_EQ(start(), 0);
    expect_balanced();
}

TEST_P(old_orders_test, of_a_week_start_by_their_money_alone)
{
    time.at -= 1s;
    credit(3500);
    EXPECT_EQ(state(), job_state::held);
}

TEST_P(old_orders_test, at_another_price_are_cancelled_and_nothing_is_held)
{
    credit(3500);
    for (const std::int64_t price : {4500, 2500}) {
        sell(price, {});
        EXPECT_EQ(start(), 1);
        const job ended = job_of(waiting);
        EXPECT_EQ(ended.state, job_state::cancelled);
        EXPECT_THAT(ended.reason, HasSubstr("the price has changed since it was ordered, from 35.00 USD to " +
                                            to_string(money{price, usd})));
        EXPECT_EQ(funds().balance.cents, 3500);
        EXPECT_EQ(funds().held.cents, 0);
        waiting = order_without_funds();
    }
    expect_balanced();
}

TEST_P(old_orders_test, whose_preconditions_are_no_longer_so_are_cancelled_with_the_reason)
{
    sell(3500, {"matching reverse DNS"});
    credit(3500);
    EXPECT_EQ(start(), 1);
    EXPECT_EQ(state(), job_state::cancelled);
    EXPECT_THAT(job_of(waiting).reason, HasSubstr("it can no longer be worked as it was ordered: "));
    EXPECT_THAT(job_of(waiting).reason, HasSubstr("has no reverse DNS"));
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(old_orders_test, wait_on_while_nobody_can_know)
{
    sell(3500, {"matching reverse DNS"});
    credit(3500);
    dns.otherwise(answer_status::timeout);
    EXPECT_EQ(start(), 0);
    EXPECT_EQ(state(), job_state::awaiting_funds);
    sell(3500, {});
    healthy(false);
    EXPECT_EQ(start(), 0);
    EXPECT_EQ(state(), job_state::awaiting_funds);
    time.at += 1s;
    healthy(true);
    EXPECT_EQ(start(), 1);
    EXPECT_EQ(state(), job_state::held);
}

TEST_P(old_orders_test, are_not_overtaken_and_take_those_behind_along)
{
    add(customer, "45.83.12.8");
    const auto behind = order(0, "45.83.12.8");
    credit(7000);
    EXPECT_EQ(job_of(behind).state, job_state::awaiting_funds) << "first come, first served";
    EXPECT_EQ(start(), 1);
    EXPECT_EQ(state(), job_state::held);
    EXPECT_EQ(job_of(behind).state, job_state::held);
    expect_balanced();
}

INSTANTIATE_TEST_SUITE_P(databases, old_orders_test,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

}  // namespace
}  // namespace offlist::services
