// A backup in the place of a store: what is put there, what is kept, and what is refused before anything has changed.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <store/delistings/delisting_table.hpp>
#include <store/delistings/removal_tasks.hpp>
#include <store/delistings/staff_tasks.hpp>
#include <store/file/mark.hpp>
#include <store/restore/lives.hpp>
#include <store/restore/replace_store.hpp>

#include "store/engine/child.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using namespace std::chrono_literals;

std::int64_t order(database& db, std::int64_t account, const std::string& subject)
{
    const auto usd = parse_currency("USD").value();
    return db
        .write_now([&](soci::session& s) -> parsed<std::int64_t> {
            (void)adjust_funds(s, {account, {3500, usd}, "top-up", "for " + subject, noon}, {}).value();
            return place_order(s,
                               {.account = account,
                                .subject = subject,
                                .blocklist = "alpha",
                                .fee = {3500, usd},
                                .url = "https://alpha.example/remove",
                                .deadline = 24h,
                                .at = noon},
                               {})
                .what.id;
        })
        .value();
}

job job_of(database& db, std::int64_t id)
{
    return db.read_now([id](soci::session& s) -> parsed<job> { return find_job(s, id).value(); }).value();
}

life life_of(database& db)
{
    return db
        .read_now([](soci::session& s) -> parsed<life> {
            return {boost::system::in_place_value, current_life(s)};
        })
        .value();
}

bool confirm(database& db)
{
    return db.write_now([](soci::session& s) -> parsed<bool> { return confirm_life(s, staff(), {}); }).value();
}

class lives_test : public store_fixture {
protected:
    /// Waits for money: a dollar is missing.
    std::int64_t order_without_funds(std::int64_t account, const std::string& subject)
    {
        return db
            ->write_now([&](soci::session& s) -> parsed<std::int64_t> {
                return place_order(s,
                                   {.account = account,
                                    .subject = subject,
                                    .blocklist = "alpha",
                                    .fee = {3500, parse_currency("USD").value()},
                                    .url = "https://alpha.example/remove",
                                    .deadline = 24h,
                                    .at = noon},
                                   {})
                    .what.id;
            })
            .value();
    }
    void fund(std::int64_t account, const std::string& key)
    {
        (void)db->write_now([&](soci::session& s) -> parsed<bool> {
            return adjust_funds(s, {account, {3500, parse_currency("USD").value()}, "top-up", key, noon + 24h}, {});
        });
    }
    life restore()
    {
        return db
            ->write_now([](soci::session& s) -> parsed<life> {
                return {boost::system::in_place_value, begin_restored_life(s, noon + 24h, {})};
            })
            .value();
    }
    void expect_begun(std::int64_t task, bool begun, const char* why)
    {
        const auto claimed = db->write_now([task](soci::session& s) -> parsed<bool> {
            return begin_removal(s, task, "offlist:1", "{}", noon + 25h, {}).has_value();
        });
        EXPECT_EQ(claimed.value(), begun) << why;
    }
    std::vector<open_removal> open_ones()
    {
        return db
            ->read_now([](soci::session& s) -> parsed<std::vector<open_removal>> {
                return {boost::system::in_place_value, open_removals(s, 0, 10)};
            })
            .value();
    }
};

TEST_P(lives_test, an_order_that_waited_may_have_been_sent_since_the_backup)
{
    const auto account = make_account();
    const auto waits = order_without_funds(account, "45.83.12.7");
    (void)restore();
    EXPECT_EQ(job_of(*db, waits).state, job_state::awaiting_funds);
    fund(account, "first cheque");
    EXPECT_EQ(job_of(*db, waits).state, job_state::awaiting_funds) << "nothing is sold while it is held";
    EXPECT_EQ(count("staff_task"), 0);
    EXPECT_TRUE(confirm(*db));
    EXPECT_EQ(job_of(*db, waits).state, job_state::uncertain) << "paid for, and for people to find out";
    EXPECT_EQ(count("staff_task WHERE kind = 'find_out' AND state = 'open'"), 1);
    EXPECT_EQ(count("ledger_transfer WHERE code = 'hold'"), 1);
    const auto later = order_without_funds(account, "45.83.12.8");
    fund(account, "second cheque");
    EXPECT_EQ(job_of(*db, later).state, job_state::held) << "ordered in this life";
}

TEST_P(lives_test, what_comes_back_starts_nothing_while_it_is_held)
{
    const auto account = make_account();
    (void)restore();
    const auto live = order(*db, account, "45.83.12.7"), waits = order_without_funds(account, "45.83.12.8");
    const auto ended = db->write_now([live](soci::session& s) -> parsed<bool> {
        return apply(s, live, job_event::cancel{"by the customer"}, noon + 25h, {}, "customer")->started.empty();
    });
    EXPECT_TRUE(ended.value());
    EXPECT_EQ(job_of(*db, waits).state, job_state::awaiting_funds);
    const auto old = db->write_now([waits](soci::session& s) -> parsed<bool> {
        return start_old_order(s, find_job(s, waits).value(), noon + 25h, {});
    });
    EXPECT_FALSE(old.value());
    EXPECT_TRUE(confirm(*db));
    EXPECT_EQ(job_of(*db, waits).state, job_state::held);
}

TEST_P(lives_test, no_program_begins_a_request_while_it_is_held)
{
    const auto account = make_account();
    const auto before = order(*db, account, "45.83.12.7");
    (void)restore();
    EXPECT_TRUE(open_ones().empty());
    // staff looks, gives it back without an answer, and it is as uncertain as it was
    const auto task = count("staff_task");
    (void)db->write_now([task](soci::session& s) -> parsed<bool> {
        EXPECT_FALSE(claim_task(s, task, "anna", noon + 25h, {})->refused);
        return !release_task(s, task, "anna", given_back::not_sent, "no idea", noon + 25h, {})->refused;
    });
    EXPECT_EQ(job_of(*db, before).state, job_state::uncertain);
    EXPECT_TRUE(open_ones().empty());
    // put back by staff's word that nothing was sent
    (void)db->write_now([before](soci::session& s) -> parsed<bool> {
        return !apply(s, before, job_event::put_back{}, noon + 25h, {}, "anna")->refused;
    });
    ASSERT_EQ(open_ones().size(), 1U);
    EXPECT_EQ(open_ones().front().life, life_of(*db).name) << "the mail is one of this life";
    expect_begun(task, false, "it is held");
    EXPECT_TRUE(confirm(*db));
    expect_begun(task, true, "it goes on");
}

TEST_P(lives_test, a_store_that_was_made_has_a_name_and_holds_nothing)
{
    const life made = life_of(*db);
    EXPECT_THAT(made.name, testing::MatchesRegex("[0-9a-f]{10}"));
    EXPECT_FALSE(made.held());
    EXPECT_FALSE(confirm(*db));
}

TEST_P(lives_test, a_restored_one_holds_until_it_is_confirmed_once)
{
    const auto account = make_account();
    const auto held = order(*db, account, "45.83.12.7");
    const std::string before = life_of(*db).name;
    const life begun = db->write_now([](soci::session& s) -> parsed<life> {
                             return {boost::system::in_place_value, begin_restored_life(s, noon + 24h, {})};
                         }).value();
    EXPECT_TRUE(begun.held());
    EXPECT_EQ(begun.restored_at, noon + 24h);
    EXPECT_EQ(begun.knows_until, noon);
    EXPECT_EQ(begun.forgotten, 1);
    EXPECT_NE(begun.name, before);
    EXPECT_EQ(job_of(*db, held).state, job_state::uncertain) << "its request may have been sent since the backup";
    EXPECT_EQ(count("staff_task WHERE kind = 'find_out' AND state <> 'done'"), 1);
    EXPECT_EQ(count("staff_task WHERE kind = 'submit' AND state <> 'done'"), 0);

    const auto later = order(*db, account, "45.83.12.8");
    const auto before_it = [this](std::int64_t id) {
        return db->read_now([id](soci::session& s) -> parsed<bool> { return ordered_before_restore(s, id); }).value();
    };
    EXPECT_TRUE(before_it(held));
    EXPECT_FALSE(before_it(later));

    EXPECT_TRUE(confirm(*db));
    EXPECT_FALSE(confirm(*db));
    EXPECT_FALSE(life_of(*db).held());
    EXPECT_EQ(life_of(*db).confirmed_by, "desk");
    EXPECT_EQ(count("audit WHERE action = 'store.confirm'"), 1);
}

INSTANTIATE_TEST_SUITE_P(databases, lives_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

// A process that is killed on its way.
TEST(restoring, DISABLED_monday)
{
    const fs::path file = store_of_child().substr(std::string("sqlite:").size());
    (void)replace_store(store_of_child(), file.parent_path() / "monday.db", noon + 24h, {});
}

class replacing : public store_fixture {
protected:
    fs::path file = folder / "s.db", backup = folder / "monday.db";

    void back_up() { ASSERT_TRUE(db->backup(backup)); }
    parsed<replaced_store> replace() { return replace_store(options.url, backup, noon + 24h, {}); }
    static std::string content(const fs::path& of)
    {
        std::ostringstream all;
        all << std::ifstream(of, std::ios::binary).rdbuf();
        return all.str();
    }
    /// Refused in words, and the store is as it was.
    void expect_refused(const testing::Matcher<const std::string&>& why)
    {
        const std::string before = content(file);
        const auto tried = replace();
        ASSERT_FALSE(tried);
        EXPECT_THAT(tried.error().to_string(), why);
        EXPECT_EQ(content(file), before);
        for (const auto& each : fs::directory_iterator(folder))
            EXPECT_EQ(each.path().string().find(".restoring"), std::string::npos) << each.path();
    }
};

TEST_P(replacing, puts_the_backup_there_and_keeps_what_was)
{
    make_account("Before");
    back_up();
    make_account("After");
    db.reset();
    const auto done = replace();
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(done->former, folder / "s.db.replaced-20261124T120000Z");
    EXPECT_TRUE(done->now.held());
    db = database::open({.url = options.url, .missing = store_making::never, .use = store_use::serves}).value();
    EXPECT_TRUE(db->notes().empty()) << db->notes().front() << ": it is as far as its mark says";
    EXPECT_EQ(count("account"), 1);
    EXPECT_EQ(count("account WHERE name = 'Before'"), 1);
    db = database::open({.url = "sqlite:" + done->former.string(), .missing = store_making::never}).value();
    EXPECT_EQ(count("account"), 2);
}

TEST_P(replacing, a_store_that_is_gone_and_never_leaves_the_log_of_the_former_one)
{
    make_account("Before");
    back_up();
    db.reset();
    fs::remove(file);
    std::ofstream(file.string() + "-wal") << "the log of a store that is gone";
    const auto done = replace();
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(done->former, fs::path());
    open();
    EXPECT_EQ(count("account"), 1);
}

TEST_P(replacing, is_refused_while_a_daemon_serves_the_store)
{
    back_up();
    db.reset();
    db = database::open({.url = options.url, .use = store_use::serves}).value();
    expect_refused(HasSubstr("another offlist serve uses this store"));
}

TEST_P(replacing, is_refused_for_what_is_no_backup)
{
    make_account("Before");
    back_up();
    db.reset();
    const std::string whole = content(backup);
    backup = folder / "nothing.db";
    expect_refused(AllOf(HasSubstr("nothing.db\" is no file"), HasSubstr("offlist backup")));
    backup = file;
    expect_refused(HasSubstr("is the store itself"));
    backup = folder / "text.db";
    std::ofstream(backup) << "this is not a database, though it is long enough to be read as one by somebody hasty";
    expect_refused(AllOf(HasSubstr("text.db\" cannot be restored"), HasSubstr("offlist backup")));
    std::ofstream(backup, std::ios::trunc).close();
    expect_refused(HasSubstr("text.db\" cannot be restored"));
    // half of it, as a copy that was cut off
    std::ofstream(backup, std::ios::binary) << whole.substr(0, whole.size() / 2);
    expect_refused(HasSubstr("text.db\" cannot be restored"));
}

TEST_P(replacing, is_refused_for_a_backup_with_a_log_beside_it)
{
    make_account("Before");
    back_up();
    db.reset();
    std::ofstream(backup.string() + "-wal") << "what a copy of the file alone would miss";
    expect_refused(AllOf(HasSubstr("monday.db-wal"), HasSubstr("PRAGMA wal_checkpoint(TRUNCATE)")));
    std::ofstream(backup.string() + "-wal", std::ios::trunc).close();
    EXPECT_TRUE(replace()) << "an empty log has nothing";
}

TEST_P(replacing, cut_off_in_between_leaves_a_store_that_is_gone_and_no_new_one)
{
    make_account("Before");
    back_up();
    db.reset();
    ::setenv("OFFLIST_FAILPOINT", "restore.set_aside", 1);  // NOLINT(concurrency-mt-unsafe): one thread
    child restores("restoring.DISABLED_monday", options.url);
    ::unsetenv("OFFLIST_FAILPOINT");  // NOLINT(concurrency-mt-unsafe): one thread
    EXPECT_EQ(restores.finish(), -1) << "it was killed";
    EXPECT_FALSE(fs::exists(file));
    EXPECT_TRUE(fs::exists(mark_file_of(file)));
    EXPECT_TRUE(fs::exists(mark_file_of(folder / "s.db.replaced-20261124T120000Z")));
    const auto opened = database::open({.url = options.url, .use = store_use::serves});
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().to_string(), HasSubstr("the store is gone"));
}

TEST_P(replacing, is_refused_for_a_damaged_backup)
{
    for (int n = 0; n < 50; ++n) make_account("Account " + std::to_string(n));
    back_up();
    db.reset();
    std::string whole = content(backup);
    // the pages of tables in the middle
    for (std::size_t at = whole.size() / 4; at < whole.size() / 2; ++at) whole[at] = static_cast<char>(at);
    std::ofstream(backup, std::ios::binary | std::ios::trunc) << whole;
    expect_refused(HasSubstr("cannot be restored"));
}

TEST_P(replacing, is_refused_for_the_backup_of_a_newer_program)
{
    back_up();
    db.reset();
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(backup.c_str(), &raw), SQLITE_OK);
    ASSERT_EQ(
        sqlite3_exec(raw, "INSERT INTO schema_migration VALUES (999, 'of the future', 0)", nullptr, nullptr, nullptr),
        SQLITE_OK);
    sqlite3_close(raw);
    expect_refused(HasSubstr("made by a newer offlist"));
}

INSTANTIATE_TEST_SUITE_P(databases, replacing, testing::Values(backend::sqlite), backend_name);

}  // namespace
}  // namespace offlist::store
