// The ledger and the delisting jobs, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/delisting_table.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/engine/sql.hpp>
#include <store/money/claim_table.hpp>
#include <store/money/ledger_table.hpp>
#include <thread>

#include "delisting/make_job.hpp"
#include "store/live_jobs.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class money_test : public store_fixture {
public:
    money_test() { customer = make_account(); }

protected:
    template <class Work>
    std::invoke_result_t<Work&, soci::session&> write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        return db->write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
    }
    receipt_outcome pay(const std::string& id, std::int64_t cents)
    {
        return write([&](soci::session& s) {
            return receive_payment(
                s, {.gateway = "stripe", .external_id = id, .account = customer, .amount = {cents, usd}, .at = now},
                policy);
        });
    }
    placed_order order(const std::string& subject)
    {
        return write([&](soci::session& s) { return place_order(s, an_order(subject), policy); });
    }
    [[nodiscard]] delisting_order an_order(const std::string& subject) const
    {
        return {.account = customer,
                .subject = subject,
                .blocklist = "example-ip",
                .fee = delisting_fee,
                .url = "https://lists.example/",
                .deadline = std::chrono::days{10},
                .at = now};
    }
    applied_event event(std::int64_t id, const any_job_event& e)
    {
        return write([&](soci::session& s) { return apply(s, id, e, now, policy, "test"); }).value();
    }
    job job_of(std::int64_t id)
    {
        return write([&](soci::session& s) { return find_job(s, id); }).value();
    }
    account_funds funds()
    {
        return write([&](soci::session& s) { return ledger_table::funds(s, customer, usd); });
    }
    void keep(std::int64_t id)
    {
        write([&](soci::session& s) {
            for (int n = 0; n < 120; ++n)
                keep_evidence(s, id, "answer", "{\"n\":" + std::to_string(n) + "}", now + std::chrono::seconds(n));
            return true;
        });
    }
    void expect_balanced()
    {
        const auto report = ledger_table(*db).verify().value();
        EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
    }

    std::int64_t customer = 0;
    delisting_policy policy;
    std::chrono::sys_seconds now = day_one;
};

TEST_P(money_test, an_order_holds_the_fee_and_makes_its_task_and_notice)
{
    pay("pi_1", 10'000);
    const auto placed = order("192.0.2.7");
    EXPECT_TRUE(placed.accepted);
    EXPECT_EQ(placed.what.state, job_state::held);
    EXPECT_EQ(job_of(placed.what.id), placed.what);
    EXPECT_EQ(funds().balance.cents, 6500);
    EXPECT_EQ(funds().held.cents, 3500);
    EXPECT_EQ(count("outbox"), 1);
    EXPECT_EQ(count("staff_task WHERE kind = 'submit' AND state = 'open'"), 1);
    expect_balanced();
}

TEST_P(money_test, one_live_job_a_subject_and_list)
{
    pay("pi_1", 10'000);
    const auto first = order("192.0.2.7");
    const auto second = order("192.0.2.7");
    EXPECT_FALSE(second.accepted);
    EXPECT_EQ(second.what.id, first.what.id);
    EXPECT_EQ(funds().held.cents, 3500);
    event(first.what.id, job_event::cancel{});
    EXPECT_EQ(funds().balance.cents, 10'000);
    EXPECT_TRUE(order("192.0.2.7").accepted);
    expect_balanced();
}

TEST_P(money_test, an_order_without_funds_waits_and_starts_when_the_money_is_there)
{
    const auto first = order("192.0.2.7");
    const auto second = order("192.0.2.8");
    EXPECT_EQ(first.what.state, job_state::awaiting_funds);
    EXPECT_EQ(count("staff_task"), 0);
    expect_balanced();
    pay("pi_1", 3499);
    EXPECT_EQ(job_of(first.what.id).state, job_state::awaiting_funds);
    pay("pi_2", 1);
    EXPECT_EQ(job_of(first.what.id).state, job_state::held);
    EXPECT_EQ(job_of(second.what.id).state, job_state::awaiting_funds);
    EXPECT_EQ(funds().balance.cents, 0);
    expect_balanced();
}

TEST_P(money_test, a_fee_that_comes_back_starts_what_waits)
{
    pay("pi_1", 3500);
    const auto first = order("192.0.2.7");
    const auto second = order("192.0.2.8");
    EXPECT_EQ(second.what.state, job_state::awaiting_funds);
    event(first.what.id, job_event::cancel{});
    EXPECT_EQ(job_of(second.what.id).state, job_state::held);
    EXPECT_EQ(funds().balance.cents, 0);
    expect_balanced();
}

TEST_P(money_test, a_cheaper_order_does_not_overtake_one_that_waits)
{
    pay("pi_1", 1000);
    const auto dear = order("192.0.2.7");
    delisting_order cheap = an_order("192.0.2.8");
    cheap.fee = {500, usd};
    const auto behind = write([&](soci::session& s) { return place_order(s, cheap, policy); });
    EXPECT_EQ(behind.what.state, job_state::awaiting_funds) << "first come, first served";
    EXPECT_EQ(funds().balance.cents, 1000);
    pay("pi_2", 2999);
    EXPECT_EQ(job_of(dear.what.id).state, job_state::held);
    EXPECT_EQ(job_of(behind.what.id).state, job_state::awaiting_funds);
    pay("pi_3", 1);
    EXPECT_EQ(job_of(behind.what.id).state, job_state::held);
    EXPECT_EQ(funds().balance.cents, 0);
    expect_balanced();
}

TEST_P(money_test, fifty_spends_of_one_balance_take_what_is_there)
{
    pay("pi_1", 10 * 3500 + 3499);
    std::vector<std::thread> buyers;
    for (int i = 0; i < 50; ++i) buyers.emplace_back([this, i] { order("192.0.2." + std::to_string(i)); });
    for (auto& b : buyers) b.join();
    EXPECT_EQ(count("delisting WHERE state = 'held'"), 10);
    EXPECT_EQ(count("delisting WHERE state = 'awaiting_funds'"), 40);
    EXPECT_EQ(funds().balance.cents, 3499);
    expect_balanced();
}

TEST_P(money_test, fifty_copies_of_one_receipt_are_credited_once)
{
    std::atomic<int> credited = 0;
    std::vector<std::thread> hooks;
    for (int i = 0; i < 50; ++i)
        hooks.emplace_back([&] { credited += pay("pi_1", 10'000) == receipt_outcome::credited ? 1 : 0; });
    for (auto& h : hooks) h.join();
    EXPECT_EQ(credited, 1);
    EXPECT_EQ(funds().balance.cents, 10'000);
    expect_balanced();
}

TEST_P(money_test, staff_submits_and_dns_earns_the_fee)
{
    pay("pi_1", 3500);
    const auto id = order("192.0.2.7").what.id;
    const auto task = write([&](soci::session& s) { return open_tasks(s, 0, 10); }).at(0);
    EXPECT_EQ(task.subject, "192.0.2.7");
    const auto claimed = write([&](soci::session& s) { return claim_task(s, task.id, "ann", now, policy); });
    EXPECT_EQ(claimed->now.state, "claimed");
    EXPECT_EQ(job_of(id).state, job_state::submitting);
    const auto done = write([&](soci::session& s) {
        return complete_task(s, task.id, "ann", task_outcome::submitted, "sent the form", now, policy);
    });
    EXPECT_EQ(done->now.state, "done");
    for (int i = 0; i < 60 && !is_last(job_of(id).state); ++i) {
        now += 30min;
        event(id, job_event::seen{{verdict::clean, now, 60s, 0}, true});
    }
    EXPECT_EQ(job_of(id).state, job_state::succeeded);
    EXPECT_EQ(funds().held.cents, 0);
    EXPECT_EQ(count("ledger_transfer WHERE credit = 'revenue:delisting' AND cents = 3500"), 1);
    expect_balanced();
}

TEST_P(money_test, a_stale_worker_never_writes)
{
    pay("pi_1", 3500);
    const auto id = order("192.0.2.7").what.id;
    const auto task = write([&](soci::session& s) { return open_tasks(s, 0, 10); }).at(0).id;
    const auto claim = [&](const char* who) {
        return write([&](soci::session& s) { return claim_task(s, task, who, now, policy); }).value();
    };
    const auto complete = [&](const char* who, task_outcome o) {
        return write([&](soci::session& s) { return complete_task(s, task, who, o, "note", now, policy); }).value();
    };
    claim("ann");
    EXPECT_EQ(claim("bob").refused->kind, job_refusal::claimed);
    EXPECT_EQ(complete("bob", task_outcome::rejected).refused->kind, job_refusal::stale);
    now += policy.claim_timeout;
    EXPECT_EQ(complete("ann", task_outcome::submitted).refused->kind, job_refusal::stale);
    EXPECT_EQ(write([&](soci::session& s) { return let_time_pass(s, now, policy); }), 1);
    EXPECT_EQ(job_of(id).state, job_state::uncertain);
    EXPECT_EQ(claim("bob").now.kind, staff_task_kind::find_out);
    EXPECT_EQ(complete("ann", task_outcome::rejected).refused->kind, job_refusal::stale);
    EXPECT_FALSE(complete("bob", task_outcome::rejected).refused);
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(money_test, an_adjustment_is_made_once_for_its_key)
{
    const auto adjust = [&](std::int64_t cents, const char* key) {
        return db->write_now([&](soci::session& s) {
            return adjust_funds(s, {customer, {cents, usd}, "a gift", key, now}, policy);
        });
    };
    EXPECT_TRUE(adjust(500, "k1").value());
    EXPECT_TRUE(adjust(500, "k1").value());
    EXPECT_EQ(funds().balance.cents, 500);
    EXPECT_FALSE(adjust(600, "k1"));
    EXPECT_FALSE(adjust(-501, "k2").value());
    EXPECT_TRUE(adjust(-500, "k2").value());
    EXPECT_EQ(funds().balance.cents, 0);
    expect_balanced();
}

TEST_P(money_test, a_job_in_another_currency_keeps_none_waiting)
{
    const auto abroad = write([&](soci::session& s) {
        delisting_order o;
        o.account = customer;
        o.subject = "192.0.2.6";
        o.blocklist = "example-ip";
        o.fee = {3500, {{'E', 'U', 'R'}}};
        o.at = now;
        return place_order(s, o, policy).what.id;
    });
    const auto id = order("192.0.2.7").what.id;
    pay("pi_1", 3500);
    EXPECT_EQ(job_of(abroad).state, job_state::awaiting_funds);
    EXPECT_EQ(job_of(id).state, job_state::held);
    expect_balanced();
}

TEST_P(money_test, only_a_lost_dispute_takes_funds_below_zero)
{
    pay("pi_1", 3500);
    order("192.0.2.7");
    const claim_place where{.gateway = "stripe", .external_payment = "pi_1", .payment = {}, .account = customer};
    const claimed_payment on{.account = customer, .gateway = "stripe", .in = usd, .received = 3500};
    const claim_report lost{.id = "dp_1", .state = claim_state::taken, .amount = {3500, usd}};
    EXPECT_EQ(write([&](soci::session& s) {
                  return write_claims(s, where, settle(on, {}, std::span(&lost, 1), now).changed, now).taken;
              }),
              3500);
    EXPECT_EQ(funds().balance.cents, -3500);
    expect_balanced();
}

TEST_P(money_test, what_is_written_stays_written)
{
    pay("pi_1", 3500);
    for (const char* wrong : {"UPDATE ledger_transfer SET cents = 1", "DELETE FROM ledger_transfer",
                              "UPDATE receipt SET cents = 1", "DELETE FROM receipt"})
        EXPECT_FALSE(db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return sql::run(s, wrong); }))
            << wrong;
    reopen();
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(money_test, verify_says_where_the_books_do_not_balance)
{
    pay("pi_1", 7000);
    order("192.0.2.7");
    write([](soci::session& s) {
        sql::run(s, "UPDATE ledger_balance SET cents = cents + 1 WHERE account LIKE 'funds:%'");
        return sql::run(s, "UPDATE ledger_balance SET cents = 0 WHERE account LIKE 'held:%'");
    });
    const auto report = ledger_table(*db).verify().value();
    EXPECT_THAT(report.wrong,
                testing::UnorderedElementsAre(
                    HasSubstr("is kept as 35.01 USD; its transfers add up to "
                              "35.00 USD"),
                    HasSubstr("no balance of held:1 is kept, or it is 0; its transfers add up to 35.00 USD"),
                    HasSubstr("delisting 1 is held")));
}

TEST_P(money_test, that_the_books_were_wrong_is_remembered)
{
    const auto before = [this] { return write([](soci::session& s) { return ledger_table::balanced_before(s); }); };
    const auto found = [this](bool balanced) {
        (void)write([&](soci::session& s) {
            ledger_table::keep_verdict(s, balanced, now);
            return true;
        });
    };
    EXPECT_TRUE(before()) << "nobody has looked yet";
    found(false);
    reopen();
    EXPECT_FALSE(before());
    found(true);
    reopen();
    EXPECT_TRUE(before());
}

TEST_P(money_test, orders_wait_until_the_books_balance_again)
{
    const auto found = [this](bool balanced) {
        (void)write([&](soci::session& s) {
            ledger_table::keep_verdict(s, balanced, now);
            if (balanced) start_all_waiting(s, now, policy);
            return true;
        });
    };
    const auto placed = order("192.0.2.1");
    found(false);
    EXPECT_EQ(pay("pi_1", 3500), receipt_outcome::credited) << "what comes is recorded";
    EXPECT_EQ(job_of(placed.what.id).state, job_state::awaiting_funds);
    found(true);
    EXPECT_EQ(job_of(placed.what.id).state, job_state::held);
}

TEST_P(money_test, what_is_shown_adds_up)
{
    pay("pi_1", 3600);
    const auto held = order("192.0.2.7").what.id;
    const auto waiting = order("192.0.2.8").what.id;
    keep(held);
    const auto f = test::await(io, delisting_reader(*db).figures()).value();
    EXPECT_EQ(f.by_state.at(static_cast<std::size_t>(job_state::held)).second, 1);
    EXPECT_EQ(f.by_state.at(static_cast<std::size_t>(job_state::awaiting_funds)).second, 1);
    EXPECT_THAT(f.held, testing::ElementsAre(money{3500, usd}));
    EXPECT_EQ(f.tasks_open, 1);
    delisting_filter waiting_ones;
    waiting_ones.state = {job_state::awaiting_funds};
    const auto page = test::await(io, delisting_reader(*db).page(waiting_ones, {})).value();
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].what.id, waiting);
    EXPECT_EQ(page.items[0].to_pay, 3400);
    const auto one = test::await(io, delisting_reader(*db).get(held, customer)).value();
    ASSERT_TRUE(one);
    EXPECT_EQ(one->history.size(), 1U);
    EXPECT_EQ(one->evidence.size(), 100U) << "the newest hundred answers";
    EXPECT_EQ(one->evidence.back().content, R"({"n":119})");
    EXPECT_FALSE(test::await(io, delisting_reader(*db).get(held, customer + 1)).value());
    EXPECT_TRUE(test::await(io, delisting_reader(*db).relistings()).value().empty());
}

TEST_P(money_test, tasks_come_in_pages)
{
    pay("pi_1", 3 * 3500);
    for (const char* subject : {"192.0.2.7", "192.0.2.8", "192.0.2.9"}) order(subject);
    const auto page = [&](const std::vector<std::string>& states, const page_request& which) {
        task_filter filter;
        filter.state = states;
        return db->read_now([&](soci::session& s) { return task_page(s, filter, which); }).value();
    };
    const auto first = page({}, {.cursor = {}, .limit = 2});
    ASSERT_EQ(first.items.size(), 2U);
    EXPECT_EQ(page({}, {.cursor = first.next, .limit = 2}).items.at(0).subject, "192.0.2.9");
    write([&](soci::session& s) { return claim_task(s, first.items[0].id, "ann", now, policy); });
    EXPECT_EQ(page({"open"}, {}).items.size(), 2U);
    EXPECT_EQ(page({"claimed"}, {}).items.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(store, money_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
