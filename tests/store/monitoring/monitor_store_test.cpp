#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <store/monitoring/listing_query.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <store/monitoring/mass_change_table.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <store/monitoring/sweep_reader.hpp>
#include <store/notices/outbox.hpp>
#include <sweep/inventory.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;

class monitor_store_test : public store_fixture {
protected:
    [[nodiscard]] listing_step step(change what, listing_state from, listing_state to, std::int64_t id, int after)
    {
        listing_step st;
        st.listing = id;
        st.about = parse_subject("198.41.0.4").value();
        st.blocklist = "alpha";
        st.what = what;
        st.from = from;
        st.to.state = to;
        st.to.counted_at = noon + seconds(after);
        st.to.verified_at = st.to.counted_at;
        st.because.what = to == listing_state::clean ? verdict::clean : verdict::listed;
        st.because.codes = {"127.0.0.4"};
        st.because.asked_at = noon + seconds(after);
        return st;
    }
    step_result record(listing_step st)
    {
        sql_monitor_store store(*db);
        slice_record r;
        r.at = noon;
        r.steps = {std::move(st)};
        return test::await(io, store.record(std::move(r))).value().steps.at(0);
    }
    std::vector<stored_listing> live()
    {
        sql_monitor_store store(*db);
        return test::await(io, store.load_listings()).value();
    }
    std::vector<listing_record> shown(viewer who, listing_filter filter = {})
    {
        listing_reader reader(*db);
        return test::await(io, reader.page(std::move(filter), who, {})).value().items;
    }
    std::int64_t opened()
    {
        const auto id = record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1)).listing;
        record(step(change::opened, listing_state::suspected, listing_state::listed, id, 2));
        return id;
    }
};
INSTANTIATE_TEST_SUITE_P(both, monitor_store_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(monitor_store_test, a_listing_lives_from_suspicion_to_its_end)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.0/24");
    const auto id = record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1)).listing;
    ASSERT_NE(id, 0);
    EXPECT_TRUE(shown({.staff = false, .account = mine}).empty());
    EXPECT_EQ(shown({.staff = true}).size(), 1U);
    EXPECT_EQ(record(step(change::opened, listing_state::suspected, listing_state::listed, id, 2)).account, mine);
    EXPECT_EQ(live().at(0).now.state, listing_state::listed);
    record(step(change::clearing, listing_state::listed, listing_state::clearing, id, 3));
    record(step(change::closed, listing_state::clearing, listing_state::clean, id, 4));
    EXPECT_TRUE(live().empty());

    listing_reader reader(*db);
    const auto whole = test::await(io, reader.get(id, {.staff = false, .account = mine})).value();
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->listing.phase, listing_phase::closed);
    EXPECT_EQ(whole->listing.opened_at, noon + seconds(2));
    EXPECT_EQ(whole->listing.closed_at, noon + seconds(4));
    ASSERT_EQ(whole->history.size(), 4U);
    EXPECT_EQ(whole->history[1].because.codes, std::vector<std::string>{"127.0.0.4"});
    EXPECT_FALSE(test::await(io, reader.get(id, {.staff = false, .account = mine + 1})).value());
    EXPECT_EQ(count("outbox"), 2);
}

TEST_P(monitor_store_test, a_listing_says_why_it_is_over)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.0/24");
    listing_reader reader(*db);
    const auto reason_of = [&](std::int64_t id) {
        return test::await(io, reader.get(id, {.staff = true})).value()->listing.closed_reason;
    };
    for (const change end : {change::closed, change::reclassified}) {
        const auto id = record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1)).listing;
        record(step(change::opened, listing_state::suspected, listing_state::listed, id, 2));
        EXPECT_EQ(reason_of(id), "");
        record(step(change::clearing, listing_state::listed, listing_state::clearing, id, 3));
        record(step(end, listing_state::clearing, listing_state::clean, id, 4));
        EXPECT_EQ(reason_of(id), to_string(end));
        EXPECT_EQ(test::await(io, reader.get(id, {.staff = true})).value()->listing.phase, listing_phase::closed);
    }
    EXPECT_EQ(count("outbox"), 4) << "both ends are told";
    const auto id = record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 5)).listing;
    record(step(change::dismissed, listing_state::suspected, listing_state::clean, id, 6));
    EXPECT_EQ(reason_of(id), "dismissed");
}

TEST_P(monitor_store_test, a_step_written_twice_is_written_once)
{
    (void)add(make_account(), "198.41.0.4");
    const auto first = step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1);
    const auto id = record(first).listing;
    EXPECT_EQ(record(first).listing, id);
    const auto open = step(change::opened, listing_state::suspected, listing_state::listed, id, 2);
    EXPECT_EQ(record(open).listing, id);
    EXPECT_EQ(record(open).listing, id);
    EXPECT_EQ(count("listing"), 1);
    EXPECT_EQ(count("listing_change"), 2);
    // from a state that is not the stored one
    EXPECT_EQ(record(step(change::dismissed, listing_state::suspected, listing_state::clean, id, 3)).listing, 0);
}

TEST_P(monitor_store_test, nothing_is_written_of_a_subject_that_nobody_owns)
{
    EXPECT_EQ(record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1)).listing, 0);
    const auto mine = add(make_account(), "198.41.0.4").subject.id;
    const auto id = opened();
    subject_table subjects(*db);
    EXPECT_TRUE(test::await(io, subjects.remove(mine, std::nullopt, staff())).value());
    EXPECT_TRUE(live().empty());
    EXPECT_EQ(record(step(change::clearing, listing_state::listed, listing_state::clearing, id, 3)).listing, 0);
    EXPECT_EQ(shown({.staff = true}).at(0).phase, listing_phase::closed);
    EXPECT_EQ(shown({.staff = true}).at(0).closed_reason, "unmonitored") << "the list did not say so";
}

TEST_P(monitor_store_test, an_open_listing_is_as_well_verified_as_its_list)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.4");
    (void)opened();
    sql_monitor_store store(*db);
    slice_record r;
    r.at = noon + seconds(900);
    list_verification v;
    v.blocklist = "alpha";
    v.verified_at = noon + seconds(800);
    r.verifications = {v};
    ASSERT_TRUE(test::await(io, store.record(r)));
    EXPECT_EQ(shown({.staff = true}).at(0).verified_at, v.verified_at);
    EXPECT_FALSE(shown({.staff = true}).at(0).unverified_since);
    v.unverified_since = noon + seconds(850);
    r.verifications = {v};
    ASSERT_TRUE(test::await(io, store.record(r)));
    EXPECT_EQ(shown({.staff = true}).at(0).unverified_since, v.unverified_since);
    EXPECT_EQ(test::await(io, store.load_verifications()).value(), std::vector{v});
}

class postgresql_monitor_store_test : public monitor_store_test {};
INSTANTIATE_TEST_SUITE_P(only, postgresql_monitor_store_test, testing::Values(backend::postgresql), backend_name);

// PostgreSQL keeps the plans that it made while the tables were empty, and counts how often it reads one through.
TEST_P(postgresql_monitor_store_test, slices_are_written_without_reading_the_table_through)
{
    (void)add(make_account(), "198.41.0.0/22");
    const auto first = parse_subject("198.41.0.0").value();
    const auto read_through = [this] {
        auto flush = [](soci::session& s) -> parsed<int> {
            // what the transactions before this one have counted
            sql::query(s, "SELECT pg_stat_force_next_flush()::text", std::array{value_kind::text}, {}, [](sql::row) {});
            return 0;
        };
        (void)db->write_now(flush).value();
        return count(
            "(SELECT 1 FROM pg_stat_user_tables t, generate_series(1, t.seq_scan) WHERE t.relname IN ("
            "'listing', 'listing_change', 'subject')) AS scans");
    };
    const auto before = read_through();
    sql_monitor_store store(*db);
    slice_record r;
    r.at = noon;
    for (std::uint32_t n = 0; n < 1000; ++n) {
        r.steps.push_back(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1));
        r.steps.back().about = address_v4(std::get<address_v4>(first).to_uint() + n);
    }
    for (int list = 0; list < 8; ++list) {  // often enough for plans that are made once for all
        for (auto& st : r.steps) st.blocklist = "l" + std::to_string(list);
        const auto written = test::await(io, store.record(r)).value();
        slice_record next;
        next.at = noon;
        for (std::size_t n = 0; n < written.steps.size(); ++n) {
            next.steps.push_back(
                step(change::opened, listing_state::suspected, listing_state::listed, written.steps[n].listing, 2));
            next.steps.back().about = r.steps[n].about;
            next.touches.push_back({written.steps[n].listing, next.steps.back().to});
        }
        ASSERT_NE(test::await(io, store.record(next)).value().steps.back().listing, 0);
    }
    EXPECT_EQ(read_through(), before);
}

TEST_P(monitor_store_test, history_cannot_be_rewritten)
{
    (void)add(make_account(), "198.41.0.4");
    (void)opened();
    for (const std::string text : {"UPDATE listing_change SET at = 0", "DELETE FROM listing_change"}) {
        auto work = [&](soci::session& s) -> parsed<std::int64_t> { return sql::run(s, text); };
        EXPECT_FALSE(db->write_now(work));
    }
    EXPECT_EQ(count("listing_change"), 2);
}

TEST_P(monitor_store_test, what_is_held_back_is_shown_to_staff_alone)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.4");
    sql_monitor_store store(*db);
    const auto hold =
        test::await(io, store.keep_back({.id = 0, .blocklist = "alpha", .subjects = 30, .accounts = 3, .began = noon}))
            .value();
    const auto id = record(step(change::suspected, listing_state::clean, listing_state::suspected, 0, 1)).listing;
    auto held = step(change::none, listing_state::suspected, listing_state::suspected, id, 2);
    held.hold = hold;
    EXPECT_EQ(record(held).listing, id);
    EXPECT_TRUE(shown({.staff = false, .account = mine}).empty());
    EXPECT_EQ(shown({.staff = true}).at(0).hold, hold);
    EXPECT_EQ(count("outbox"), 0);

    const auto decide = [&](std::int64_t change, mass_decision what) {
        return db
            ->write_now([&](soci::session& s) -> parsed<deciding> {
                return mass_change_table::decide(s, change, what, staff());
            })
            .value();
    };
    EXPECT_EQ(decide(hold, mass_decision::release), deciding::decided);
    EXPECT_EQ(decide(hold, mass_decision::dismiss), deciding::decided_before);
    EXPECT_EQ(decide(99, mass_decision::dismiss), deciding::no_such_change);
    // the monitor has not done it yet, and may begin anew before it has
    const auto left = test::await(io, store.load_mass_changes()).value();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.at(0).decision, mass_decision::release);
    EXPECT_EQ(record(step(change::opened, listing_state::suspected, listing_state::listed, id, 3)).listing, id);
    EXPECT_TRUE(test::await(io, store.load_mass_changes()).value().empty());
}

TEST_P(monitor_store_test, an_end_that_is_kept_back_leaves_the_listing_with_its_customer)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.4");
    const auto id = opened();
    sql_monitor_store store(*db);
    mass_change m;
    m.blocklist = "alpha";
    m.direction = mass_direction::closing;
    m.began = noon;
    m.id = test::await(io, store.keep_back(m)).value();
    EXPECT_EQ(record(step(change::clearing, listing_state::listed, listing_state::clearing, id, 3)).listing, id);
    auto held = step(change::none, listing_state::clearing, listing_state::clearing, id, 4);
    held.hold = m.id;
    EXPECT_EQ(record(held).listing, id);
    EXPECT_EQ(shown({.staff = false, .account = mine}).at(0).phase, listing_phase::open);
    EXPECT_EQ(shown({.staff = true}).at(0).hold, m.id);
    EXPECT_EQ(test::await(io, store.load_mass_changes()).value().at(0).direction, mass_direction::closing);

    EXPECT_TRUE(test::await(io, store.has_passed(m.id, noon + seconds(3600))));
    EXPECT_EQ(record(step(change::recurred, listing_state::clearing, listing_state::listed, id, 5)).listing, id);
    EXPECT_TRUE(test::await(io, store.load_mass_changes()).value().empty());
    const auto passed = db->write_now(
        [&](soci::session& s) -> parsed<mass_change_record> { return *mass_change_table::find(s, m.id); });
    EXPECT_EQ(passed.value().change.decision, mass_decision::dismiss);
    EXPECT_EQ(passed.value().decided_by, "offlist");
}

TEST_P(monitor_store_test, filters_and_pages)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.0/24");
    for (int i = 0; i < 9; ++i) {
        auto st = step(change::suspected, listing_state::clean, listing_state::suspected, 0, i);
        st.about = parse_subject("198.41.0." + std::to_string(i + 1)).value();
        record(st);
    }
    listing_filter period, one, range, other;
    period.account = mine;
    period.to = noon + seconds(5);
    one.subject = "198.41.0.3";
    range.subject = "198.41.0.0/30";
    other.blocklist = {"beta"};
    EXPECT_EQ(shown({.staff = true}, period).size(), 5U);
    EXPECT_EQ(shown({.staff = true}, one).size(), 1U);
    EXPECT_EQ(shown({.staff = true}, range).size(), 3U);
    EXPECT_EQ(shown({.staff = true}, other).size(), 0U);

    listing_reader reader(*db);
    std::vector<std::int64_t> seen;
    page_request which{.cursor = {}, .limit = 4};
    for (;;) {
        const auto page = test::await(io, reader.page({}, {.staff = true}, which)).value();
        for (const auto& l : page.items) seen.push_back(l.id);
        which.cursor = page.next;
        if (!page.next) break;
    }
    EXPECT_THAT(seen, testing::ElementsAre(9, 8, 7, 6, 5, 4, 3, 2, 1));
}

TEST_P(monitor_store_test, in_a_period_is_what_stood_on_a_list_within_it)
{
    (void)add(make_account(), "198.41.0.4");
    const auto id = opened();  // first seen at second 1
    record(step(change::clearing, listing_state::listed, listing_state::clearing, id, 20));
    const auto within = [this](int from, int to) {
        listing_filter f;
        f.from = noon + seconds(from);
        f.to = noon + seconds(to);
        return shown({.staff = true}, f).size();
    };
    EXPECT_EQ(within(-10, 1), 0U);    // not yet
    EXPECT_EQ(within(-10, 2), 1U);    // began within it
    EXPECT_EQ(within(5, 10), 1U);     // all through it
    EXPECT_EQ(within(900, 999), 1U);  // still open
    record(step(change::closed, listing_state::clearing, listing_state::clean, id, 30));
    EXPECT_EQ(within(5, 10), 1U);
    EXPECT_EQ(within(29, 999), 1U);  // over within it
    EXPECT_EQ(within(30, 999), 0U);  // over before
}

TEST_P(monitor_store_test, a_page_of_a_range_is_the_same_however_it_is_walked)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.0/24");
    for (int i = 0; i < 40; ++i) {
        auto st = step(change::suspected, listing_state::clean, listing_state::suspected, 0, i * 7 % 40);
        st.about = parse_subject("198.41.0." + std::to_string(i)).value();
        record(st);
    }
    listing_filter f;
    f.subject = "198.41.0.16/28";
    const auto ids = [&](range_walk way) {
        auto work = [&](soci::session& s) -> parsed<std::vector<std::int64_t>> {
            const place start{.at = (noon + seconds(30)).time_since_epoch().count(), .id = 0};
            const auto q = query_of(f, {.staff = true}, start, 9, way).value();
            std::vector<std::int64_t> found;
            sql::for_each<std::int64_t>(s, "SELECT id FROM listing " + q.text, q.given,
                                        [&](std::int64_t id) { found.push_back(id); });
            return found;
        };
        return db->read_now(work).value();
    };
    EXPECT_EQ(ids(range_walk::by_key).size(), 9U);
    EXPECT_EQ(ids(range_walk::by_key), ids(range_walk::by_time));
    listing_reader reader(*db);
    EXPECT_EQ(test::await(io, reader.page(f, {.staff = true}, {})).value().items.size(), 16U);
}

TEST_P(monitor_store_test, positions_health_and_the_sweep_are_resumed)
{
    sql_monitor_store store(*db);
    slice_record r;
    r.at = noon;
    r.positions = {{.blocklist = "alpha",
                    .kind = subject_kind::ip4,
                    .after = parse_subject("198.41.0.4").value(),
                    .at = noon,
                    .round_began = noon}};
    r.health = {
        {.blocklist = "alpha", .kind = subject_kind::ip4, .now = list_state::unhealthy, .why = "x", .at = noon}};
    r.sweep = sweep_record{};
    r.sweep->began = noon;
    r.sweep->counts.add(verdict::unknown, unknown_reason::timeout, 5);
    const auto id = test::await(io, store.record(r)).value().sweep;
    EXPECT_EQ(test::await(io, store.record(r)).value().sweep, id);
    EXPECT_EQ(count("list_health"), 1);
    reopen();
    sql_monitor_store again(*db);
    EXPECT_EQ(to_string(test::await(io, again.load_positions()).value().at(0).after.value()), "198.41.0.4");
    EXPECT_EQ(test::await(io, again.load_health()).value().at(0).now, list_state::unhealthy);
    EXPECT_EQ(test::await(io, again.load_sweep()).value()->counts, r.sweep->counts);
}

TEST_P(monitor_store_test, subjects_of_active_accounts_are_loaded_ranges_expanded)
{
    const auto mine = make_account(), gone = make_account();
    (void)add(mine, "198.41.0.0/30");
    (void)add(mine, "example.com");
    (void)add(gone, "198.41.1.1");
    auto ends = [&](soci::session& s) -> parsed<bool> {
        account_table::mark_terminated(s, gone, noon);
        return true;
    };
    ASSERT_TRUE(db->write_now(ends));
    sql_monitor_store store(*db);
    const auto all = test::await(io, store.load_subjects()).value();
    EXPECT_EQ(all.subjects.count(subject_kind::ip4), 4U);
    EXPECT_EQ(all.subjects.size(), 5U);
}

TEST_P(monitor_store_test, what_came_and_went_is_told_in_order_until_the_monitor_has_recorded_it)
{
    sql_monitor_store store(*db);
    const auto mine = make_account(), yours = make_account();
    const auto before = test::await(io, store.load_subjects()).value();
    const auto first = add(mine, "198.41.0.4").subject.id;
    const auto listing = opened();
    subject_table subjects(*db);
    ASSERT_TRUE(test::await(io, subjects.remove(first, std::nullopt, staff())).value());
    (void)add(yours, "198.41.0.0/29");
    (void)add(yours, "example.com");
    auto ends = [&](soci::session& s) -> parsed<bool> {
        account_table::mark_terminated(s, yours, noon);
        return true;
    };
    ASSERT_TRUE(db->write_now(ends));

    const auto changes = test::await(io, store.load_subject_changes(before.changes, 100)).value();
    std::vector<std::string> told;
    for (const subject_change& c : changes) told.push_back((c.added ? "+" : "-") + c.text);
    EXPECT_EQ(told, (std::vector<std::string>{"+198.41.0.4", "-198.41.0.4", "+198.41.0.0/29", "+example.com",
                                              "-198.41.0.0/29", "-example.com"}));
    EXPECT_EQ(changes.at(1).last_listing, listing);
    const auto rest = test::await(io, store.load_subject_changes(changes.at(1).id, 2)).value();
    EXPECT_EQ(rest.size(), 2U);
    EXPECT_EQ(rest.at(0).text, "198.41.0.0/29");

    slice_record r;
    r.at = noon;
    r.subject_changes = changes.at(3).id;
    ASSERT_TRUE(test::await(io, store.record(r)));
    EXPECT_EQ(count("subject_change"), 2);
    EXPECT_EQ(test::await(io, store.load_subjects()).value().changes, changes.at(5).id);
}

TEST_P(monitor_store_test, of_a_destroyed_account_nothing_is_told_but_that_all_is_to_be_read_again)
{
    sql_monitor_store store(*db);
    const auto gone = make_account();
    (void)add(gone, "198.41.0.4");
    const auto before = test::await(io, store.load_subjects()).value();
    auto ends = [&](soci::session& s) -> parsed<bool> {
        account_table::mark_terminated(s, gone, noon);
        (void)account_table::destroy_rows(s, gone, noon);
        return true;
    };
    ASSERT_TRUE(db->write_now(ends));
    const auto changes = test::await(io, store.load_subject_changes(before.changes, 100)).value();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes.at(0).text, "");
    EXPECT_EQ(count("subject_change"), 1);
}

TEST_P(monitor_store_test, events_are_deleted_when_their_time_is_over)
{
    auto work = [](soci::session& s) -> parsed<int> {
        for (int n = 0; n < 6; ++n) add_event(s, event_of(0, "k", std::nullopt, std::to_string(n), "{}", noon));
        mark_delivered(s, 1, noon);
        mark_delivered(s, 2, noon + std::chrono::hours(24));
        return 0;
    };
    ASSERT_TRUE(db->write_now(work));
    const auto purged = [this](std::chrono::sys_seconds now, int most) {
        return test::await(io, purge_events(*db, now, most)).value();
    };
    EXPECT_EQ(purged(noon + delivered_events_kept - seconds(1), 100), 0);
    EXPECT_EQ(purged(noon + delivered_events_kept, 100), 1);
    EXPECT_EQ(count("outbox"), 5);
    EXPECT_EQ(purged(noon + events_kept, 3), 3);  // no more at once
    EXPECT_EQ(purged(noon + events_kept, 100), 2);
    EXPECT_EQ(count("outbox"), 0);
}

}  // namespace
}  // namespace offlist::store
