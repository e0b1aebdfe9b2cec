#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <store/accounts/token_table.hpp>

#include "store/store_fixture.hpp"

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class database_test : public store_fixture {};
INSTANTIATE_TEST_SUITE_P(both, database_test, testing::Values(backend::sqlite, backend::postgresql), backend_name);

TEST_P(database_test, remembers_over_a_restart_in_a_file_for_its_owner_alone)
{
    const auto id = make_account();
    if (GetParam() == backend::sqlite) {
        struct stat file {};
        ASSERT_EQ(::stat((folder / "s.db").c_str(), &file), 0);
        EXPECT_EQ(file.st_mode & 0777U, 0600U);
    }
    reopen();
    account_table accounts(*db);
    EXPECT_EQ(test::await(io, accounts.find(id)).value()->name, "Example");
}

TEST_P(database_test, work_that_fails_undoes_only_itself)
{
    std::vector<boost::asio::awaitable<parsed<int>>> work;
    for (int i = 0; i < 40; ++i) {
        auto unit = [i](soci::session& s) -> parsed<int> {
            account_table::create(s, "n" + std::to_string(i), "", staff());
            if (i % 4 == 0) return problem{.what = "changed its mind"};
            if (i % 4 == 1) sql::run(s, "INSERT INTO no_such_table VALUES (1)");
            return i;
        };
        work.push_back(db->write(std::move(unit)));
    }
    const auto results = test::await_all(io, std::move(work));
    for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(results[i].has_value(), i % 4 >= 2);
    EXPECT_EQ(count("account"), 20);
    EXPECT_EQ(count("audit"), 20);
}

TEST_P(database_test, a_newer_schema_is_refused)
{
    ASSERT_TRUE(db->write_now([](soci::session& s) -> parsed<void> {
        sql::run(s, "INSERT INTO schema_migration (number, name, applied_at) VALUES (999, 'later', 0)");
        return {};
    }));
    db.reset();
    const auto again = database::open(options);
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().what, HasSubstr("schema 999"));
}

TEST_P(database_test, the_audit_log_cannot_be_rewritten)
{
    (void)make_account();
    for (const std::string text : {"UPDATE audit SET reason = 'x'", "DELETE FROM audit"}) {
        const auto tried = db->write_now([&](soci::session& s) -> parsed<std::int64_t> { return sql::run(s, text); });
        ASSERT_FALSE(tried);
        EXPECT_THAT(tried.error().what, HasSubstr("never changed or deleted"));
    }
    EXPECT_EQ(count("audit"), 1);
}

TEST_P(database_test, active_subjects_never_overlap)
{
    const auto mine = make_account(), other = make_account();
    EXPECT_EQ(add(mine, "192.0.2.0/24").outcome, adding::unreadable);  // TEST-NET-1
    EXPECT_EQ(add(mine, "198.41.0.0/24").outcome, adding::added);
    EXPECT_EQ(add(mine, "198.41.1.0").outcome, adding::added);
    EXPECT_EQ(add(mine, "198.40.255.255").outcome, adding::added);
    EXPECT_EQ(add(mine, "example.com").outcome, adding::added);
    const auto inside = add(mine, "198.41.0.255");
    EXPECT_EQ(inside.outcome, adding::conflict);
    EXPECT_THAT(inside.why.what, HasSubstr("198.41.0.0/24"));
    const auto around = add(other, "198.40.0.0/15");
    EXPECT_EQ(around.outcome, adding::conflict);
    EXPECT_THAT(around.why.what, HasSubstr(public_id("acc", mine)));
    EXPECT_EQ(add(other + 9, "198.42.0.1").outcome, adding::no_account);
}

TEST_P(database_test, of_two_that_add_the_same_subject_at_once_one_wins)
{
    const auto one = make_account(), two = make_account();
    std::vector<boost::asio::awaitable<parsed<added_subject>>> work;
    for (const auto account : {one, two, one, two}) {
        auto adding_it = [account](soci::session& s) -> parsed<added_subject> {
            return subject_table::add(s, account, {.text = "198.41.0.4", .label = {}, .file = {}}, staff(), {});
        };
        work.push_back(db->write(std::move(adding_it)));
    }
    int added = 0;
    for (const auto& r : test::await_all(io, std::move(work))) added += r.value().outcome == adding::added ? 1 : 0;
    EXPECT_EQ(added, 1);
}

TEST_P(database_test, tokens_are_found_by_their_hash_until_they_are_revoked)
{
    const auto id = make_account();
    token_table tokens(*db);
    token_order order;
    order.account = id;
    const auto made = test::await(io, tokens.issue(order, staff())).value();
    ASSERT_TRUE(made);
    const auto found = test::await(io, tokens.find(hash_of_token(made->text))).value();
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->usable(noon));
    EXPECT_FALSE(test::await(io, tokens.revoke(found->id, id + 1, staff())).value());
    EXPECT_TRUE(test::await(io, tokens.revoke(found->id, id, staff())).value());
    EXPECT_FALSE(test::await(io, tokens.find(hash_of_token(made->text))).value()->usable(noon));
}

TEST_P(database_test, a_backup_is_a_store_of_its_own_and_never_overwrites)
{
    const auto id = make_account();
    if (GetParam() == backend::postgresql) {
        const auto refused = db->backup(folder / "copy.db");
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().expected, HasSubstr("pg_dump"));
        return;
    }
    ASSERT_TRUE(db->backup(folder / "copy.db"));
    EXPECT_FALSE(db->backup(folder / "copy.db"));
    const auto copy = database::open({.url = "sqlite:" + (folder / "copy.db").string()}).value();
    account_table accounts(*copy);
    EXPECT_TRUE(test::await(io, accounts.find(id)).value());
}

TEST(store_cursor, a_changed_one_is_refused)
{
    const auto text = cursor_text("listing", {.at = 5, .id = 6});
    EXPECT_EQ(read_cursor("listing", text).value(), (place{.at = 5, .id = 6}));
    EXPECT_FALSE(read_cursor("account", text));
    EXPECT_FALSE(read_cursor("listing", text.substr(1)));
    EXPECT_FALSE(read_cursor("listing", ""));
}

}  // namespace
}  // namespace offlist::store
