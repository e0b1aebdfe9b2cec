// A store that an older offlist left, with rows in it, brought to this program's schema.
#include <gmock/gmock.h>

#include <store/delistings/delisting_end.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/engine/connection.hpp>
#include <store/engine/migrations/migrate.hpp>
#include <store/money/payment_table.hpp>

#include "store/live_jobs.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

class migration_test : public store_fixture {
protected:
    // A store of the schema with this number, filled by `fill`; then opened by this program.
    template <class Fill>
    void open_older(int schema, Fill fill)
    {
        db.reset();
        options.url = GetParam() == backend::sqlite ? "sqlite:" + (folder / "older.db").string()
                                                    : test::postgres::instance().fresh_database();
        {
            const auto url = read_store_url(options.url).value();
            auto known = all_migrations();
            std::erase_if(known, [schema](const migration& m) { return m.number > schema; });
            connection c(url, access::writes);
            ASSERT_TRUE(migrate(c, url.kind, url.name, known, noon));
            c.begin();
            fill(c.session());
            c.commit();
        }
        open();
    }
    template <class Work>
    auto write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        auto held = [&work](soci::session& s) -> parsed<result> { return {boost::system::in_place_value, work(s)}; };
        return db->write_now(held).value();
    }
};
INSTANTIATE_TEST_SUITE_P(both, migration_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

// Two jobs with all that refers to them: one that is being submitted, and one that has ended.
void two_jobs(soci::session& s)
{
    sql::run(s, "INSERT INTO account (name, email, state, created_at) VALUES ('Example', '', 'active', 0)");
    for (const char* const job :
         {"'192.0.2.7', 'alpha', 0, 3500, 'USD', 'submitting', '', 'email', 'delist@alpha.test', 864000, 'ann', 3, "
          "2000, 0, 1, 0, 0, 0, 0, 0, 1000, 1000, NULL, NULL, 2000",
          "'192.0.2.8', 'alpha', 0, 3500, 'USD', 'failed', 'refused', 'email', 'delist@alpha.test', 864000, '', 1, "
          "0, 0, 0, 0, 0, 0, 0, 0, 1000, 1000, 1100, 1200, 0"})
        sql::run(s, std::string("INSERT INTO delisting (account, subject, blocklist, listing, fee, currency, state, "
                                "reason, method, url, deadline, worker, fence, lease_until, newest, running, known_at, "
                                "count_from, clean_answers, looked_for, clean_for, created_at, held_at, submitted_at, "
                                "ended_at, wakes_at) VALUES (1, ") +
                        job + ")");
    for (const char* const id : {"1", "2"}) {
        sql::run(s, std::string("INSERT INTO delisting_change (delisting, at, from_state, to_state, actor, note) "
                                "VALUES (") +
                        id + ", 1000, '', 'held', 'customer', 'ordered')");
        sql::run(s, std::string("INSERT INTO delisting_evidence (delisting, at, kind, content) VALUES (") + id +
                        ", 1000, 'intent', '{}')");
    }
    sql::run(s,
             "INSERT INTO staff_task (delisting, kind, state, claimed_by, fence, created_at) "
             "VALUES (1, 'submit', 'claimed', 'ann', 3, 1000)");
}

TEST_P(migration_test, jobs_of_schema_10_are_what_they_were_and_go_on)
{
    open_older(10, two_jobs);
    EXPECT_EQ(db->schema(), database::newest_schema());
    const auto live = write([](soci::session& s) { return find_job(s, 1); }).value();
    EXPECT_EQ(live.state, job_state::submitting);
    EXPECT_EQ(live.subject, "192.0.2.7");
    EXPECT_EQ(live.lease.worker, "ann");
    EXPECT_EQ(live.lease.fence, 3);
    EXPECT_EQ(live.lease.until.time_since_epoch().count(), 2000);
    EXPECT_EQ(live.deadline, std::chrono::days(10));
    EXPECT_TRUE(live.proof.running);
    EXPECT_EQ(live.held_at->time_since_epoch().count(), 1000);
    const auto ended = write([](soci::session& s) { return find_job(s, 2); }).value();
    EXPECT_EQ(ended.reason, "refused");
    EXPECT_EQ(ended.submitted_at->time_since_epoch().count(), 1100);
    EXPECT_EQ(ended.ended_at->time_since_epoch().count(), 1200);
    EXPECT_EQ(count("delisting_change"), 2);
    EXPECT_EQ(count("delisting_evidence"), 2);

    // its lease has run out, and everything else of the job is written as before
    const std::chrono::sys_seconds later{std::chrono::seconds(2000)};
    EXPECT_EQ(write([&](soci::session& s) { return let_time_pass(s, later, {}); }), 1);
    EXPECT_EQ(write([](soci::session& s) { return find_job(s, 1); })->state, job_state::uncertain);
    EXPECT_EQ(write([](soci::session& s) { return find_task(s, 1); })->kind, staff_task_kind::find_out);
}

TEST_P(migration_test, what_kept_the_rows_of_schema_10_keeps_them_still)
{
    open_older(10, two_jobs);
    const auto refused = [this](const std::string& statement) {
        auto work = [&](soci::session& s) -> parsed<std::int64_t> { return sql::run(s, statement); };
        return !db->write_now(work);
    };
    EXPECT_TRUE(refused("DELETE FROM delisting_change"));
    EXPECT_TRUE(refused("UPDATE delisting_evidence SET content = ''"));
    EXPECT_TRUE(refused("UPDATE delisting SET state = 'failed' WHERE id = 1")) << "an ended job has its end";
    EXPECT_TRUE(refused("UPDATE delisting SET wakes_at = 0"));
    write([](soci::session& s) {
        forget_ended(s, 1);
        return true;
    });
    EXPECT_EQ(count("delisting_change"), 1) << "those of the job that has ended went with its account's data";
    EXPECT_EQ(count("delisting_evidence"), 1);
}

TEST_P(migration_test, subjects_of_schema_14_are_counted_and_tasks_are_what_they_were)
{
    open_older(14, [](soci::session& s) {
        sql::run(s, "INSERT INTO account (name, email, state, created_at) VALUES ('Example', '', 'active', 0)");
        for (const char* const row :
             {"'198.41.0.0/22', 0, '0a', '0b'", "'198.42.0.7', 0, '0c', '0c'", "'2600::/56', 1, '1a', '1b'",
              "'2600:1::/64', 1, '1c', '1d'", "'2600:2::/120', 1, '1e', '1f'", "'example.org', 2, '2e', '2e'"})
            sql::run(s,
                     "INSERT INTO subject (account, label, created_at, text, kind, first_key, last_key) VALUES "
                     "(1, '', 0, " +
                         std::string(row) + ")");
        sql::run(s, "UPDATE subject SET removed_at = 1 WHERE text = '198.42.0.7'");
        sql::run(s,
                 "INSERT INTO delisting (account, subject, blocklist, listing, fee, currency, state, reason, method, "
                 "url, deadline, worker, fence, lease_until, newest, running, known_at, count_from, clean_answers, "
                 "looked_for, clean_for, created_at, held_at) VALUES (1, '192.0.2.7', 'alpha', 0, 3500, 'USD', "
                 "'submitting', '', 'email', 'delist@alpha.test', 864000, 'ann', 3, 2000, 0, 1, 0, 0, 0, 0, 0, 1000, "
                 "1000)");
        sql::run(s,
                 "INSERT INTO staff_task (delisting, kind, state, claimed_by, fence, created_at) VALUES (1, 'submit', "
                 "'claimed', 'ann', 3, 1000)");
    });
    const auto size = [this](const char* text) {
        return write([&](soci::session& s) {
            return sql::only<std::int64_t>(s, "SELECT size FROM subject WHERE text = :text", {text}).value();
        });
    };
    EXPECT_EQ(size("198.41.0.0/22"), 1024);
    EXPECT_EQ(size("2600::/56"), 256);
    EXPECT_EQ(size("2600:1::/64"), 1);
    EXPECT_EQ(size("2600:2::/120"), 256);
    EXPECT_EQ(size("example.org"), 1);
    EXPECT_EQ(count("account WHERE id = 1 AND subjects = 5 AND asked = 1538 AND watched = 1538"), 1);
    EXPECT_EQ(count("subject WHERE proof = 'staff' AND pending = 0"), 6);
    const auto task = write([](soci::session& s) { return find_task(s, 1); }).value();
    EXPECT_EQ(task.claimed_by, "ann");
    EXPECT_EQ(task.fence, 3);
    EXPECT_EQ(task.subject, "192.0.2.7");
}

void move_money(soci::session& s, const std::string& debit, const std::string& credit, std::int64_t cents,
                const std::string& code, const std::string& reference, const char* account, std::int64_t at)
{
    sql::run(s,
             "INSERT INTO ledger_transfer (debit, credit, cents, currency, code, reference, account, reason, at) "
             "VALUES ('" +
                 debit + "', '" + credit + "', " + std::to_string(cents) + ", 'USD', '" + code + "', '" + reference +
                 "', " + account + ", '', " + std::to_string(at) + ")");
    for (const auto& [name, by] : {std::pair{debit, -cents}, std::pair{credit, cents}})
        sql::run(s, "INSERT INTO ledger_balance (account, currency, cents) VALUES ('" + name + "', 'USD', " +
                        std::to_string(by) +
                        ") ON CONFLICT (account, currency) DO UPDATE SET cents = "
                        "ledger_balance.cents + EXCLUDED.cents");
}

// A card payment of 35.00 and its surcharge, as schema 17 kept it; `back` of it a lost dispute took at the moment 2000.
void card_payment(soci::session& s, const std::string& id, const char* state, const std::string& dispute,
                  std::int64_t funds_back, std::int64_t surcharge_back)
{
    sql::run(s,
             "INSERT INTO payment (account, method, gateway, amount, surcharge, currency, state, nonce, external_id, "
             "checkout_url, received, charged_back, reason, dispute, created_at, changed_at, expires_at, look_at, "
             "looks) VALUES (1, 'card', 'stripe', 3500, 263, 'USD', '" +
                 std::string(state) + "', 'x" + id + "', '" + id + "', '', 3763, " +
                 std::to_string(funds_back + surcharge_back) + ", '', '" + dispute + "', 1000, 2000, 3000, 2000, 0)");
    sql::run(s,
             "INSERT INTO receipt (gateway, external_id, account, cents, surcharge, currency, at) VALUES "
             "('stripe', '" +
                 id + "', 1, 3500, 263, 'USD', 1000)");
    move_money(s, "gateway:stripe", "funds:1", 3500, "topup", "receipt:stripe:" + id, "1", 1000);
    move_money(s, "gateway:stripe", "surcharge", 263, "topup_surcharge", "receipt:stripe:" + id, "1", 1000);
}

TEST_P(migration_test, disputes_of_schema_17_are_claims_that_take_nothing_twice)
{
    open_older(17, [](soci::session& s) {
        sql::run(s, "INSERT INTO account (name, email, state, created_at) VALUES ('Example', '', 'active', 0)");
        card_payment(s, "cs_1", "lost", "", 3500, 263);
        sql::run(s,
                 "INSERT INTO payment_change (payment, at, from_state, to_state, received, actor, note) VALUES "
                 "(1, 2000, 'settled', 'lost', 3763, 'webhook', '')");
        move_money(s, "funds:1", "chargeback", 3500, "dispute_lost", "dispute:stripe:dp_1", "1", 2000);
        move_money(s, "surcharge", "chargeback", 263, "dispute_lost", "dispute:stripe:dp_1:surcharge", "NULL", 2000);
        card_payment(s, "cs_2", "disputed", "dp_2", 0, 0);
        card_payment(s, "cs_3", "lost", "", 931, 69);  // its history is of another second
        move_money(s, "funds:1", "chargeback", 931, "dispute_lost", "dispute:stripe:dp_3", "1", 2500);
        move_money(s, "surcharge", "chargeback", 69, "dispute_lost", "dispute:stripe:dp_3:surcharge", "NULL", 2500);
        sql::run(s,
                 "INSERT INTO receipt (gateway, external_id, account, cents, surcharge, currency, at) VALUES "
                 "('stripe', 'cs_9', NULL, 900, 0, 'USD', 1000)");
        move_money(s, "gateway:stripe", "suspense", 900, "unmatched", "receipt:stripe:cs_9", "NULL", 1000);
        move_money(s, "suspense", "chargeback", 900, "dispute_lost", "dispute:stripe:dp_9", "NULL", 2000);
    });
    EXPECT_EQ(count("payment_claim"), 4);
    EXPECT_EQ(count("payment_claim WHERE payment = 1 AND taken = 3763 AND surcharge = 263 AND state = 'taken'"), 1);
    EXPECT_EQ(count("payment_claim WHERE payment = 2 AND taken = 0 AND state = 'open'"), 1);
    EXPECT_EQ(count("payment_claim WHERE payment IS NULL"), 2);
    EXPECT_EQ(count("payment WHERE charged_earlier = 1000"), 1);
    const auto balanced = [this] {
        const auto report = ledger_table(*db).verify().value();
        EXPECT_TRUE(report.balanced()) << report.wrong.at(0);
    };
    balanced();
    const auto before = count("ledger_transfer");
    const auto told = [this](const std::string& payment, const std::string& dispute, claim_state state,
                             std::int64_t cents, std::int64_t paid = 3763) {
        payment_report r;
        r.external_id = payment;
        r.state = payment_state::settled;
        const currency usd{{'U', 'S', 'D'}};
        r.paid = {paid, usd};
        r.claims = {{.id = dispute, .state = state, .amount = {cents, usd}}};
        write([&](soci::session& s) { return payment_table::record(s, "stripe", r, "test", noon, {}).taken; });
    };
    told("cs_1", "dp_1", claim_state::taken, 3763);
    told("cs_3", "dp_3", claim_state::taken, 1000);
    told("cs_9", "dp_9", claim_state::taken, 900, 900);
    EXPECT_EQ(count("ledger_transfer"), before);
    EXPECT_EQ(count("payment_claim WHERE payment IS NULL"), 1);
    EXPECT_EQ(count("payment WHERE charged_earlier <> 0"), 0) << "its gateway has told whose it is";
    balanced();
    told("cs_2", "dp_2", claim_state::open, 3763);
    EXPECT_EQ(count("ledger_balance WHERE account = 'funds:1' AND frozen = 3500"), 1);
    told("cs_1", "dp_1", claim_state::returned, 3763);
    EXPECT_EQ(count("payment WHERE id = 1 AND charged_back = 0 AND state = 'won'"), 1);
    balanced();
}

TEST_P(migration_test, two_disputes_of_one_second_are_not_given_to_one_payment)
{
    open_older(17, [](soci::session& s) {
        sql::run(s, "INSERT INTO account (name, email, state, created_at) VALUES ('Example', '', 'active', 0)");
        for (const char* const n : {"1", "2"}) {
            const std::string number(n);
            card_payment(s, "cs_" + number, "lost", "", 3500, 263);
            sql::run(s,
                     "INSERT INTO payment_change (payment, at, from_state, to_state, received, actor, note) VALUES (" +
                         number + ", 2000, 'settled', 'lost', 3763, 'webhook', '')");
            const std::string dispute = "dispute:stripe:dp_" + number;
            move_money(s, "funds:1", "chargeback", 3500, "dispute_lost", dispute, "1", 2000);
            move_money(s, "surcharge", "chargeback", 263, "dispute_lost", dispute + ":surcharge", "NULL", 2000);
        }
    });
    EXPECT_EQ(count("payment_claim WHERE payment IS NULL AND taken = 3763"), 2) << "which is whose, their reports tell";
    EXPECT_EQ(count("payment WHERE charged_earlier = 3763"), 2);
    const auto report = ledger_table(*db).verify().value();
    EXPECT_TRUE(report.balanced()) << report.wrong.at(0);
}

TEST_P(migration_test, a_store_that_was_upgraded_is_opened_again_as_it_is)
{
    open_older(10, two_jobs);
    reopen();
    EXPECT_EQ(count("delisting"), 2);
    EXPECT_EQ(count("schema_migration"), static_cast<std::int64_t>(all_migrations().size()));
}

}  // namespace
}  // namespace offlist::store
