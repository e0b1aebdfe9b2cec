// In which currency may be sold when customers have money, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/money/books_currency.hpp>
#include <store/money/ledger_table.hpp>
#include <store/money/payment_table.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

constexpr currency dollars{{'U', 'S', 'D'}};
constexpr currency euros{{'E', 'U', 'R'}};

class books_currency : public store_fixture {
protected:
    template <class Work>
    auto job(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->write_now([&](soci::session& s) { return parsed<result>(boost::system::in_place_value, work(s)); })
            .value();
    }
    std::string why_not(currency in)
    {
        struct reason {  // a problem as a result would be one of the store
            std::string text;
        };
        return job([in](soci::session& s) {
                   const auto why = why_not_sell_in(s, in);
                   return reason{why ? why->what : ""};
               })
            .text;
    }
    void sell(currency in)
    {
        job([in](soci::session& s) {
            sells_in(s, in);
            return true;
        });
    }
    void pay(std::int64_t account, std::int64_t cents, currency in)
    {
        job([&](soci::session& s) {
            return ledger_table::receive(s, {.gateway = "stripe",
                                             .external_id = "pi_" + std::to_string(++payments_),
                                             .account = account,
                                             .amount = {cents, in},
                                             .at = noon});
        });
    }
    int payments_ = 0;
};

TEST_P(books_currency, is_not_changed_under_an_open_payment)
{
    const auto account = make_account();
    sell(dollars);
    job([account](soci::session& s) {
        payment p;
        p.account = account;
        p.method = payment_method::btc;
        p.gateway = "btcpay";
        p.amount = {3500, dollars};
        p.created_at = p.changed_at = p.expires_at = noon;
        return payment_table::add(s, p, {}, {}).has_value();
    });
    EXPECT_THAT(why_not(euros), testing::HasSubstr("35.00 USD"));
    job([](soci::session& s) {
        return payment_table::give_up(s, 1, payment_state::expired, "nobody paid", noon, {}).has_value();
    });
    EXPECT_EQ(why_not(euros), "");
}

TEST_P(books_currency, is_changed_only_while_nobody_has_money_in_the_old_one)
{
    const auto account = make_account();
    EXPECT_EQ(why_not(euros), "") << "a new store";
    sell(dollars);
    EXPECT_EQ(why_not(euros), "") << "no money";
    pay(account, 3500, dollars);
    EXPECT_EQ(why_not(dollars), "");
    EXPECT_EQ(why_not(euros), "the price book is in EUR, and the books have 35.00 USD of customers");
    job([&](soci::session& s) {
        return ledger_table::adjust(s, {account, {-3500, dollars}, "paid out", "k1", noon}).value();
    });
    EXPECT_EQ(why_not(euros), "") << "suspense is nobody's";
    sell(euros);
    pay(account, 100, euros);
    EXPECT_EQ(why_not(dollars), "the price book is in USD, and the books have 1.00 EUR of customers");
}

TEST_P(books_currency, of_a_store_from_before_it_was_kept_is_that_of_its_money)
{
    const auto account = make_account();
    pay(account, 3500, dollars);
    EXPECT_EQ(why_not(dollars), "");
    EXPECT_NE(why_not(euros), "");
    pay(account, 100, euros);
    EXPECT_EQ(why_not(euros), "") << "it was sold in both";
}

TEST_P(books_currency, all_that_an_account_has_is_shown)
{
    const auto account = make_account();
    pay(account, 3500, dollars);
    pay(account, 100, euros);
    ledger_table ledger(*db);
    const auto funds = test::await(io, ledger.funds(account, euros)).value();
    ASSERT_EQ(funds.size(), 2U);
    EXPECT_EQ(funds[0].balance, (money{100, euros}));
    EXPECT_EQ(funds[1].balance, (money{3500, dollars}));
}

INSTANTIATE_TEST_SUITE_P(databases, books_currency, testing::Values(backend::sqlite, backend::postgresql),
                         backend_name);

}  // namespace
}  // namespace offlist::store
