// Numbers of documents, and reports of the ledger, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/delistings/delisting_table.hpp>
#include <store/engine/sql.hpp>
#include <store/money/document_table.hpp>
#include <store/money/ledger_reports.hpp>
#include <store/money/ledger_table.hpp>
#include <store/money/payment_table.hpp>
#include <store/restore/lives.hpp>

#include "delisting/make_job.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

const problem cut_short{.what = "a power cut"};

class document_test : public store_fixture {
protected:
    template <class Work>
    auto written(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    payment settled(std::int64_t cents, const std::string& external, std::chrono::sys_seconds at, bool whole = true)
    {
        payment p;
        p.account = customer;
        p.gateway = "stripe";
        p.amount = {cents, usd};
        p.created_at = p.changed_at = p.expires_at = at;
        payment_report r;
        r.external_id = external;
        r.state = payment_state::settled;
        r.paid = {whole ? cents : cents - 1, usd};
        return written([&](soci::session& s) {
            r.order = reference_of(payment_table::add(s, p, std::nullopt, {}).value().is);
            return payment_table::record(s, "stripe", r, "test", at, {}).now.value();
        });
    }
    std::optional<numbered_document> receipt_of(const payment& p)
    {
        return written([&](soci::session& s) { return find_document(s, document_series::receipt, p.id); });
    }

    std::int64_t customer = make_account();
};

TEST_P(document_test, a_payment_that_came_in_whole_takes_the_next_number_once)
{
    const payment first = settled(3500, "cs_1", day_one);
    const payment part = settled(3500, "cs_2", day_one, false);
    const payment second = settled(4000, "cs_3", day_one + 1h);
    ASSERT_TRUE(receipt_of(first));
    EXPECT_EQ(number_text(*receipt_of(first)), "R-000001");
    EXPECT_FALSE(receipt_of(part)) << "a cent is missing";
    EXPECT_EQ(receipt_of(second)->number, 2);
    EXPECT_EQ(receipt_of(second)->at, day_one + 1h);
    EXPECT_EQ(written([&](soci::session& s) { return number_receipt(s, first, day_one + 5h); }).number, 1);
    EXPECT_EQ(count("document"), 2);
    EXPECT_THAT(ledger_table(*db).verify()->wrong, IsEmpty());
}

TEST_P(document_test, a_restored_store_begins_a_series_of_its_own)
{
    const payment first = settled(3500, "cs_1", day_one);
    const auto restore = [this] {
        return written([](soci::session& s) { return begin_restored_life(s, day_one + 1h, {}); }).name;
    };
    const std::string once = restore();
    const payment second = settled(4000, "cs_2", day_one + 2h), third = settled(4000, "cs_3", day_one + 2h);
    EXPECT_EQ(number_text(*receipt_of(second)), "R" + once + "-000001");
    EXPECT_EQ(number_text(*receipt_of(third)), "R" + once + "-000002");
    EXPECT_EQ(number_text(*receipt_of(first)), "R-000001") << "what was given stays";
    EXPECT_EQ(number_text(written([&](soci::session& s) { return number_receipt(s, first, day_one + 5h); })),
              "R-000001");
    (void)written([&](soci::session& s) {
        freeze_document(s, find_document(s, document_series::receipt, second.id).value(), "second", day_one);
        return true;
    });
    EXPECT_FALSE(receipt_of(first)->content) << "the same number, and another document";
    EXPECT_EQ(receipt_of(second)->content, "second");
    const std::string again = restore();
    EXPECT_EQ(number_text(*receipt_of(settled(4000, "cs_4", day_one + 3h))), "R" + again + "-000001");
    EXPECT_EQ(number_text(*receipt_of(third)), "R" + once + "-000002");
    EXPECT_THAT(ledger_table(*db).verify()->wrong, IsEmpty());
    (void)written([&](soci::session& s) {
        sql::run(s, "UPDATE document_series SET newest = 3 WHERE name = :name", {"receipt." + once});
        return true;
    });
    EXPECT_THAT(ledger_table(*db).verify()->wrong, SizeIs(1)) << "a gap in one of them is seen";
}

TEST_P(document_test, a_crash_leaves_no_gap)
{
    const payment first = settled(3500, "cs_1", day_one);
    job j = ordered_job();
    j.account = customer;
    const auto cut = db->write_now([&](soci::session& s) -> parsed<bool> {
        (void)number_report(s, j, day_one);
        return cut_short;
    });
    ASSERT_FALSE(cut);
    EXPECT_EQ(written([&](soci::session& s) { return number_report(s, j, day_one); }).number, 1);
    j.id = 8;
    EXPECT_EQ(written([&](soci::session& s) { return number_report(s, j, day_one); }).number, 2);
    EXPECT_THAT(ledger_table(*db).verify()->wrong, IsEmpty());
}

TEST_P(document_test, what_was_frozen_stays)
{
    const payment p = settled(3500, "cs_1", day_one);
    const auto freeze = [&](const char* content) {
        (void)written([&](soci::session& s) {
            freeze_document(s, find_document(s, document_series::receipt, p.id).value(), content, day_one);
            return true;
        });
    };
    EXPECT_FALSE(receipt_of(p)->content);
    freeze("first");
    freeze("second");
    EXPECT_EQ(receipt_of(p)->content, "first");
}

TEST_P(document_test, the_trial_balance_of_a_period_opens_where_the_one_before_closed)
{
    const auto month_two = day_one + 30 * 24h;
    (void)settled(5000, "cs_1", day_one);
    const auto order = [&](const char* subject, std::chrono::sys_seconds at) {
        delisting_order o;
        o.account = customer;
        o.subject = subject;
        o.blocklist = "example-ip";
        o.fee = delisting_fee;
        o.at = at;
        return written([&](soci::session& s) { return place_order(s, o, {}).what.id; });
    };
    const std::int64_t id = order("192.0.2.7", month_two);
    (void)written(
        [&](soci::session& s) { return apply(s, id, job_event::cancel{}, month_two, {}, "test").has_value(); });
    const auto balance = [&](auto from, auto until) {
        std::map<std::string, trial_line> lines;
        for (trial_line& l : written([&](soci::session& s) { return trial_balance(s, from, until); }))
            lines.emplace(l.account, l);
        return lines;
    };
    const auto first = balance(day_one, month_two);
    EXPECT_EQ(first.at("funds").opening, 0);
    EXPECT_EQ(first.at("funds").closing(), 5000);
    EXPECT_EQ(first.at("gateway:stripe").closing(), -5000);
    const auto second = balance(month_two, month_two + 24h);
    EXPECT_EQ(second.at("funds").opening, 5000);
    EXPECT_EQ(second.at("funds").debits, 3500);
    EXPECT_EQ(second.at("funds").credits, 3500);
    EXPECT_EQ(second.at("held").closing(), 0);
    std::int64_t all = 0;
    for (const auto& [name, l] : second) all += l.closing();
    EXPECT_EQ(all, 0);
    const auto lists = written([&](soci::session& s) { return results_by_list(s, day_one, month_two + 24h); });
    ASSERT_THAT(lists, SizeIs(1));
    EXPECT_EQ(lists[0].ordered, 1);
    EXPECT_EQ(lists[0].cancelled, 1);
    EXPECT_EQ(lists[0].live(), 0);
}

TEST_P(document_test, suspense_and_the_history_of_a_payment_are_told)
{
    payment_report stray;
    stray.external_id = "cs_9";
    stray.order = "nobody's";
    stray.paid = {700, usd};
    stray.state = payment_state::settled;
    (void)written(
        [&](soci::session& s) { return payment_table::record(s, "stripe", stray, "test", day_one, {}).to_suspense; });
    const auto page = written([&](soci::session& s) { return suspense_page(s, {}).value(); });
    ASSERT_THAT(page.items, SizeIs(1));
    EXPECT_EQ(page.items[0].amount.cents, 700);
    EXPECT_EQ(written([&](soci::session& s) { return suspense_balances(s); }).at(0).cents, 700);
    const payment p = settled(3500, "cs_1", day_one);
    const auto history = written([&](soci::session& s) { return payment_history(s, p.id); });
    ASSERT_THAT(history, SizeIs(2));
    EXPECT_EQ(history[0].from, "");
    EXPECT_EQ(history[1].to, "settled");
    EXPECT_EQ(history[1].received, 3500);
}

INSTANTIATE_TEST_SUITE_P(stores, document_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
