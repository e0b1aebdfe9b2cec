#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <core/file_lock.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <sweep/budget_file.hpp>

namespace offlist::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::chrono::sys_days today{std::chrono::year(2026) / 11 / 23};
constexpr std::chrono::days one_day{1};

// One line: how many were granted.
parsed<std::int64_t> take(budget_store& from, std::string_view list, std::chrono::sys_days day, std::int64_t per_day,
                          std::int64_t wanted)
{
    booking line{.list = list, .day = day, .per_day = per_day, .wanted = wanted};
    if (const auto booked = from.book({&line, 1}); !booked) return booked.error();
    return line.granted;
}

parsed<std::int64_t> give_back(budget_store& to, std::string_view list, std::chrono::sys_days day, std::int64_t unused)
{
    const auto granted = take(to, list, day, 0, -unused);
    if (!granted) return granted.error();
    return -*granted;
}

// While it lives, no file of this process can grow, as on a full disk; the signal that would come with it is ignored.
class no_room {
public:
    no_room() : before_(std::signal(SIGXFSZ, SIG_IGN))
    {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &limit_), 0);
        const rlimit none{.rlim_cur = 0, .rlim_max = limit_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
    }
    ~no_room()
    {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }
    no_room(const no_room&) = delete;
    no_room& operator=(const no_room&) = delete;

private:
    void (*before_)(int);
    rlimit limit_{};
};

class budget_file_test : public testing::Test {
public:
    budget_file_test()
    {
        std::string pattern = (fs::temp_directory_path() / "offlist-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        file = folder / "budgets";
    }
    ~budget_file_test() override
    {
        fs::permissions(folder, fs::perms::owner_all);
        fs::remove_all(folder);
    }

protected:
    [[nodiscard]] std::unique_ptr<budget_file> open() const { return budget_file::open(file).value(); }
    void write(const std::string& text) const { std::ofstream(file) << text; }
    [[nodiscard]] std::string content() const
    {
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();
        return text.str();
    }

    fs::path folder, file;
};

TEST_F(budget_file_test, grants_up_to_the_daily_limit)
{
    const auto book = open();
    EXPECT_EQ(take(*book, "alpha", today, 250, 100).value(), 100);
    EXPECT_EQ(take(*book, "alpha", today, 250, 100).value(), 100);
    EXPECT_EQ(take(*book, "alpha", today, 250, 100).value(), 50);
    EXPECT_EQ(take(*book, "alpha", today, 250, 100).value(), 0);
    EXPECT_EQ(take(*book, "beta", today, 250, 100).value(), 100);
    EXPECT_EQ(book->used("alpha", today), 250);
}

TEST_F(budget_file_test, remembers_over_a_restart)
{
    EXPECT_EQ(take(*open(), "alpha", today, 250, 200).value(), 200);
    const auto book = open();
    EXPECT_EQ(book->used("alpha", today), 200);
    EXPECT_EQ(take(*book, "alpha", today, 250, 200).value(), 50);
    EXPECT_THAT(content(), HasSubstr("2026-11-23 alpha 250\n"));
}

TEST_F(budget_file_test, takes_back_what_was_not_asked)
{
    const auto book = open();
    EXPECT_EQ(take(*book, "alpha", today, 250, 200).value(), 200);
    EXPECT_EQ(give_back(*book, "alpha", today, 150).value(), 150);
    EXPECT_EQ(open()->used("alpha", today), 50);
}

TEST_F(budget_file_test, keeps_yesterday_so_that_a_clock_set_back_opens_no_day_again)
{
    const auto book = open();
    EXPECT_EQ(take(*book, "alpha", today, 100, 100).value(), 100);
    EXPECT_EQ(take(*book, "alpha", today + one_day, 100, 100).value(), 100);
    EXPECT_EQ(take(*open(), "alpha", today, 100, 100).value(), 0);
}

TEST_F(budget_file_test, does_not_grow_with_the_days)
{
    const auto book = open();
    for (int day = 0; day < 30; ++day) EXPECT_EQ(take(*book, "alpha", today + one_day * day, 100, 7).value(), 7);
    const std::string text = content();
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 5);
    EXPECT_EQ(open()->used("alpha", today + one_day * 29), 7);
}

TEST_F(budget_file_test, two_at_once_share_the_limit)
{
    const auto one = open(), other = open();
    EXPECT_EQ(take(*one, "alpha", today, 150, 100).value(), 100);
    EXPECT_EQ(take(*other, "alpha", today, 150, 100).value(), 50);
    EXPECT_EQ(take(*one, "alpha", today, 150, 100).value(), 0);
}

TEST_F(budget_file_test, many_processes_lose_no_count)
{
    (void)open();
    std::vector<pid_t> children;
    for (int child = 0; child < 4; ++child) {
        const pid_t pid = ::fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) {
            const auto book = budget_file::open(file);
            bool well = book.has_value();
            for (int i = 0; i < 25 && well; ++i) well = take(**book, "alpha", today, 1'000'000, 1).has_value();
            ::_exit(well ? 0 : 1);
        }
        children.push_back(pid);
    }
    for (const pid_t pid : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(pid, &status, 0), pid);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(open()->used("alpha", today), 100);
}

TEST_F(budget_file_test, books_many_lists_together)
{
    const auto book = open();
    booking lines[] = {{.list = "alpha", .day = today, .per_day = 100, .wanted = 70},
                       {.list = "beta", .day = today, .per_day = 50, .wanted = 70},
                       {.list = "alpha", .day = today, .per_day = 100, .wanted = 70},
                       {.list = "beta", .day = today, .wanted = -20},
                       {.list = "gamma", .day = today, .wanted = -5}};
    ASSERT_TRUE(book->book(lines));
    EXPECT_EQ(lines[0].granted, 70);
    EXPECT_EQ(lines[1].granted, 50);
    EXPECT_EQ(lines[2].granted, 30);
    EXPECT_EQ(lines[3].granted, -20);
    EXPECT_EQ(lines[4].granted, 0);
    const auto again = open();
    EXPECT_EQ(again->used("alpha", today), 100);
    EXPECT_EQ(again->used("beta", today), 30);
}

TEST_F(budget_file_test, books_all_lists_or_none)
{
    const auto book = open();
    std::optional<no_room> full(std::in_place);
    booking lines[] = {{.list = "alpha", .day = today, .per_day = 100, .wanted = 70},
                       {.list = "beta", .day = today, .per_day = 50, .wanted = 70}};
    EXPECT_FALSE(book->book(lines));
    full.reset();
    EXPECT_EQ(open()->used("alpha", today), 0);
    EXPECT_EQ(open()->used("beta", today), 0);
}

TEST_F(budget_file_test, names_file_and_line_of_what_it_cannot_read_and_changes_nothing)
{
    for (const char* bad :
         {"2026-11-23 alpha", "2026-11-23 alpha x", "2026-11-23 alpha -1", "2026-13-23 alpha 1", "yesterday alpha 1",
          "2026-11-23  1", "2026-11-23 alpha 99999999999999999999", "\x01\x02"}) {
        const std::string text = "# a comment\n2026-11-22 alpha 5\n" + std::string(bad) + "\n2026-11-23 beta 7\n";
        write(text);
        const auto book = budget_file::open(file);
        ASSERT_FALSE(book) << bad;
        EXPECT_EQ(book.error().file, file.string());
        EXPECT_EQ(book.error().line, 3);
        EXPECT_THAT(book.error().to_string(), HasSubstr("2026-11-23 example-ip 4200"));
        EXPECT_EQ(content(), text);
    }
}

TEST_F(budget_file_test, tells_when_the_file_turns_bad_in_mid_sweep)
{
    const auto book = open();
    EXPECT_TRUE(take(*book, "alpha", today, 100, 10));
    write("garbage\n");
    const auto taken = take(*book, "alpha", today, 100, 10);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().line, 1);
}

TEST_F(budget_file_test, refuses_a_file_that_is_something_else)
{
    write(std::string(std::size_t{2} << 20, '#'));
    const auto book = budget_file::open(file);
    ASSERT_FALSE(book);
    EXPECT_THAT(book.error().to_string(), HasSubstr("larger than"));
}

TEST_F(budget_file_test, makes_missing_folders)
{
    file = folder / "state" / "offlist" / "budgets";
    EXPECT_TRUE(take(*open(), "alpha", today, 100, 10));
}

TEST_F(budget_file_test, a_full_disk_is_a_problem_and_loses_nothing)
{
    const auto book = open();
    EXPECT_EQ(take(*book, "alpha", today, 100, 10).value(), 10);
    std::optional<no_room> full(std::in_place);
    const auto taken = take(*book, "alpha", today, 100, 10);
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error().to_string(), HasSubstr("cannot be written: File too large"));
    EXPECT_EQ(book->used("alpha", today), 10);
    full.reset();
    EXPECT_EQ(open()->used("alpha", today), 10);
}

TEST_F(budget_file_test, a_place_where_nothing_can_be_written_is_a_problem_at_once)
{
    file = "/proc/offlist/budgets";
    const auto book = budget_file::open(file);
    ASSERT_FALSE(book);
    EXPECT_THAT(book.error().to_string(), HasSubstr("/proc/offlist/budgets"));
}

TEST_F(budget_file_test, does_not_wait_for_ever_for_a_lock)
{
    const auto book = open();
    const auto held = file_lock::take(file.string() + ".lock", std::chrono::milliseconds(0));
    ASSERT_TRUE(held);
    const auto second = file_lock::take(file.string() + ".lock", std::chrono::milliseconds(0));
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().to_string(), HasSubstr("locked by another process"));
}

TEST_F(budget_file_test, gets_its_turn_when_the_lock_is_let_go)
{
    const auto book = open();
    auto held = std::make_unique<parsed<file_lock>>(file_lock::take(file.string() + ".lock"));
    ASSERT_TRUE(*held);
    auto taken = std::async(std::launch::async, [&] { return take(*book, "alpha", today, 100, 10); });
    held.reset();
    EXPECT_EQ(taken.get().value(), 10);
}

TEST_F(budget_file_test, who_gave_up_waiting_does_not_keep_the_lock_when_its_turn_comes)
{
    auto held = std::make_unique<parsed<file_lock>>(file_lock::take(file.string() + ".lock"));
    ASSERT_FALSE(file_lock::take(file.string() + ".lock", std::chrono::milliseconds(1)));
    held.reset();
    EXPECT_TRUE(file_lock::take(file.string() + ".lock"));
}

}  // namespace
}  // namespace offlist::store
