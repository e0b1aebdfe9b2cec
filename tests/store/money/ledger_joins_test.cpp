// What the rest of the store says, held against the ledger, on both databases. Each fault is made by SQL, past the
// program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <store/delistings/delisting_table.hpp>
#include <store/engine/sql.hpp>
#include <store/money/ledger_joins.hpp>
#include <store/money/ledger_table.hpp>
#include <store/money/payment_table.hpp>

#include "delisting/make_job.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view transfer_columns =
    "INSERT INTO ledger_transfer (debit, credit, cents, currency, code, reference, account, reason, at) VALUES ";

// One delisting of each kind, and a payment in two parts, as the program writes them.
class ledger_joins : public store_fixture {
public:
    ledger_joins()
    {
        customer = make_account();
        other = make_account("Other");
        pay();
        held = order("192.0.2.1");
        succeeded = order("192.0.2.2");
        failed = order("192.0.2.3");
        cancelled = order("192.0.2.4");
        waiting = order("192.0.2.5", 100'000);
        unpaid = order("192.0.2.6", 100'000);
        job([&](soci::session& s) {
            (void)apply(s, cancelled, job_event::cancel{}, day_one, policy, "test");
            (void)apply(s, unpaid, job_event::cancel{}, day_one, policy, "test");
            (void)apply(s, failed, job_event::claim{"staff"}, day_one, policy, "test");
            (void)apply(s, failed, job_event::refused{1, "no"}, day_one, policy, "test");
            (void)ledger_table::post(s, earned(customer, succeeded, "delisting", delisting_fee, day_one));
        });
        damage("UPDATE delisting SET state = 'succeeded', ended_at = 1 WHERE id = " + std::to_string(succeeded));
    }

protected:
    template <class Work>
    void job(Work work)
    {
        (void)
            db->write_now([&](soci::session& s) -> parsed<bool> {
                  work(s);
                  return true;
              }).value();
    }
    void damage(const std::string& statement)
    {
        job([&](soci::session& s) { (void)sql::run(s, statement); });
    }
    void damage_in(const std::string& table, const std::string& statement)
    {
        if (GetParam() == backend::sqlite) {
            damage("DROP TRIGGER " + table + "_no_update");
            damage("DROP TRIGGER " + table + "_no_delete");
        } else {
            damage("DROP TRIGGER " + table + "_no_change ON " + table);
        }
        damage(statement);
    }
    // Four fees, in two parts, by card.
    void pay()
    {
        payment p;
        p.account = customer;
        p.gateway = "stripe";
        p.amount = {14'000, usd};
        p.surcharge = 1050;
        p.created_at = p.changed_at = p.expires_at = day_one;
        payment_report r;
        r.external_id = "cs_1";
        r.state = payment_state::settled;
        job([&](soci::session& s) {
            r.order = reference_of(payment_table::add(s, p, std::nullopt, {}).value().is);
            for (const std::int64_t cents : {1000, 15'050}) {
                r.paid = {cents, usd};
                (void)payment_table::record(s, "stripe", r, "test", day_one, {{}, policy});
            }
            r.external_id = "cs_9";
            r.order = "nobody's";
            (void)payment_table::record(s, "stripe", r, "test", day_one, {{}, policy});
        });
    }
    // All that came is wanted back.
    void claim_all(claim_state s)
    {
        payment_report r;
        r.external_id = "cs_1";
        r.state = payment_state::settled;
        r.paid = {15'050, usd};
        r.claims = {{.id = "dp_1", .state = s, .amount = {15'050, usd}}};
        job([&](soci::session& in) { (void)payment_table::record(in, "stripe", r, "test", day_one, {{}, policy}); });
    }
    std::int64_t order(const std::string& subject, std::int64_t cents = delisting_fee.cents)
    {
        std::int64_t id = 0;
        job([&](soci::session& s) {
            delisting_order o;
            o.account = customer;
            o.subject = subject;
            o.blocklist = "example-ip";
            o.fee = {cents, usd};
            o.deadline = std::chrono::days{10};
            o.at = day_one;
            id = place_order(s, o, policy).what.id;
        });
        return id;
    }
    ledger_report report()
    {
        return db
            ->read_now([](soci::session& s) -> parsed<ledger_report> {
                ledger_report r;
                note_disagreements(s, r);
                return r;
            })
            .value();
    }
    static std::string of(std::int64_t id) { return " WHERE id = " + std::to_string(id); }
    static std::string named(std::int64_t id, const std::string& state)
    {
        return "delisting " + std::to_string(id) + " is " + state + ",";
    }
    // The transfer of a delisting with this code.
    static std::string transfer_of(std::int64_t id, const std::string& code)
    {
        return " WHERE reference = 'delisting:" + std::to_string(id) + "' AND code = '" + code + "'";
    }

    std::int64_t customer = 0, other = 0;
    std::int64_t held = 0, succeeded = 0, failed = 0, cancelled = 0, waiting = 0, unpaid = 0;
    delisting_policy policy;
};

TEST_P(ledger_joins, find_nothing_where_nothing_is_wrong)
{
    EXPECT_THAT(report().wrong, IsEmpty());
    const auto whole = ledger_table(*db).verify().value();
    EXPECT_THAT(whole.wrong, IsEmpty());
    EXPECT_EQ(count("delisting WHERE state IN ('held', 'succeeded', 'failed', 'awaiting_funds')"), 4);
    EXPECT_EQ(count("delisting WHERE state = 'cancelled'"), 2);
    EXPECT_EQ(count("receipt"), 3);
}

TEST_P(ledger_joins, a_state_that_is_not_what_settled_the_job)
{
    const std::vector<std::pair<std::int64_t, std::string>> lies{{held, "awaiting_funds"}, {waiting, "verifying"},
                                                                 {succeeded, "failed"},    {failed, "succeeded"},
                                                                 {unpaid, "failed"},       {cancelled, "succeeded"}};
    for (const auto& [id, state] : lies) {
        std::string now;
        job([&, id = id](soci::session& s) { now = to_string(find_job(s, id)->state); });
        damage("UPDATE delisting SET state = '" + state + "'" + of(id));
        EXPECT_THAT(report().wrong, ElementsAre(HasSubstr(named(id, state)))) << now;
        damage("UPDATE delisting SET state = '" + now + "'" + of(id));
    }
    damage("UPDATE delisting SET state = 'succeeded', ended_at = 1" + of(held));
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("held, nothing earned and nothing credited back for it; it holds "
                                                      "3500")));
}

TEST_P(ledger_joins, a_fee_that_went_to_somebody_else)
{
    const std::string stranger = "'funds:" + std::to_string(other) + "'";
    damage_in("ledger_transfer",
              "UPDATE ledger_transfer SET credit = " + stranger + transfer_of(failed, "credit_back"));
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr(named(failed, "failed"))));
    damage("UPDATE ledger_transfer SET debit = " + stranger + transfer_of(held, "hold"));
    damage("UPDATE ledger_transfer SET currency = 'EUR'" + transfer_of(succeeded, "earned"));
    damage("UPDATE ledger_transfer SET cents = 3400" + transfer_of(cancelled, "credit_back"));
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr(named(held, "held")), HasSubstr(named(succeeded, "succeeded")),
                            HasSubstr(named(failed, "failed")), HasSubstr(named(cancelled, "cancelled"))));
}

TEST_P(ledger_joins, a_transfer_that_is_gone)
{
    damage_in("ledger_transfer", "DELETE FROM ledger_transfer" + transfer_of(held, "hold"));
    damage("DELETE FROM ledger_transfer" + transfer_of(failed, "credit_back"));
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("the ledger has nothing held"), HasSubstr("nothing credited")));
}

TEST_P(ledger_joins, transfers_of_no_delisting)
{
    for (const char* reference : {"delisting:99", "delisting:", "delisting:1x", "delisting:01", "delisting:-1", "",
                                  "delisting:99999999999999999999999", "receipt:stripe:1"})
        damage(std::string(transfer_columns) + "('held:99', 'revenue:delisting', 3500, 'USD', 'earned', '" + reference +
               "', NULL, '', 0)");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("\"delisting:99\", which"), HasSubstr("\"delisting:\", which"),
                                            HasSubstr("1x"), HasSubstr(":01"), HasSubstr(":-1"), HasSubstr("\"\""),
                                            HasSubstr("999999999999"), HasSubstr("receipt:stripe:1")));
}

TEST_P(ledger_joins, a_receipt_that_the_ledger_has_not)
{
    damage(
        "INSERT INTO receipt (gateway, external_id, account, cents, surcharge, currency, at) VALUES ('btcpay', "
        "'bt_1', " +
        std::to_string(customer) + ", 100, 20, 'EUR', 0)");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("receipt \"bt_1\" of btcpay is of 120 cents; the ledger has 0"),
                                            HasSubstr("receipts of btcpay add up to 120 cents EUR; the ledger has 0")));
}

TEST_P(ledger_joins, a_receipt_that_was_credited_to_somebody_else)
{
    damage_in("ledger_transfer", "UPDATE ledger_transfer SET credit = 'funds:" + std::to_string(other) +
                                     "' WHERE reference = 'receipt:stripe:cs_1'");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("receipt \"cs_1\" of stripe is of 1000 cents; the ledger has 0")));
    damage("UPDATE ledger_transfer SET credit = 'funds:1' WHERE reference = 'receipt:stripe:cs_9'");
    EXPECT_EQ(report().wrong_in_all, 2U) << "nobody's money is not in suspense";
}

TEST_P(ledger_joins, money_of_a_gateway_without_a_receipt)
{
    damage(std::string(transfer_columns) +
           "('gateway:stripe', 'suspense', 77, 'USD', 'unmatched', 'receipt:stripe:cs_2', NULL, '', 0)");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("receipts of stripe add up to 30100 cents USD; the ledger has 30177")));
}

TEST_P(ledger_joins, a_payment_that_received_what_its_receipts_do_not_say)
{
    damage("UPDATE payment SET received = received + 1");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("payment 1 has received 15051 cents; its receipts add up to 15050")));
}

TEST_P(ledger_joins, a_state_that_belies_what_came)
{
    for (const char* state : {"created", "pending", "expired", "invalid", "partial"}) {
        damage("UPDATE payment SET state = '" + std::string(state) + "'");
        EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("payment 1 is " + std::string(state) +
                                                          ", and of 15050 cents 15050 came and 0 went back")));
    }
    damage("UPDATE payment SET state = 'late'");
    EXPECT_THAT(report().wrong, IsEmpty());
    claim_all(claim_state::open);
    EXPECT_THAT(report().wrong, IsEmpty());
    damage("UPDATE payment SET state = 'settled'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("payment 1 is settled"))) << "and it is disputed";
}

TEST_P(ledger_joins, what_was_charged_back_that_no_claim_took)
{
    damage("UPDATE payment SET charged_back = 100, state = 'lost'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("of payment 1 100 cents were charged back; its refunds and "
                                                      "disputes took 0")));
    damage("UPDATE payment SET charged_back = 0, state = 'settled'");
    claim_all(claim_state::taken);
    EXPECT_THAT(report().wrong, IsEmpty());
    EXPECT_THAT(ledger_table(*db).verify().value().wrong, IsEmpty());
    damage("UPDATE payment SET charged_back = 0");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("0 cents were charged back; its refunds and disputes took 15050")));
}

TEST_P(ledger_joins, a_claim_without_its_transfers_and_transfers_without_a_claim)
{
    claim_all(claim_state::taken);
    damage("UPDATE payment_claim SET taken = 15000, surcharge = 0");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("of payment 1 15050 cents"),
                            HasSubstr("the dispute \"dp_1\" of stripe is taken and took 15000 cents; the "
                                      "ledger has 15050 of it")));
    damage("UPDATE payment_claim SET taken = 15050, state = 'open'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("\"dp_1\" of stripe is open and took 15050")));
    damage("UPDATE payment_claim SET state = 'taken'");
    EXPECT_THAT(report().wrong, IsEmpty());
    damage_in("claim_move", "DELETE FROM claim_move WHERE reference = 'dispute:stripe:dp_1'");
    EXPECT_THAT(report().wrong,
                ElementsAre(HasSubstr("took 15050 cents; the ledger has 1050"),
                            HasSubstr("is called dispute_lost and belongs to \"dispute:stripe:dp_1\", which is no")));
    damage("INSERT INTO claim_move (reference, claim) VALUES ('dispute:stripe:dp_1', 1)");
    damage_in("ledger_transfer", "UPDATE ledger_transfer SET debit = 'funds:" + std::to_string(other) +
                                     "' WHERE reference = 'dispute:stripe:dp_1'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("took 15050 cents; the ledger has 1050 of it")));
}

TEST_P(ledger_joins, money_that_is_frozen_for_no_dispute)
{
    claim_all(claim_state::open);
    damage("UPDATE ledger_balance SET frozen = 1 WHERE account = 'funds:" + std::to_string(customer) + "'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("1 cents USD are frozen; open disputes freeze 14000")));
    damage("UPDATE ledger_balance SET frozen = 0");
    EXPECT_EQ(report().wrong_in_all, 1U);
    damage("UPDATE payment_claim SET frozen = 0");
    EXPECT_THAT(report().wrong, IsEmpty());
}

TEST_P(ledger_joins, all_that_is_wrong_is_counted_and_a_hundred_told)
{
    constexpr int many = 250;
    job([&](soci::session& s) {
        for (int i = 0; i < many; ++i) {
            const auto n = std::to_string(i);
            sql::run(s, std::string(transfer_columns) + "('held:99', 'revenue:x', 1, 'USD', 'earned', '" + n +
                            "', NULL, '', 0)");
            sql::run(s,
                     "INSERT INTO receipt (gateway, external_id, account, cents, surcharge, currency, at) VALUES "
                     "('g" +
                         n + "', 'x', NULL, 1, 0, 'USD', 0)");
        }
    });
    const auto r = report();
    EXPECT_EQ(r.wrong.size(), ledger_report::most_noted);
    EXPECT_EQ(r.wrong_in_all, 3U * many) << "transfers, receipts and gateways";
    const auto whole = ledger_table(*db).verify().value();
    EXPECT_EQ(whole.wrong.size(), ledger_report::most_noted);
    EXPECT_GT(whole.wrong_in_all, r.wrong_in_all);
}

TEST_P(ledger_joins, find_a_document_that_is_gone)
{
    damage("DELETE FROM document WHERE series = 'report'");
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("of the documents of the series report the newest is 1")));
}

TEST_P(ledger_joins, find_a_free_job_without_a_right_to_it)
{
    const std::string of_held = std::to_string(held);
    damage("UPDATE delisting SET again_of = " + of_held + of(unpaid));
    EXPECT_THAT(report().wrong, ElementsAre(HasSubstr("is free since it repeats delisting " + of_held)));
}

INSTANTIATE_TEST_SUITE_P(databases, ledger_joins, testing::Values(backend::sqlite, backend::postgresql), backend_name);

}  // namespace
}  // namespace offlist::store
