// What the store asks of itself when a gateway has said something, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/money/payment_table.hpp>
#include <store/money/receipt_rows.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr currency usd{{'U', 'S', 'D'}};

class payment_books : public store_fixture {
protected:
    template <class Work>
    auto job(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->write_now([&](soci::session& s) { return parsed<result>(boost::system::in_place_value, work(s)); })
            .value();
    }
    std::string open()
    {
        payment p;
        p.account = make_account();
        p.gateway = "btcpay";
        p.amount = {3500, usd};
        p.created_at = p.changed_at = p.expires_at = noon;
        return job(
            [&](soci::session& s) { return reference_of(payment_table::add(s, p, std::nullopt, {}).value().is); });
    }
    recorded_report record(const payment_report& r)
    {
        return job([&](soci::session& s) { return payment_table::record(s, "btcpay", r, "test", noon, {}); });
    }
    std::int64_t received(const std::string& id, currency in)
    {
        return job([&](soci::session& s) { return received_before(s, "btcpay", id, in); });
    }
};

payment_report report(const std::string& id, const std::string& order, money paid)
{
    payment_report r;
    r.external_id = id;
    r.order = order;
    r.paid = paid;
    return r;
}

TEST_P(payment_books, what_came_is_what_has_the_payments_own_id)
{
    for (const auto& [id, cents] : {std::pair{"inv1", 100}, std::pair{"inv10", 7}, std::pair{"inv1-", 5},
                                    std::pair{"INV1", 3}, std::pair{"inv", 2}}) {
        (void)record(report(id, "", {cents, usd}));
        (void)record(report(id, "", {cents * 1000, usd}));
    }
    EXPECT_EQ(count("receipt"), 10);
    EXPECT_EQ(received("inv1", usd), 100'000);
    EXPECT_EQ(received("inv10", usd), 7000);
    EXPECT_EQ(received("inv", usd), 2000);
    EXPECT_EQ(received("inv2", usd), 0);
    EXPECT_EQ(received("inv1", {{'E', 'U', 'R'}}), 0);
}

TEST_P(payment_books, a_report_without_money_does_not_look_for_receipts)
{
    const std::string order = open();
    (void)job([](soci::session& s) { return sql::run(s, "ALTER TABLE receipt RENAME TO receipts_put_away"); });
    const auto ours = record(report("inv1", order, {}));
    ASSERT_TRUE(ours.now);
    EXPECT_EQ(ours.now->state, payment_state::pending);
    EXPECT_FALSE(record(report("inv2", "nobody's", {})).now);
}

TEST_P(payment_books, receipts_are_found_by_their_key)
{
    if (GetParam() != backend::sqlite) GTEST_SKIP() << "only SQLite tells its plan without statistics";
    const auto plan = job([](soci::session& s) {
        std::string lines;
        sql::for_each<int, int, int, std::string>(
            s, "EXPLAIN QUERY PLAN " + received_text(), {std::string("inv1"), std::string("btcpay"), usd.view()},
            [&](int, int, int, const std::string& line) { lines += line + "; "; });
        return lines;
    });
    EXPECT_THAT(plan, HasSubstr("(gateway=? AND external_id>? AND external_id<?)"));
    EXPECT_THAT(plan, Not(HasSubstr("SCAN r")));
}

INSTANTIATE_TEST_SUITE_P(databases, payment_books, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
