// What moves delistings by itself: answers of DNS, listings that end, lists that close, time.
#include <gmock/gmock.h>

#include <store/delistings/delisting_end.hpp>
#include <store/delistings/delisting_reader.hpp>
#include <store/delistings/removal_tasks.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/monitoring/sql_monitor_store.hpp>

#include "services/job_watch_fixture.hpp"
#include "services/leaving.hpp"

namespace offlist::services {
namespace {

using store::job_evidence;
using testing::HasSubstr;

TEST_P(job_watch_test, subjects_of_jobs_are_watched_from_the_submission_to_the_end)
{
    credit(3500);
    const auto id = order(open_listing());
    round();
    EXPECT_TRUE(asks.watched.empty()) << "nothing was sent";
    submit(id);
    round();
    EXPECT_THAT(asks.watched, testing::ElementsAre(std::pair("45.83.12.7 on alpha", 60s)));
    write([&](soci::session& s) {
        return store::apply(s, id, job_event::list_gone{"closed"}, time.at, rules.policy, "test")->now;
    });
    round();
    EXPECT_TRUE(asks.watched.empty());
}

TEST_P(job_watch_test, clean_answers_earn_the_fee_and_are_kept_as_evidence)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    int rounds = 0;
    for (; rounds < 100 && job_of(id).state != job_state::succeeded; ++rounds) {
        time.at += rules.policy.spacing;
        saw(verdict::clean);
        round();
    }
    EXPECT_EQ(job_of(id).state, job_state::succeeded);
    EXPECT_EQ(answers_kept(id), rounds);
    EXPECT_EQ(funds().held.cents, 0);
    EXPECT_EQ(count("ledger_transfer WHERE code = 'earned'"), 1);
    saw(verdict::clean);
    round();
    EXPECT_EQ(answers_kept(id), rounds) << "it has ended";
    expect_balanced();
}

TEST_P(job_watch_test, one_answer_told_twice_counts_once)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    time.at += rules.policy.spacing;
    for (int n = 0; n < 5; ++n) {
        saw(verdict::clean);
        round();
    }
    EXPECT_EQ(job_of(id).proof.clean_answers, 1);
}

TEST_P(job_watch_test, unknown_answers_prove_nothing_and_the_cap_gives_the_fee_back)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    time.at += 1h;
    saw(verdict::unknown);
    round();
    EXPECT_EQ(job_of(id).state, job_state::submitted);
    time.at += rules.policy.hard_cap;
    saw(verdict::unknown);
    round();
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(job_watch_test, a_lost_lease_makes_the_job_uncertain_and_asks_somebody_to_find_out)
{
    credit(3500);
    const auto id = order(open_listing());
    write([&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy)->refused.has_value(); });
    time.at += rules.policy.claim_timeout;
    EXPECT_TRUE(round().moved());
    EXPECT_EQ(job_of(id).state, job_state::uncertain);
    EXPECT_EQ(count("staff_task WHERE kind = 'find_out' AND state = 'open'"), 1);
    round();
    EXPECT_EQ(asks.watched.size(), 1U) << "DNS may tell as well";
}

TEST_P(job_watch_test, a_listing_that_ends_before_anything_was_sent_ends_the_job)
{
    credit(3500);
    const auto listing = open_listing();
    const auto id = order(listing);
    step(listing, change::closed, listing_state::listed, listing_state::clean);
    round();
    EXPECT_EQ(job_of(id).state, job_state::cancelled);
    EXPECT_THAT(job_of(id).reason, HasSubstr("ended by itself"));
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(job_watch_test, a_subject_that_nobody_monitors_any_more_is_not_said_to_be_gone)
{
    credit(3500);
    const auto id = order(open_listing());
    store::subject_table book(*db);
    ASSERT_TRUE(test::await(io, book.remove(1, std::nullopt, store::staff())).value());
    round();
    EXPECT_EQ(job_of(id).state, job_state::cancelled);
    EXPECT_THAT(job_of(id).reason, HasSubstr("no longer monitored"));
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(job_watch_test, a_terminated_accounts_unsent_jobs_end_with_it)
{
    credit(3500);
    const auto held = order(open_listing());
    add(customer, "45.83.12.8");
    const auto waiting = order(0, "45.83.12.8");
    ASSERT_EQ(job_of(waiting).state, job_state::awaiting_funds);
    ASSERT_TRUE(terminated(*db, customer));
    for (const auto id : {held, waiting}) {
        EXPECT_EQ(job_of(id).state, job_state::cancelled);
        EXPECT_THAT(job_of(id).reason, HasSubstr("account was terminated"));
    }
    EXPECT_EQ(funds().balance.cents, 3500);
    EXPECT_EQ(count("staff_task WHERE state <> 'done'"), 0);
    EXPECT_EQ(count("outbox WHERE kind = 'delisting.cancelled'"), 2);
    EXPECT_EQ(count("outbox WHERE kind = 'delisting.held'"), 1) << "none was started by the other's fee";
    EXPECT_EQ(count("audit WHERE action = 'delisting.cancel'"), 2);
    ASSERT_EQ(destroyed(io, *db, customer).what, destroying::done);
    EXPECT_FALSE(round().moved());
    expect_balanced();
}

TEST_P(job_watch_test, a_destroyed_listing_ends_what_was_put_back_after_it)
{
    credit(3500);
    const auto id = order(open_listing());
    const auto fence = write(
        [&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy)->now.fence.value(); });
    ASSERT_TRUE(terminated(*db, customer));
    EXPECT_EQ(job_of(id).state, job_state::submitting) << "it may have been sent";
    ASSERT_EQ(destroyed(io, *db, customer).what, destroying::done);
    write([&](soci::session& s) {
        return store::apply(s, id, job_event::not_sent{fence}, time.at, rules.policy, "ann")->now;
    });
    round();
    EXPECT_EQ(job_of(id).state, job_state::cancelled);
    EXPECT_THAT(job_of(id).reason, HasSubstr("no longer monitored"));
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(job_watch_test, destruction_takes_the_subjects_of_ended_jobs_at_once_and_of_others_later)
{
    credit(7000);
    const auto ended = order(open_listing());
    write([&](soci::session& s) {
        store::keep_evidence(s, ended, "sent", R"({"text":"45.83.12.7"})", time.at);
        return store::apply(s, ended, job_event::cancel{}, time.at, rules.policy, "customer")->now;
    });
    const auto going = order();
    submit(going);
    ASSERT_TRUE(terminated(*db, customer));
    ASSERT_EQ(destroyed(io, *db, customer).what, destroying::done);
    EXPECT_EQ(job_of(ended).subject, "");
    EXPECT_EQ(count("delisting_evidence"), 0);
    EXPECT_EQ(count("delisting_change WHERE delisting = " + std::to_string(ended)), 0);
    EXPECT_EQ(job_of(going).subject, "45.83.12.7") << "DNS must still be asked";
    ASSERT_TRUE(test::await(io, store::forget_destroyed(*db)));
    EXPECT_EQ(job_of(going).subject, "45.83.12.7");
    time.at += rules.policy.hard_cap;
    round();
    EXPECT_EQ(job_of(going).state, job_state::failed);
    ASSERT_TRUE(test::await(io, store::forget_destroyed(*db)));
    EXPECT_EQ(job_of(going).subject, "");
    EXPECT_EQ(count("outbox"), 0);
    EXPECT_EQ(count("delisting_change"), 0);
    expect_balanced();
}

TEST_P(job_watch_test, what_is_kept_of_a_job_can_only_go_with_its_account)
{
    credit(3500);
    const auto id = order(open_listing());
    write([&](soci::session& s) {
        store::keep_evidence(s, id, "sent", "{}", time.at);
        return true;
    });
    for (const char* wrong : {"DELETE FROM delisting_evidence", "UPDATE delisting_evidence SET content = ''",
                              "DELETE FROM delisting_change", "UPDATE delisting_change SET note = ''"})
        EXPECT_FALSE(db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return store::sql::run(s, wrong); }))
            << wrong;
}

TEST_P(job_watch_test, a_claim_looks_whether_the_listing_still_stands)
{
    credit(3500);
    const auto listing = open_listing();
    const auto id = order(listing);
    step(listing, change::closed, listing_state::listed, listing_state::clean);
    const auto claimed =
        write([&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy); }).value();
    ASSERT_TRUE(claimed.refused) << "before any round";
    EXPECT_THAT(claimed.refused->why, HasSubstr("the listing ended by itself"));
    EXPECT_EQ(claimed.now.state, "done");
    EXPECT_EQ(job_of(id).state, job_state::cancelled);
    EXPECT_EQ(funds().balance.cents, 3500);
    EXPECT_FALSE(round().moved());
    expect_balanced();
}

TEST_P(job_watch_test, a_claim_looks_whether_the_subject_is_still_monitored)
{
    credit(3500);
    const auto id = order(open_listing());
    store::subject_table book(*db);
    ASSERT_TRUE(test::await(io, book.remove(1, std::nullopt, store::staff())).value());
    const auto begun =
        write([&](soci::session& s) { return store::begin_removal(s, 1, "offlist:1", "{}", time.at, rules.policy); });
    EXPECT_TRUE(!begun || begun->refused);
    EXPECT_EQ(job_of(id).state, job_state::cancelled);
    EXPECT_THAT(job_of(id).reason, HasSubstr("no longer monitored"));
    EXPECT_EQ(count("delisting_evidence"), 0);
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(job_watch_test, a_cap_that_was_lowered_since_the_order_counts_at_once)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    time.at += 24h;
    round();
    ASSERT_EQ(job_of(id).state, job_state::submitted);
    rules.policy.hard_cap = 24h;
    EXPECT_TRUE(round().moved());
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(job_watch_test, whoever_finds_out_has_the_word_before_dns)
{
    credit(3500);
    const auto id = order(open_listing());
    write([&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy)->now; });
    time.at += rules.policy.claim_timeout;
    round();
    saw(verdict::clean);
    round();
    EXPECT_EQ(job_of(id).proof.clean_answers, 1);
    EXPECT_FALSE(job_of(id).submitted_at) << "DNS does not know who asked, or when";
    EXPECT_EQ(count("staff_task WHERE kind = 'find_out' AND state = 'open'"), 1);
    write([&](soci::session& s) { return store::claim_task(s, 1, "bob", time.at, rules.policy)->now; });
    const auto done = write([&](soci::session& s) {
        return store::complete_task(s, 1, "bob", store::task_outcome::rejected, "it was never sent", time.at,
                                    rules.policy);
    });
    EXPECT_FALSE(done->refused);
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(job_watch_test, what_nobody_vouches_for_is_credited)
{
    credit(3500);
    const auto id = order(open_listing());
    write([&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy)->now; });
    time.at += rules.policy.claim_timeout;
    round();
    for (int n = 0; n < 100 && job_of(id).state == job_state::uncertain; ++n) {
        time.at += rules.policy.spacing;
        saw(verdict::clean);
        round();
    }
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_THAT(job_of(id).reason, HasSubstr("nobody vouches"));
    EXPECT_FALSE(job_of(id).submitted_at);
    EXPECT_EQ(funds().balance.cents, 3500);
    EXPECT_EQ(count("staff_task WHERE state <> 'done'"), 0);
    expect_balanced();
}

TEST_P(job_watch_test, an_entry_that_lapses_between_claim_and_submission_is_credited)
{
    credit(3500);
    const auto listing = open_listing();
    const auto id = order(listing);
    write([&](soci::session& s) { return store::claim_task(s, 1, "ann", time.at, rules.policy)->now; });
    time.at += 10min;
    step(listing, change::clearing, listing_state::listed, listing_state::clearing);
    time.at += 10min;
    write([&](soci::session& s) {
        return store::complete_task(s, 1, "ann", store::task_outcome::submitted, "", time.at, rules.policy)->now;
    });
    ASSERT_EQ(job_of(id).state, job_state::submitted);
    for (int n = 0; n < 100 && !is_last(job_of(id).state); ++n) {
        time.at += rules.policy.spacing;
        saw(verdict::clean);
        round();
    }
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_THAT(job_of(id).reason, HasSubstr("before the request reached the operator"));
    EXPECT_EQ(funds().balance.cents, 3500);
    expect_balanced();
}

TEST_P(job_watch_test, a_list_that_closed_gives_the_fee_back)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    rules.lists = std::make_shared<const catalog>(
        std::vector<blocklist>{},
        std::vector<retired_list>{{.id = "alpha", .zones = {}, .since = "2026", .history = "The operator left."}});
    round();
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_THAT(job_of(id).reason, HasSubstr("The operator left."));
    EXPECT_EQ(funds().balance.cents, 3500);
    EXPECT_TRUE(asks.watched.empty());
    expect_balanced();
}

TEST_P(job_watch_test, a_list_that_lies_for_too_long_counts_as_closed)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    slice_record r;
    r.at = time.at;
    r.health = {{"alpha", subject_kind::ip4, list_state::unhealthy, "lists the world", time.at}};
    write([&](soci::session& s) { return store::sql_monitor_store::record(s, r).sweep; });
    time.at += rules.policy.broken_after - 1s;
    round();
    EXPECT_EQ(job_of(id).state, job_state::submitted);
    time.at += 1s;
    round();
    EXPECT_EQ(job_of(id).state, job_state::failed);
    EXPECT_THAT(job_of(id).reason, HasSubstr("lists the world"));
    EXPECT_EQ(funds().balance.cents, 3500);
}

TEST_P(job_watch_test, another_one_after_a_crash_goes_on_where_it_was)
{
    credit(3500);
    const auto id = order(open_listing());
    submit(id);
    time.at += rules.policy.spacing;
    saw(verdict::clean);
    round();
    saw(verdict::clean);  // heard, and lost with the process
    const auto before = job_of(id);
    reopen();
    job_watch next(*db, time, asks);
    ASSERT_TRUE(test::await(io, next.round(rules)));
    EXPECT_EQ(job_of(id), before);
    EXPECT_EQ(asks.watched.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(databases, job_watch_test, testing::Values(store::backend::sqlite, store::backend::postgresql),
                         store::backend_name);

}  // namespace
}  // namespace offlist::services
