// What a SQLite store is before anybody believes it: its place, its log, how far it has come, its pages, its room.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <sstream>
#include <store/file/condition.hpp>
#include <store/file/mark.hpp>
#include <support/small_disk.hpp>
#include <thread>

#include "store/engine/child.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

// Writes accounts until it is killed, as the daemon does or as a command, and tells each once it is durable.
void write_accounts(store_use how)
{
    const auto db = database::open({.url = store_of_child(), .use = how}).value();
    account_table accounts(*db);
    boost::asio::io_context io;
    constexpr int most = 2000;
    for (int n = 0; n < most; ++n) {
        const auto made = test::await(io, accounts.create("Example", "post@example.org", staff()));
        ASSERT_TRUE(made);
        tell_parent(std::to_string(made.value().id));
    }
}

TEST(child, DISABLED_serves)
{
    write_accounts(store_use::serves);
}

class opening : public store_fixture {
protected:
    fs::path file = folder / "s.db";

    parsed<std::unique_ptr<database>> open_as(store_use how, bool accept = false) const
    {
        return database::open({.url = options.url, .use = how, .accept = accept});
    }
    /// Why it is refused; empty: it is not.
    std::string refused(store_use how) const
    {
        const auto tried = open_as(how);
        return tried ? std::string() : tried.error().to_string();
    }
    void expect_refused(const testing::Matcher<const std::string&>& why) const
    {
        for (const auto how : {store_use::shares, store_use::serves}) EXPECT_THAT(refused(how), why);
    }
    parsed<account> try_to_write()
    {
        account_table accounts(*db);
        return test::await(io, accounts.create("Example", "post@example.org", staff()));
    }
    fs::path beside(const std::string& ending) const { return file.string() + ending; }
    std::string content(const fs::path& of) const
    {
        std::ifstream in(of, std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        return all.str();
    }
    void serve()
    {
        db.reset();
        db = open_as(store_use::serves).value();
    }
    /// A child wrote `most` accounts at least, and was killed; how many it had told.
    int killed_after(int most) const
    {
        child c("child.DISABLED_serves", options.url);
        int told = 0;
        for (; told < most; ++told)
            if (c.line().empty()) return -1;
        c.kill();
        while (!c.line().empty()) ++told;
        return told;
    }
};
INSTANTIATE_TEST_SUITE_P(of, opening, testing::Values(backend::sqlite), backend_name);

TEST_P(opening, an_empty_file_is_no_store_and_stays_as_it_is)
{
    db.reset();
    fs::remove(mark_file_of(file));
    fs::resize_file(file, 0);
    expect_refused(AllOf(HasSubstr("is an empty file"), HasSubstr("backup"), HasSubstr("removed")));
    EXPECT_EQ(0U, fs::file_size(file));
    fs::remove(file);
    EXPECT_TRUE(open_as(store_use::serves));
}

TEST_P(opening, what_is_no_store_is_refused_and_stays_as_it_is)
{
    db.reset();
    fs::remove(mark_file_of(file));
    fs::remove(file);
    fs::create_directory(file);
    expect_refused(AllOf(HasSubstr("directory"), HasSubstr("s.db")));
    fs::remove(file);
    std::ofstream(file) << "this is no database at all, but a text of some length that pretends to be one";
    const auto before = content(file);
    expect_refused(AllOf(HasSubstr("not a database"), HasSubstr("s.db")));
    EXPECT_TRUE(before == content(file));
    fs::remove(file);
    options.url = "sqlite:" + (folder / "nowhere" / "s.db").string();
    expect_refused(HasSubstr("nowhere"));
    EXPECT_FALSE(fs::exists(folder / "nowhere"));
}

TEST_P(opening, a_database_of_something_else_gains_no_tables)
{
    db.reset();
    fs::remove(mark_file_of(file));
    fs::remove(file);
    sqlite3* other = nullptr;
    ASSERT_EQ(SQLITE_OK, sqlite3_open(file.c_str(), &other));
    EXPECT_EQ(SQLITE_OK, sqlite3_exec(other, "CREATE TABLE mine (a)", nullptr, nullptr, nullptr));
    ASSERT_EQ(SQLITE_OK, sqlite3_close(other));
    const auto before = content(file);
    expect_refused(HasSubstr("without the tables of offlist"));
    EXPECT_TRUE(before == content(file));
}

TEST_P(opening, a_store_that_was_there_is_not_made_anew_unless_that_is_wanted)
{
    (void)make_account();
    db.reset();
    fs::remove(file);
    expect_refused(AllOf(HasSubstr("the store is gone"), HasSubstr("backup"), HasSubstr("--accept-store")));
    EXPECT_FALSE(fs::exists(file));
    db = open_as(store_use::serves, true).value();
    EXPECT_TRUE(db->is_new());
    EXPECT_EQ(0, count("account"));
    serve();
}

TEST_P(opening, an_older_copy_is_not_taken_for_the_store_unless_that_is_wanted)
{
    (void)make_account();
    ASSERT_TRUE(db->backup(folder / "copy.db"));
    (void)make_account();
    db.reset();
    fs::rename(folder / "copy.db", file);
    expect_refused(AllOf(HasSubstr("the store has gone back"), HasSubstr("--accept-store")));
    {
        const auto taken = open_as(store_use::serves, true).value();
        EXPECT_THAT(taken->notes(), testing::Contains(HasSubstr("accepted as you asked")));
    }
    serve();
    EXPECT_EQ(1, count("account"));
}

TEST_P(opening, another_store_is_not_taken_for_the_one_that_was_here)
{
    const auto made = [this](const std::string& name, std::chrono::seconds later) {
        struct set_time final : clock {
            [[nodiscard]] std::chrono::system_clock::time_point now() const override { return at; }
            [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
            std::chrono::system_clock::time_point at;
        } time;
        time.at = noon + later;
        (void)database::open({.url = "sqlite:" + (folder / name).string(), .time = &time}).value();
    };
    made("one.db", std::chrono::seconds(0));
    made("two.db", std::chrono::seconds(1));
    fs::rename(folder / "two.db", folder / "one.db");
    options.url = "sqlite:" + (folder / "one.db").string();
    expect_refused(HasSubstr("another store"));
}

TEST_P(opening, a_log_that_is_missing_after_kill_9_is_noticed)
{
    db.reset();
    const int told = killed_after(20);
    ASSERT_GE(told, 20);
    ASSERT_GT(fs::file_size(beside("-wal")), 0U);
    fs::copy_file(beside("-wal"), folder / "kept-wal");
    fs::remove(beside("-wal"));
    fs::remove(beside("-shm"));
    expect_refused(AnyOf(HasSubstr("the store has gone back"), HasSubstr("without the tables")));
    fs::copy_file(folder / "kept-wal", beside("-wal"), fs::copy_options::overwrite_existing);
    fs::remove(beside("-shm"));
    open();
    EXPECT_GE(count("account"), told);
}

TEST_P(opening, a_log_that_is_damaged_after_kill_9_is_noticed)
{
    db.reset();
    const int told = killed_after(20);
    ASSERT_GE(told, 20);
    const auto whole = content(beside("-wal"));
    std::string damaged = whole;
    damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
    std::ofstream(beside("-wal"), std::ios::binary) << damaged;
    fs::remove(beside("-shm"));
    EXPECT_THAT(refused(store_use::serves), HasSubstr("the store has gone back"));
    EXPECT_TRUE(damaged == content(beside("-wal"))) << "whoever is refused leaves it for those who can save it";
    std::ofstream(beside("-wal"), std::ios::binary) << whole;
    fs::remove(beside("-shm"));
    open();
    EXPECT_GE(count("account"), told);
}

TEST_P(opening, kill_9_alone_goes_nowhere_back_and_says_that_it_looks)
{
    db.reset();
    int told = 0;
    for (int round = 0; round < 3; ++round) told += killed_after(5);
    serve();
    EXPECT_THAT(db->notes(), testing::Contains(HasSubstr("was killed")));
    EXPECT_GE(count("account"), told);
    serve();
    EXPECT_THAT(db->notes(), Not(testing::Contains(HasSubstr("was killed"))));
}

TEST_P(opening, a_log_of_another_file_is_not_mixed_into_a_backup_that_was_restored)
{
    db.reset();
    ASSERT_GE(killed_after(10), 10);
    open();
    ASSERT_TRUE(db->backup(folder / "copy.db"));
    db.reset();
    ASSERT_GE(killed_after(10), 10);
    fs::rename(folder / "copy.db", file);
    const auto before = content(file);
    expect_refused(AllOf(HasSubstr("is that of another file"), HasSubstr("-shm")));
    EXPECT_TRUE(before == content(file));
}

TEST_P(opening, a_folder_that_was_moved_after_kill_9_is_the_store_that_it_was)
{
    db.reset();
    const int told = killed_after(10);
    ASSERT_GE(told, 10);
    const auto elsewhere = folder / "elsewhere";
    fs::create_directory(elsewhere);
    for (const char* ending : {"", "-wal", "-shm", ".mark", ".lock"})
        fs::copy_file(beside(ending), elsewhere / file.filename().concat(ending));
    options.url = "sqlite:" + (elsewhere / file.filename()).string();
    serve();
    EXPECT_GE(count("account"), told);
}

TEST_P(opening, a_new_store_does_not_get_the_log_of_the_one_before)
{
    db.reset();
    ASSERT_GE(killed_after(10), 10);
    fs::remove(file);
    fs::remove(mark_file_of(file));
    serve();
    EXPECT_TRUE(db->is_new());
    EXPECT_EQ(0, count("account"));
    EXPECT_FALSE(test::await(io, db->examine()).value().damage);
}

TEST_P(opening, a_daemon_keeps_the_next_one_out_by_any_name_and_no_command)
{
    db.reset();
    child c("child.DISABLED_serves", options.url);
    ASSERT_FALSE(c.line().empty());
    EXPECT_THAT(refused(store_use::serves), AllOf(HasSubstr("another offlist serve"), HasSubstr("process ")));
    EXPECT_EQ("", refused(store_use::shares));
    const std::string url = options.url;
    for (const bool symbolic : {false, true}) {
        const auto name = folder / (symbolic ? "link.db" : "hard.db");
        symbolic ? fs::create_symlink(file, name) : fs::create_hard_link(file, name);
        options.url = "sqlite:" + name.string();
        EXPECT_THAT(refused(store_use::serves), HasSubstr("another offlist serve")) << name;
    }
    fs::remove(folder / "hard.db");
    options.url = url;
    fs::remove(beside(".lock"));
    EXPECT_THAT(refused(store_use::serves), HasSubstr("another offlist serve")) << "its lock was removed";
    c.kill();
    EXPECT_EQ("", refused(store_use::serves));
}

TEST_P(opening, nothing_is_written_into_a_file_that_nobody_finds_again)
{
    serve();
    ASSERT_TRUE(try_to_write());
    fs::rename(file, folder / "away.db");
    auto tried = try_to_write();
    ASSERT_FALSE(tried);
    EXPECT_THAT(tried.error().what, HasSubstr("was deleted"));
    ASSERT_TRUE(db->condition().lost);
    EXPECT_FALSE(db->trouble()) << "which would outlast it";
    std::ofstream(file) << "another one";
    EXPECT_THAT(try_to_write().error().what, HasSubstr("another file is in the place"));
    EXPECT_EQ(1, count("account")) << "reading goes on";
    fs::rename(folder / "away.db", file);
    EXPECT_TRUE(try_to_write());
    EXPECT_FALSE(db->condition().lost);
}

TEST_P(opening, a_backup_that_is_put_in_the_place_of_an_open_store_is_neither_examined_nor_changed)
{
    serve();
    (void)make_account();
    ASSERT_TRUE(db->backup(folder / "copy.db"));
    (void)make_account();
    fs::rename(file, folder / "away.db");
    fs::rename(folder / "copy.db", file);
    const auto before = content(file);
    const auto log = content(beside("-wal"));
    const auto found = test::await(io, db->examine());
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().what, HasSubstr("another file is in the place"));
    EXPECT_FALSE(db->condition().damage);
    EXPECT_TRUE(before == content(file));
    EXPECT_TRUE(log == content(beside("-wal")));
}

TEST_P(opening, commands_write_nowhere_either)
{
    fs::rename(file, folder / "away.db");
    EXPECT_FALSE(try_to_write());
    fs::rename(folder / "away.db", file);
    EXPECT_TRUE(try_to_write());
}

TEST_P(opening, a_daemon_whose_store_is_gone_leaves_what_is_in_its_place_alone)
{
    serve();
    (void)make_account();
    fs::rename(file, folder / "away.db");
    fs::rename(beside("-wal"), folder / "away.db-wal");
    for (const char* ending : {"", "-wal", "-shm"}) std::ofstream(beside(ending)) << "of the next one";
    db.reset();
    for (const char* ending : {"", "-wal", "-shm"}) EXPECT_EQ("of the next one", content(beside(ending))) << ending;
    const auto saved = database::open({.url = "sqlite:" + (folder / "away.db").string()}).value();
    auto work = [](soci::session& s) -> parsed<int> {
        return sql::only<int>(s, "SELECT COUNT(*) FROM account").value();
    };
    EXPECT_EQ(1, saved->read_now(work).value()) << "what was acknowledged is in the file and its log";
}

TEST_P(opening, a_log_that_is_removed_is_seen_and_its_content_is_saved_by_a_stop)
{
    serve();
    (void)make_account();
    ASSERT_TRUE(fs::exists(beside("-wal")));
    fs::remove(beside("-wal"));
    EXPECT_THAT(try_to_write().error().what, HasSubstr("log of the store"));
    serve();
    EXPECT_EQ(1, count("account"));
    EXPECT_TRUE(try_to_write());
}

TEST_P(opening, a_file_that_is_cut_short_or_overwritten_in_place_is_seen)
{
    serve();
    (void)make_account();
    ASSERT_TRUE(test::await(io, db->checkpoint()));
    ASSERT_FALSE(db->condition().lost);
    const auto whole = content(file);
    fs::resize_file(file, fs::file_size(file) - 4096);
    ASSERT_TRUE(db->condition().lost);
    EXPECT_THAT(db->condition().lost->what, HasSubstr("cut short"));
    std::ofstream(file, std::ios::binary) << whole;
    EXPECT_FALSE(db->condition().lost);
    std::ofstream(file, std::ios::binary) << std::string(whole.size(), '\0');
    EXPECT_THAT(db->condition().lost.value_or(problem{}).what, HasSubstr("no database any more"));
    fs::resize_file(file, 0);
    EXPECT_THAT(db->condition().lost.value_or(problem{}).what, HasSubstr("empty"));
    std::ofstream(file, std::ios::binary) << whole;
    EXPECT_FALSE(db->condition().lost);
}

TEST_P(opening, damaged_pages_are_found_and_nothing_is_written_until_they_are_whole)
{
    serve();
    for (int n = 0; n < 50; ++n) (void)make_account();
    ASSERT_TRUE(test::await(io, db->checkpoint()));
    EXPECT_FALSE(test::await(io, db->examine()).value().damage);
    const auto whole = content(file);
    std::string damaged = whole;
    for (std::size_t at = 8192; at < damaged.size(); at += 4096) damaged.replace(at, 64, 64, '\xa5');
    {
        std::fstream in_place(file, std::ios::binary | std::ios::in | std::ios::out);
        in_place << damaged;
    }
    const auto found = test::await(io, db->examine()).value().damage;
    ASSERT_TRUE(found);
    EXPECT_THAT(found->to_string(), AllOf(HasSubstr("damaged"), HasSubstr("backup")));
    EXPECT_THAT(try_to_write().error().what, HasSubstr("damaged"));
    {
        std::fstream in_place(file, std::ios::binary | std::ios::in | std::ios::out);
        in_place << whole;
    }
    EXPECT_FALSE(test::await(io, db->examine()).value().damage);
    EXPECT_TRUE(try_to_write());
}

TEST_P(opening, a_full_disk_is_read_and_written_again_when_there_is_room)
{
    const test::small_disk disk(folder / "disk", 4);
    if (!disk.mounted()) GTEST_SKIP() << "a small disk takes root and CAP_SYS_ADMIN";
    file = folder / "disk" / "s.db";
    options.url = "sqlite:" + file.string();
    reopen();
    (void)make_account();
    db.reset();
    disk.fill();
    {
        serve();
        ASSERT_TRUE(db->condition().full);
        EXPECT_EQ(1, count("account"));
        EXPECT_THAT(try_to_write().error().what, HasSubstr("disk of the store is full"));
        disk.empty();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (db->condition().full && std::chrono::steady_clock::now() < deadline)  // the store's own thread looks
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        EXPECT_FALSE(db->condition().full);
        EXPECT_TRUE(try_to_write());
        EXPECT_EQ(2, count("account"));
        EXPECT_FALSE(test::await(io, db->examine()).value().damage);
    }
    db.reset();
}

}  // namespace
}  // namespace offlist::store
