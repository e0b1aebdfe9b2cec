// What survives a death: of a process that writes (kill -9), of two that migrate, of PostgreSQL's side of the
// connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <chrono>
#include <future>
#include <map>
#include <random>
#include <set>
#include <store/monitoring/sql_monitor_store.hpp>
#include <thread>

#include "store/engine/child.hpp"
#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

using std::chrono::seconds;

constexpr int addresses = 12;
constexpr int most_records = 2000;  // of one child, which is killed long before

std::string address(int n)
{
    return "198.41.0." + std::to_string(n + 1);
}

// The step that comes next in the life of a listing that is in `state`.
listing_step next_step(int n, std::int64_t id, listing_state state, int after)
{
    constexpr change names[] = {change::suspected, change::opened, change::clearing, change::closed};
    listing_step st;
    st.listing = id;
    st.about = parse_subject(address(n)).value();
    st.blocklist = "alpha";
    st.what = names[static_cast<int>(state)];
    st.from = state;
    st.to.state = static_cast<listing_state>((static_cast<int>(state) + 1) % 4);
    st.to.counted_at = noon + seconds(after);
    st.because.what = verdict::listed;
    st.because.asked_at = noon + seconds(after);
    return st;
}

// Writes step after step from where the store stands, three a record, and tells each once it is durable.
TEST(child, DISABLED_writes)
{
    const auto db = database::open({.url = store_of_child()}).value();
    sql_monitor_store store(*db);
    boost::asio::io_context io;
    std::map<std::string, std::pair<std::int64_t, listing_state>> stands;
    for (const stored_listing& l : test::await(io, store.load_listings()).value())
        stands[to_string(l.about)] = {l.id, l.now.state};
    for (int n = 0; n < most_records; ++n) {
        slice_record r;
        r.at = noon + seconds(n);
        for (int k = 0; k < 3; ++k) {
            const int a = (3 * n + k) % addresses;
            const auto& [id, state] = stands[address(a)];
            r.steps.push_back(next_step(a, id, state, n));
        }
        const auto stored = test::await(io, store.record(r)).value();
        for (std::size_t k = 0; k < r.steps.size(); ++k) {
            ASSERT_NE(stored.steps[k].listing, 0);
            const bool over = r.steps[k].to.state == listing_state::clean;
            stands[to_string(r.steps[k].about)] = {over ? 0 : stored.steps[k].listing, r.steps[k].to.state};
            tell_parent(std::to_string(stored.steps[k].listing) + ' ' + std::string(to_string(r.steps[k].what)));
        }
    }
}

TEST(child, DISABLED_opens)
{
    ASSERT_TRUE(database::open({.url = store_of_child()}));
}

int rounds()
{
    const char* const asked = std::getenv("OFFLIST_KILL_ROUNDS");
    return asked != nullptr ? std::atoi(asked) : 4;
}

class crash_test : public store_fixture {
protected:
    std::vector<std::string> history()
    {
        auto work = [](soci::session& s) -> parsed<std::vector<std::string>> {
            std::vector<std::string> all;
            sql::for_each<std::int64_t, std::string>(
                s, "SELECT listing, what FROM listing_change ORDER BY id", {},
                [&](std::int64_t id, const std::string& what) { all.push_back(std::to_string(id) + ' ' + what); });
            return all;
        };
        return db->read_now(work).value();
    }
};
INSTANTIATE_TEST_SUITE_P(both, crash_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(crash_test, kill_9_loses_nothing_that_was_acknowledged_and_doubles_nothing)
{
    const auto mine = make_account();
    (void)add(mine, "198.41.0.0/24");
    std::set<std::string> acknowledged;
    std::mt19937 random(5782);
    for (int round = 0; round < rounds(); ++round) {
        child c("child.DISABLED_writes", options.url);
        for (auto left = random() % 60; left > 0; --left) acknowledged.insert(c.line());
        c.kill();
        for (std::string line = c.line(); !line.empty(); line = c.line()) acknowledged.insert(line);
        ASSERT_EQ(acknowledged.count(""), 0U) << "round " << round << ": the child ended by itself";
    }
    reopen();
    const auto all = history();
    const std::set<std::string> once(all.begin(), all.end());
    EXPECT_EQ(once.size(), all.size()) << "each listing takes each step once";
    EXPECT_TRUE(std::includes(once.begin(), once.end(), acknowledged.begin(), acknowledged.end()));
    EXPECT_LE(all.size(), acknowledged.size() + 3U * static_cast<unsigned>(rounds()));
    // and every life is a chain
    std::map<std::string, std::vector<std::string>> lives;
    for (const std::string& line : all)
        lives[line.substr(0, line.find(' '))].push_back(line.substr(line.find(' ') + 1));
    const std::vector<std::string> whole{"suspected", "opened", "clearing", "closed"};
    for (const auto& [id, life] : lives)
        EXPECT_TRUE(life.size() <= whole.size() && std::equal(life.begin(), life.end(), whole.begin())) << id;
}

TEST_P(crash_test, processes_that_migrate_at_once_make_one_schema)
{
    const std::string url = GetParam() == backend::sqlite ? "sqlite:" + (folder / "new.db").string()
                                                          : test::postgres::instance().fresh_database();
    std::vector<std::unique_ptr<child>> all;
    for (int n = 0; n < 4; ++n) all.push_back(std::make_unique<child>("child.DISABLED_opens", url));
    for (auto& c : all) EXPECT_EQ(c->finish(), 0);
    const auto fresh = database::open({.url = url}).value();
    auto work = [](soci::session& s) -> parsed<std::int64_t> {
        return sql::only<std::int64_t>(s, "SELECT COUNT(*) FROM schema_migration").value();
    };
    EXPECT_EQ(fresh->read_now(work).value(), database::newest_schema());
}

// PostgreSQL alone.
class lost_connection : public store_fixture {
protected:
    soci::session admin{soci::postgresql, options.url};

    // Asks again and again until `count` counts something; 0 when `otherwise` came first.
    int waiting_for(const std::string& what, const std::string& count, const std::future<std::int64_t>* otherwise)
    {
        const auto deadline = std::chrono::steady_clock::now() + seconds(30);
        for (;;) {
            int found = 0;
            admin << "SELECT COUNT(" + count +
                         ") FROM pg_stat_activity WHERE datname = current_database() "
                         "AND pid <> pg_backend_pid() AND wait_event = '" +
                         what + "'",
                soci::into(found);
            if (found > 0 || std::chrono::steady_clock::now() > deadline) return found;
            if (otherwise != nullptr && otherwise->wait_for(seconds(0)) == std::future_status::ready) return 0;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));  // another process's state, by the real clock
        }
    }
    // Ends every backend of this database that waits for `what`, once there is one; how many.
    int end_backends_waiting_for(const std::string& what, const std::future<std::int64_t>* otherwise = nullptr)
    {
        return waiting_for(what, "pg_terminate_backend(pid)", otherwise);
    }
    // Whether a backend of this database waits for `what`.
    bool waits_for(const std::string& what, const std::future<std::int64_t>& otherwise)
    {
        return waiting_for(what, "*", &otherwise) > 0;
    }
    std::future<std::int64_t> make_account_elsewhere()
    {
        return std::async(std::launch::async, [this] {
            auto work = [](soci::session& s) -> parsed<std::int64_t> {
                return account_table::create(s, "Example", "post@example.org", staff()).id;
            };
            return db->write_now(work).value();
        });
    }
};
INSTANTIATE_TEST_SUITE_P(of, lost_connection, testing::Values(backend::postgresql), backend_name);

TEST_P(lost_connection, between_two_jobs_is_not_noticed_by_either)
{
    (void)make_account();
    EXPECT_GT(end_backends_waiting_for("ClientRead"), 0);
    (void)make_account();
    EXPECT_EQ(count("account"), 2);
    EXPECT_FALSE(db->trouble());
    const auto news = db->take_connection_news();
    ASSERT_GE(news.size(), 2U) << "by neither job, but by the log";
    // what the server says, or, where the socket is closed before that is read, that it has gone
    EXPECT_THAT(news.front(), testing::AnyOf(testing::HasSubstr("terminating connection"),
                                             testing::HasSubstr("server closed the connection")));
    EXPECT_EQ("", news[1]) << "and it is there again";
    EXPECT_TRUE(db->take_connection_news().empty());
}

TEST_P(lost_connection, while_it_commits_and_has_not_committed_runs_the_job_once_more)
{
    admin << "CREATE SEQUENCE commits";
    admin << "CREATE FUNCTION wait_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
             "IF nextval('commits') = 1 THEN PERFORM pg_sleep(60); END IF; RETURN NULL; END $$";
    admin << "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON account DEFERRABLE INITIALLY DEFERRED "
             "FOR EACH ROW EXECUTE FUNCTION wait_once()";
    auto made = make_account_elsewhere();
    EXPECT_EQ(end_backends_waiting_for("PgSleep"), 1);
    EXPECT_GT(made.get(), 0);
    EXPECT_EQ(count("account"), 1);
}

TEST_P(lost_connection, while_it_commits_and_has_committed_runs_nothing_twice)
{
    // A standby that does not exist makes COMMIT wait after it has committed here.
    admin << "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";
    admin << "SELECT pg_reload_conf()";
    const auto again = [this] {
        admin << "ALTER SYSTEM RESET synchronous_standby_names";
        admin << "SELECT pg_reload_conf()";
    };
    // The server takes its new setting some time after it was told to, and commits before that do not wait.
    int made = 0;
    for (int ended = 0; ended == 0 && made < 10'000;) {
        auto one = make_account_elsewhere();
        ++made;
        ended = end_backends_waiting_for("SyncRep", &one);
        if (ended > 0) again();
        EXPECT_LE(ended, 1);
        EXPECT_GT(one.get(), 0);
    }
    EXPECT_EQ(count("account"), made);
    EXPECT_EQ(count("audit"), made);
}

// As after the failover to a standby that had not heard of the transaction: its number is some other one's there, and
// committed.
TEST_P(lost_connection, while_it_commits_and_the_database_went_back_runs_the_job_again)
{
    (void)make_account();  // the writer has signed before
    soci::session other(soci::postgresql, options.url);
    admin << "SET synchronous_commit = local";
    admin << "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";
    admin << "SELECT pg_reload_conf()";
    int made = 1;
    for (bool lost = false; !lost && made < 10'000;) {
        admin << "DROP TABLE IF EXISTS signs_before";
        admin << "CREATE UNLOGGED TABLE signs_before AS SELECT * FROM commit_sign";
        auto one = make_account_elsewhere();
        ++made;
        lost = waits_for("SyncRep", one);
        if (lost) {
            // in the queue for the writers' lock before the writer's next session is
            auto locked =
                std::async(std::launch::async, [&other] { other << "SELECT pg_advisory_lock(31365101293990772)"; });
            EXPECT_TRUE(waits_for("advisory", one));
            // first, for the new setting lets go of whoever waits
            EXPECT_EQ(end_backends_waiting_for("SyncRep"), 1);
            admin << "ALTER SYSTEM RESET synchronous_standby_names";
            admin << "SELECT pg_reload_conf()";
            locked.get();
            admin << "ALTER TABLE audit DISABLE TRIGGER USER";
            admin << "DELETE FROM audit WHERE id = (SELECT MAX(id) FROM audit)";
            admin << "DELETE FROM account WHERE id = (SELECT MAX(id) FROM account)";
            admin << "DELETE FROM commit_sign";
            admin << "INSERT INTO commit_sign SELECT * FROM signs_before";
            other << "SELECT pg_advisory_unlock(31365101293990772)";
        }
        EXPECT_GT(one.get(), 0);
    }
    EXPECT_EQ(count("account"), made);
    EXPECT_EQ(count("audit"), made);
    EXPECT_EQ(count("commit_sign"), 1) << "one row a writer";
}

}  // namespace
}  // namespace offlist::store
