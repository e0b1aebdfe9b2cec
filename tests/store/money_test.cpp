// The ledger and the delisting jobs in SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <store/account_book.hpp>
#include <store/delisting_book.hpp>
#include <store/ledger_book.hpp>
#include <store/sql.hpp>
#include <store/staff_tasks.hpp>
#include <thread>

#include "delisting/make_job.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

class money_test : public testing::Test {
public:
    money_test()
    {
        std::string pattern = (fs::temp_directory_path() / "offlist-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        open();
        customer = write([](soci::session& s) {
            return account_book::create(s, "Example", "post@example.org", {.who = {}, .reason = {}, .at = day_one}).id;
        });
    }
    ~money_test() override
    {
        db.reset();
        fs::remove_all(folder);
    }

protected:
    void open() { db = database::open({.url = "sqlite:" + (folder / "s.db").string()}).value(); }
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
        return write([&](soci::session& s) { return ledger_book::funds(s, customer, usd); });
    }
    std::int64_t count(const std::string& table)
    {
        return write(
            [&](soci::session& s) { return sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM " + table).value(); });
    }
    void expect_balanced()
    {
        const auto report = ledger_book(*db).verify().value();
        EXPECT_TRUE(report.balanced()) << testing::PrintToString(report.wrong);
    }

    fs::path folder;
    std::unique_ptr<database> db;
    std::int64_t customer = 0;
    delisting_policy policy;
    std::chrono::sys_seconds now = day_one;
};

TEST_F(money_test, an_order_holds_the_fee_and_makes_its_task_and_notice)
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

TEST_F(money_test, one_live_job_a_subject_and_list)
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

TEST_F(money_test, an_order_without_funds_waits_and_starts_when_the_money_is_there)
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

TEST_F(money_test, a_fee_that_comes_back_starts_what_waits)
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

TEST_F(money_test, fifty_spends_of_one_balance_take_what_is_there)
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

TEST_F(money_test, fifty_copies_of_one_receipt_are_credited_once)
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

TEST_F(money_test, staff_submits_and_dns_earns_the_fee)
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

TEST_F(money_test, a_stale_worker_never_writes)
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
    EXPECT_EQ(write([&](soci::session& s) { return wake_jobs(s, now, policy, 10); }), 1);
    EXPECT_EQ(job_of(id).state, job_state::uncertain);
    EXPECT_EQ(claim("bob").now.kind, staff_task_kind::find_out);
    EXPECT_EQ(complete("ann", task_outcome::rejected).refused->kind, job_refusal::stale);
    EXPECT_FALSE(complete("bob", task_outcome::rejected).refused);
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_F(money_test, an_adjustment_is_made_once_for_its_key)
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

TEST_F(money_test, only_a_lost_dispute_takes_funds_below_zero)
{
    pay("pi_1", 3500);
    order("192.0.2.7");
    EXPECT_TRUE(write([&](soci::session& s) {
        return ledger_book::post(s, dispute_lost(customer, "stripe", "dp_1", {3500, usd}, now));
    }));
    EXPECT_EQ(funds().balance.cents, -3500);
    expect_balanced();
}

TEST_F(money_test, what_is_written_stays_written)
{
    pay("pi_1", 3500);
    for (const char* wrong : {"UPDATE ledger_transfer SET cents = 1", "DELETE FROM ledger_transfer",
                              "UPDATE receipt SET cents = 1", "DELETE FROM receipt"})
        EXPECT_FALSE(db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return sql::run(s, wrong); }))
            << wrong;
    db.reset();
    open();
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_F(money_test, verify_says_where_the_books_do_not_balance)
{
    pay("pi_1", 7000);
    order("192.0.2.7");
    write([](soci::session& s) {
        sql::run(s, "UPDATE ledger_balance SET cents = cents + 1 WHERE account LIKE 'funds:%'");
        return sql::run(s, "UPDATE ledger_balance SET cents = 0 WHERE account LIKE 'held:%'");
    });
    const auto report = ledger_book(*db).verify().value();
    EXPECT_THAT(report.wrong, testing::UnorderedElementsAre(HasSubstr("is kept as 35.01 USD; its transfers add up to "
                                                                      "35.00 USD"),
                                                            HasSubstr("the balance of held:1 is kept as 0.00 USD"),
                                                            HasSubstr("delisting 1 is held")));
}

}  // namespace
}  // namespace offlist::store
