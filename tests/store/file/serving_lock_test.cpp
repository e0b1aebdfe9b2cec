// Who serves a store, and the mark of how far it has come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <store/file/mark.hpp>
#include <store/file/serving_lock.hpp>

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds some_day{std::chrono::seconds(1'764'000'000)};

class beside_a_store : public testing::Test {
protected:
    beside_a_store()
    {
        std::string pattern = (fs::temp_directory_path() / "offlist-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        file = folder / "s.db";
    }
    ~beside_a_store() override { fs::remove_all(folder); }

    fs::path folder;
    fs::path file;
};

TEST_F(beside_a_store, one_serves_and_the_second_is_told_who)
{
    auto first = serving_lock::take(file, some_day);
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->was_cut_off());
    const auto second = serving_lock::take(file, some_day);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().to_string(), AllOf(HasSubstr("process " + std::to_string(::getpid()) + " on "),
                                                  HasSubstr("since 2025-11-24T"), HasSubstr(file.string())));
    EXPECT_TRUE(who_serves(file).served);
}

TEST_F(beside_a_store, an_end_that_was_not_told_is_seen_by_the_next)
{
    EXPECT_FALSE(who_serves(file).served);
    (void)serving_lock::take(file, some_day);
    EXPECT_FALSE(who_serves(file).served);
    {
        auto next = serving_lock::take(file, some_day);
        ASSERT_TRUE(next);
        EXPECT_TRUE(next->was_cut_off());
        next->end();
        EXPECT_TRUE(who_serves(file).served) << "until the process has ended";
    }
    EXPECT_FALSE(serving_lock::take(file, some_day)->was_cut_off());
}

TEST_F(beside_a_store, looking_who_serves_keeps_nobody_out)
{
    const auto first = serving_lock::take(file, some_day);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(who_serves(file).served);
    EXPECT_EQ(std::to_string(::getpid()), who_serves(file).by.process);
}

TEST_F(beside_a_store, a_mark_is_read_as_it_was_written)
{
    EXPECT_FALSE(read_mark(file).value());
    const store_mark written{
        .reach = {.made_at = 12, .commits = 4'000'000'000, .transfers = 56, .cookie = 4'100'000'000}, .at = some_day};
    {
        mark_writer w(file);
        EXPECT_TRUE(w.write({.reach = {.made_at = 12, .commits = 1}}));
        EXPECT_TRUE(w.write(written));
        EXPECT_TRUE(w.sync());
    }
    const auto read = read_mark(file).value();
    ASSERT_TRUE(read);
    EXPECT_EQ(12, read->reach.made_at);
    EXPECT_EQ(4'000'000'000U, read->reach.commits);
    EXPECT_EQ(56, read->reach.transfers);
    EXPECT_EQ(4'100'000'000U, read->reach.cookie);
    EXPECT_EQ(some_day, read->at);
    EXPECT_EQ(256U, fs::file_size(mark_file_of(file)));
}

TEST_F(beside_a_store, a_mark_that_was_never_written_is_no_mark)
{
    for (const std::string& text : {std::string(), std::string(256, '\0')}) {
        std::ofstream(mark_file_of(file), std::ios::binary) << text;
        const auto read = read_mark(file);
        ASSERT_TRUE(read);
        EXPECT_FALSE(*read);
    }
}

TEST_F(beside_a_store, a_mark_that_is_none_is_told_and_not_taken_for_a_store_that_never_was)
{
    for (const std::string text : {"made 1\n", "made x\ncommits 1\ntransfers 1\ncookie 1\nat 1\nend\n", "what is this",
                                   "made 1\ncommits 1\ntransfers 1\ncookie 1\nat 1\n"}) {
        std::ofstream(mark_file_of(file)) << text;
        const auto read = read_mark(file);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().to_string(), AllOf(HasSubstr("s.db.mark"), HasSubstr("remove this file")));
    }
}

TEST_F(beside_a_store, going_back_is_fewer_commits_or_transfers_and_numbers_may_wrap)
{
    const auto behind = [this](store_reach was, store_reach is) {
        return why_behind({.reach = was, .at = some_day}, is, file);
    };
    EXPECT_FALSE(behind({1, 10, 5}, {1, 10, 5}));
    EXPECT_FALSE(behind({1, 10, 5}, {1, 11, 5}));
    EXPECT_FALSE(behind({1, 0xffffffff, 5}, {1, 3, 5}));
    ASSERT_TRUE(behind({1, 10, 5}, {1, 9, 5}));
    EXPECT_THAT(behind({1, 10, 5}, {1, 9, 4})->to_string(),
                AllOf(HasSubstr("commit 9 and transfer 4"), HasSubstr("commit 10 and transfer 5"),
                      HasSubstr("--accept-store")));
    EXPECT_TRUE(behind({1, 3, 5}, {1, 0xffffffff, 5}));
    EXPECT_TRUE(behind({1, 10, 5}, {1, 20, 4}));
    ASSERT_TRUE(behind({1, 10, 5}, {2, 20, 6}));
    EXPECT_THAT(behind({1, 10, 5}, {2, 20, 6})->what, HasSubstr("another store"));
}

}  // namespace
}  // namespace offlist::store
