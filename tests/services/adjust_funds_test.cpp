// What staff adjusts, and what takes a second person, on both databases.
#include <gmock/gmock.h>

#include <atomic>
#include <services/payments/adjust_funds.hpp>
#include <thread>
#include <vector>

#include "delisting/make_job.hpp"
#include "store/store_fixture.hpp"

namespace offlist::services {
namespace {

using testing::HasSubstr;

store::actor by(std::int64_t token, const std::string& name, std::int64_t person = 0)
{
    store::actor a = store::staff();
    a.who.token = token;
    a.who.person = person;
    a.who.name = name;
    return a;
}

class adjust_funds_test : public store::store_fixture {
protected:
    template <class UseCase>
    adjusted_funds run(UseCase what)
    {
        return db->write_now(std::move(what)).value();
    }
    [[nodiscard]] adjust_funds wanted(std::int64_t cents, const std::string& key) const
    {
        return {.wanted = {customer, {cents, usd}, "a bank transfer", key, store::noon},
                .by = by(7, "ann"),
                .policy = {},
                .alone = 10'000};
    }
    [[nodiscard]] static decide_adjustment decision(std::int64_t id, bool approve, store::actor who)
    {
        return {.id = id, .approve = approve, .by = std::move(who), .policy = {}, .in = usd};
    }
    std::int64_t balance()
    {
        auto work = [this](soci::session& s) -> parsed<store::account_funds> {
            return store::ledger_table::funds(s, customer, usd);
        };
        return db->read_now(work).value().balance.cents;
    }
    void expect_balanced() { EXPECT_TRUE(store::ledger_table(*db).verify().value().balanced()); }

    std::int64_t customer = make_account();
};
INSTANTIATE_TEST_SUITE_P(databases, adjust_funds_test,
                         testing::Values(store::backend::sqlite, store::backend::postgresql), store::backend_name);

TEST_P(adjust_funds_test, up_to_the_bound_one_person_is_enough)
{
    EXPECT_EQ(run(wanted(10'000, "k1")).what, adjusting::done);
    EXPECT_EQ(run(wanted(-10'000, "k2")).what, adjusting::done);
    EXPECT_EQ(run(wanted(10'001, "k3")).what, adjusting::proposed);
    EXPECT_EQ(run(wanted(-10'001, "k4")).what, adjusting::proposed) << "either way";
    EXPECT_EQ(balance(), 0);
    adjust_funds any = wanted(1'000'000, "k5");
    any.alone.reset();
    EXPECT_EQ(run(std::move(any)).what, adjusting::done);
    expect_balanced();
}

TEST_P(adjust_funds_test, more_takes_somebody_else)
{
    const adjusted_funds proposed = run(wanted(50'000, "k1"));
    ASSERT_EQ(proposed.what, adjusting::proposed);
    const std::int64_t id = proposed.is->id;
    EXPECT_EQ(run(wanted(50'000, "k1")).is->id, id) << "the same request once more";
    EXPECT_EQ(run(decision(id, true, by(7, "ann"))).what, adjusting::same_person);
    EXPECT_EQ(balance(), 0);
    const adjusted_funds made = run(decision(id, true, by(8, "bob")));
    EXPECT_EQ(made.what, adjusting::done);
    EXPECT_EQ(made.is->state, store::adjustment_state::made);
    EXPECT_EQ(made.is->decided_by, "bob");
    EXPECT_EQ(balance(), 50'000);
    EXPECT_EQ(run(decision(id, true, by(8, "bob"))).what, adjusting::decided_before);
    EXPECT_EQ(run(wanted(50'000, "k1")).what, adjusting::done) << "what came of it";
    EXPECT_EQ(balance(), 50'000);
    expect_balanced();
}

TEST_P(adjust_funds_test, a_person_is_the_same_with_another_sign_in)
{
    adjust_funds hers = wanted(50'000, "k1");
    hers.by = by(0, "ann@example.org", 3);
    const std::int64_t id = run(std::move(hers)).is->id;
    EXPECT_EQ(run(decision(id, true, by(0, "ann@example.org", 3))).what, adjusting::same_person);
    EXPECT_EQ(run(decision(id, true, by(8, "a token of hers?"))).what, adjusting::same_person) << "nobody can tell";
    EXPECT_EQ(run(decision(id, true, by(0, "bob@example.org", 4))).what, adjusting::done);
}

TEST_P(adjust_funds_test, a_rejected_one_moves_nothing_for_ever)
{
    const std::int64_t id = run(wanted(50'000, "k1")).is->id;
    const adjusted_funds no = run(decision(id, false, by(7, "ann")));
    EXPECT_EQ(no.what, adjusting::rejected);
    EXPECT_EQ(no.is->decision, "asked by telephone");
    EXPECT_EQ(run(decision(id, true, by(8, "bob"))).what, adjusting::decided_before);
    EXPECT_EQ(run(decision(99, true, by(8, "bob"))).what, adjusting::not_there);
    EXPECT_EQ(balance(), 0);
}

TEST_P(adjust_funds_test, one_that_the_funds_do_not_cover_any_more_stays_proposed)
{
    EXPECT_EQ(run(wanted(-5'000, "k1")).what, adjusting::not_covered);
    EXPECT_EQ(count("adjustment"), 0) << "nothing is left of what was refused";
    const std::int64_t id = run(wanted(-20'000, "k2")).is->id;
    EXPECT_EQ(run(decision(id, true, by(8, "bob"))).what, adjusting::not_covered);
    adjust_funds more = wanted(20'000, "k3");
    more.alone.reset();
    (void)run(std::move(more));
    EXPECT_EQ(run(decision(id, true, by(8, "bob"))).what, adjusting::done);
    EXPECT_EQ(balance(), 0);
    decide_adjustment other = decision(run(wanted(50'000, "k4")).is->id, true, by(8, "bob"));
    other.in = *parse_currency("EUR");
    EXPECT_EQ(run(std::move(other)).what, adjusting::other_currency);
    expect_balanced();
}

TEST_P(adjust_funds_test, two_who_approve_at_once_move_it_once)
{
    const std::int64_t id = run(wanted(50'000, "k1")).is->id;
    std::vector<std::thread> all;
    std::atomic<int> done{0}, before{0};
    for (std::int64_t token = 10; token < 18; ++token)
        all.emplace_back([&, token] {
            const adjusting what = run(decision(id, true, by(token, "admin " + std::to_string(token)))).what;
            ++(what == adjusting::done ? done : before);
        });
    for (std::thread& one : all) one.join();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(before, 7);
    EXPECT_EQ(balance(), 50'000);
    expect_balanced();
}

TEST_P(adjust_funds_test, what_is_given_and_never_came_is_told)
{
    const adjusted_funds gift = run(wanted(500, "k1"));
    EXPECT_EQ(gift.suspense.cents, -500);
    auto work = [](soci::session& s) -> parsed<std::string> {
        return {boost::system::in_place_value,
                store::sql::only<std::string>(s, "SELECT detail FROM audit WHERE action = 'funds.adjust'").value()};
    };
    EXPECT_THAT(db->read_now(work).value(), HasSubstr("suspense is below zero: -5.00 USD"));
    adjust_funds of_nobody = wanted(100, "k2");
    of_nobody.payment = 12;
    EXPECT_EQ(run(std::move(of_nobody)).what, adjusting::no_payment);
}

}  // namespace
}  // namespace offlist::services
