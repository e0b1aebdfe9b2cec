// Subjects that wait for their proof, quotas, and two accounts that claim the same.
#include <gmock/gmock.h>

#include <store/accounts/account_usage.hpp>
#include <store/accounts/subject_proofs.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/monitoring/sql_monitor_store.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using testing::HasSubstr;
using testing::Not;

actor customer()
{
    actor by = staff();
    by.who.role = role::customer;
    return by;
}

class subject_proofs_test : public store_fixture {
protected:
    template <class Work>
    auto write(Work work)
    {
        using result = std::invoke_result_t<Work&, soci::session&>;
        auto held = [&work](soci::session& s) -> parsed<result> { return {boost::system::in_place_value, work(s)}; };
        return db->write_now(held).value();
    }
    added_subject asks_for(std::int64_t account, const std::string& text)
    {
        return write([&](soci::session& s) {
            return subject_table::add(s, account, {.text = text, .label = {}, .file = {}}, customer(), rules);
        });
    }
    proving proves(std::int64_t id, control_proof how = control_proof::dns)
    {
        return write([&](soci::session& s) { return prove(s, id, how, rules.capacity, staff()); });
    }
    std::optional<owned_subject> subject_now(std::int64_t id)
    {
        return write([&](soci::session& s) { return subject_table::find(s, id); });
    }
    std::uint64_t monitored()
    {
        sql_monitor_store store(*db);
        return test::await(io, store.load_subjects()).value().subjects.size();
    }
    std::uint64_t watched()
    {
        return write([](soci::session& s) { return watched_in_all(s); });
    }
    subject_amount has(std::int64_t account)
    {
        return write([&](soci::session& s) { return usage_of(s, account)->has; });
    }
    std::vector<staff_task> tasks()
    {
        return write([](soci::session& s) { return open_tasks(s, 0, 100); });
    }

    admission rules{.usual = {.subjects = 3, .addresses = 600}};
};
INSTANTIATE_TEST_SUITE_P(both, subject_proofs_test, testing::Values(backend::sqlite, backend::postgresql),
                         backend_name);

TEST_P(subject_proofs_test, what_a_customer_adds_is_in_nobodys_way_until_it_is_proved)
{
    const auto liar = make_account(), holder = make_account();
    const auto claimed = asks_for(liar, "198.41.0.0/24");
    ASSERT_EQ(claimed.outcome, adding::added);
    EXPECT_TRUE(claimed.subject.pending);
    EXPECT_EQ(claimed.subject.challenge.size(), 32U);
    EXPECT_EQ(monitored(), 0U);
    const auto right = asks_for(holder, "198.41.0.0/24");
    EXPECT_EQ(right.outcome, adding::added) << "the answer tells nothing of the other one";
    EXPECT_NE(right.subject.challenge, claimed.subject.challenge);
    EXPECT_EQ(proves(right.subject.id), proving::active);
    EXPECT_EQ(monitored(), 256U);
    EXPECT_EQ(subject_now(right.subject.id)->proof, control_proof::dns);
    EXPECT_EQ(asks_for(liar, "198.41.0.0/25").outcome, adding::conflict) << "it overlaps what it has pending itself";
    EXPECT_EQ(add(holder, "198.41.1.0/24").outcome, adding::added) << "and staff's word is as good";
    EXPECT_EQ(monitored(), 512U);
}

TEST_P(subject_proofs_test, a_second_proof_is_a_task_and_staff_decides)
{
    const auto first = make_account(), second = make_account();
    (void)add(first, "198.41.0.4");
    const auto claimed = asks_for(second, "198.41.0.0/24").subject.id;
    EXPECT_EQ(proves(claimed), proving::contested);
    EXPECT_EQ(proves(claimed), proving::contested) << "and one task is enough";
    EXPECT_EQ(monitored(), 1U);
    ASSERT_EQ(tasks().size(), 1U);
    const staff_task t = tasks().front();
    EXPECT_EQ(t.kind, staff_task_kind::conflict);
    EXPECT_EQ(t.account, second);
    EXPECT_EQ(t.subject, "198.41.0.0/24");
    EXPECT_EQ(write([&](soci::session& s) { return holder_of(s, t); }), first);
    EXPECT_EQ(write([&](soci::session& s) { return grant(s, claimed, rules.capacity, staff()); }), proving::active);
    EXPECT_EQ(monitored(), 256U);
    EXPECT_EQ(has(first), subject_amount{});
    EXPECT_TRUE(tasks().empty());
}

TEST_P(subject_proofs_test, what_was_never_proved_makes_way)
{
    rules.proof = false;
    const auto liar = make_account(), holder = make_account();
    const auto taken = asks_for(liar, "example.org");
    EXPECT_FALSE(taken.subject.pending);
    EXPECT_EQ(taken.subject.proof, control_proof::none);
    rules.proof = true;
    const auto claimed = asks_for(holder, "example.org").subject.id;
    EXPECT_EQ(proves(claimed), proving::active);
    EXPECT_FALSE(subject_now(taken.subject.id));
    EXPECT_EQ(monitored(), 1U);
}

TEST_P(subject_proofs_test, staffs_word_proves_what_is_pending)
{
    const auto mine = make_account();
    const auto claimed = asks_for(mine, "198.41.0.4").subject.id;
    const auto done = add(mine, "198.41.0.4");
    EXPECT_EQ(done.outcome, adding::added);
    EXPECT_EQ(done.subject.id, claimed);
    EXPECT_FALSE(subject_now(claimed)->pending);
    EXPECT_EQ(proves(claimed), proving::gone);
    EXPECT_EQ(has(mine), (subject_amount{1, 1}));
}

TEST_P(subject_proofs_test, a_customer_is_held_to_its_quota_and_staff_to_the_capacity)
{
    const auto mine = make_account();
    EXPECT_EQ(asks_for(mine, "198.41.0.0/23").outcome, adding::added);
    const auto over = asks_for(mine, "198.42.0.0/24");
    EXPECT_EQ(over.outcome, adding::too_much);
    EXPECT_THAT(over.why.to_string(), HasSubstr("at most 88 more"));
    EXPECT_EQ(asks_for(mine, "198.42.0.0/26").outcome, adding::added);
    EXPECT_EQ(asks_for(mine, "example.org").outcome, adding::added);
    EXPECT_EQ(asks_for(mine, "example.net").outcome, adding::too_much) << "the fourth subject";
    EXPECT_EQ(has(mine), (subject_amount{3, 512 + 64 + 1}));
    EXPECT_EQ(add(mine, "198.43.0.0/24").outcome, adding::added) << "staff decides what the account pays for";

    write([&](soci::session& s) {
        set_quota(s, mine, {.subjects = 10, .addresses = {}});
        return 0;
    });
    EXPECT_EQ(asks_for(mine, "example.net").outcome, adding::too_much) << "of addresses it has too many now";
    write([&](soci::session& s) {
        set_quota(s, mine, {.subjects = 10, .addresses = 10'000});
        return 0;
    });
    EXPECT_EQ(asks_for(mine, "example.net").outcome, adding::added);
}

TEST_P(subject_proofs_test, what_is_removed_is_given_back_to_the_quota)
{
    const auto mine = make_account();
    const auto one = asks_for(mine, "198.41.0.0/23").subject.id;
    const auto two = add(mine, "198.43.0.0/24").subject.id;
    EXPECT_EQ(watched(), 256U) << "pending ones are not watched";
    for (const auto id : {one, two})
        EXPECT_TRUE(write([&](soci::session& s) { return subject_table::remove(s, id, mine, customer()); }));
    EXPECT_EQ(has(mine), subject_amount{});
    EXPECT_EQ(watched(), 0U);
    EXPECT_EQ(asks_for(mine, "198.41.0.0/23").outcome, adding::added);
    write([&](soci::session& s) {
        account_table::mark_terminated(s, mine, noon);
        return 0;
    });
    EXPECT_EQ(count("account WHERE subjects = 0 AND asked = 0 AND watched = 0"), 1);
}

TEST_P(subject_proofs_test, no_more_is_admitted_than_can_be_monitored)
{
    rules = {.usual = {.subjects = 100, .addresses = 1'000'000}, .capacity = 600, .proof = false};
    const auto mine = make_account(), other = make_account();
    EXPECT_EQ(asks_for(mine, "198.41.0.0/23").outcome, adding::added);
    const auto over = asks_for(other, "198.42.0.0/25");
    EXPECT_EQ(over.outcome, adding::too_much);
    EXPECT_THAT(over.why.to_string(), Not(HasSubstr("512"))) << "what others have is nobody's business";
    EXPECT_EQ(asks_for(other, "198.42.0.0/26").outcome, adding::added);
    rules.proof = true;
    const auto waits = asks_for(other, "198.43.0.0/26").subject.id;
    EXPECT_EQ(proves(waits), proving::no_room);
    EXPECT_TRUE(subject_now(waits)->pending);
}

TEST_P(subject_proofs_test, an_import_counts_before_it_is_taken)
{
    rules.capacity = 300;
    const auto mine = make_account();
    const std::vector<new_subject> lines{{.text = "198.41.0.0/24", .label = {}, .file = "f", .line = 1},
                                         {.text = "198.42.0.0/26", .label = {}, .file = "f", .line = 2}};
    const auto imported = [&] {
        auto work = [&](soci::session& s) { return subject_table::add_many(s, mine, lines, staff(), rules); };
        return db->write_now(work);
    };
    ASSERT_FALSE(imported());
    EXPECT_EQ(monitored(), 0U) << "all or nothing";
    rules.capacity = 320;
    EXPECT_EQ(imported().value().added.size(), 2U);
    EXPECT_EQ(has(mine), (subject_amount{2, 320}));
}

TEST_P(subject_proofs_test, what_nobody_proves_in_time_is_removed_but_not_what_is_contested)
{
    const auto first = make_account(), second = make_account();
    (void)add(first, "198.41.0.4");
    const auto contested = asks_for(second, "198.41.0.4").subject.id;
    EXPECT_EQ(proves(contested), proving::contested);
    const auto late = asks_for(second, "example.org").subject.id;
    const auto forget = [&](std::chrono::sys_seconds before) {
        return write([&](soci::session& s) { return forget_unproved(s, before, noon); });
    };
    EXPECT_EQ(forget(noon), 0);
    EXPECT_EQ(forget(noon + std::chrono::seconds(1)), 1);
    EXPECT_FALSE(subject_now(late));
    EXPECT_TRUE(subject_now(contested));
}

TEST_P(subject_proofs_test, the_largest_account_is_left_out_where_all_do_not_fit)
{
    const auto large = make_account(), small = make_account();
    (void)add(large, "198.41.0.0/16").subject;
    (void)add(large, "198.42.0.0/23");
    (void)add(small, "198.43.0.0/24");
    (void)add(small, "example.org");
    sql_monitor_store store(*db, 512);
    const auto read = test::await(io, store.load_subjects()).value();
    EXPECT_EQ(read.subjects.size(), 257U);
    ASSERT_EQ(read.left_out.size(), 1U);
    EXPECT_EQ(read.left_out.front().account, large);
    EXPECT_THAT(read.left_out.front().why, HasSubstr("512"));
}

TEST_P(subject_proofs_test, a_row_that_cannot_be_read_takes_no_other_along)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.4");
    (void)add(mine, "198.41.0.5");
    write([](soci::session& s) { return sql::run(s, "UPDATE subject SET text = '?' WHERE text = '198.41.0.5'"); });
    sql_monitor_store store(*db);
    const auto read = test::await(io, store.load_subjects()).value();
    EXPECT_EQ(read.subjects.size(), 1U);
    ASSERT_EQ(read.left_out.size(), 1U);
    EXPECT_EQ(read.left_out.front().subjects, 1U);
    EXPECT_THAT(read.left_out.front().why, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace offlist::store
