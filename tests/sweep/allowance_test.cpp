#include <gtest/gtest.h>

#include <sweep/allowance.hpp>

namespace offlist {
namespace {

constexpr std::chrono::sys_days today{std::chrono::year(2026) / 11 / 23};
constexpr std::chrono::days one_day{1};

blocklist limited(std::optional<std::int64_t> per_day)
{
    blocklist list;
    list.id = "alpha";
    list.limits.per_day = per_day;
    return list;
}

// Counts how often it is asked, and may be broken.
class watched_book final : public budget_store {
public:
    parsed<void> book(std::span<booking> lines) override
    {
        ++bookings;
        if (broken) return problem{.what = "the disk is full", .file = "budgets"};
        return inner.book(lines);
    }
    [[nodiscard]] std::int64_t used(std::string_view list, std::chrono::sys_days day) const override
    {
        return inner.used(list, day);
    }

    memory_budget inner;
    int bookings = 0;
    bool broken = false;
};

void close(allowance& one)
{
    allowance* const all[] = {&one};
    allowance::close(all);
}

TEST(allowance, allows_the_daily_limit_exactly)
{
    watched_book book;
    allowance a(limited(1050), book);
    int asked = 0;
    while (a.take(1, today)) ++asked;
    EXPECT_EQ(asked, 1050);
    EXPECT_EQ(book.used("alpha", today), 1050);
}

TEST(allowance, reserves_no_more_than_will_be_asked)
{
    memory_budget book;
    allowance a(limited(50'000), book);
    a.expect(3);
    EXPECT_TRUE(a.take(1, today));
    EXPECT_EQ(book.used("alpha", today), 3) << "a crash now costs two questions, not a hundredth of the day";
    EXPECT_TRUE(a.take(5, today)) << "more than expected is still granted";
}

TEST(allowance, goes_to_the_book_once_a_chunk)
{
    watched_book book;
    allowance a(limited(1'000'000), book);
    a.expect(100'000);
    for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(a.take(1, today));
    EXPECT_EQ(book.bookings, 2);
}

TEST(allowance, returns_what_was_not_asked)
{
    watched_book book;
    allowance a(limited(1'000'000), book);
    ASSERT_TRUE(a.take(7, today));
    a.put_back(2);
    close(a);
    EXPECT_EQ(book.used("alpha", today), 5);
}

TEST(allowance, counts_too_much_rather_than_too_little_after_a_crash)
{
    watched_book book;
    {
        allowance a(limited(1000), book);
        ASSERT_TRUE(a.take(1, today));
    }  // never closed
    EXPECT_GE(book.used("alpha", today), 1);
    EXPECT_LE(book.used("alpha", today), 100);
}

TEST(allowance, begins_anew_with_the_day_and_leaves_the_old_one_right)
{
    watched_book book;
    allowance a(limited(100), book);
    ASSERT_TRUE(a.take(60, today));
    ASSERT_TRUE(a.take(60, today + one_day));
    close(a);
    EXPECT_EQ(book.used("alpha", today), 60);
    EXPECT_EQ(book.used("alpha", today + one_day), 60);
}

TEST(allowance, a_clock_set_back_opens_no_day_again)
{
    watched_book book;
    allowance a(limited(100), book);
    ASSERT_TRUE(a.take(100, today));
    EXPECT_FALSE(a.take(1, today - one_day));
    EXPECT_EQ(book.used("alpha", today - one_day), 0);
}

TEST(allowance, of_many_lists_are_booked_and_returned_together)
{
    watched_book book;
    std::vector<allowance> lists;
    for (const char* id : {"alpha", "beta", "gamma"}) {
        blocklist list = limited(100'000);
        list.id = id;
        lists.emplace_back(list, book);
        lists.back().expect(3000);
    }
    std::vector<allowance*> all;
    for (allowance& one : lists) all.push_back(&one);
    for (allowance& one : lists) one.join(all);
    for (allowance& one : lists)
        for (int i = 0; i < 3000; ++i) ASSERT_TRUE(one.take(1, today));
    EXPECT_EQ(book.bookings, 1);
    EXPECT_EQ(book.used("gamma", today), 3000);
    lists[0].put_back(5);
    lists[2].put_back(7);
    allowance::close(all);
    EXPECT_EQ(book.bookings, 2);
    EXPECT_EQ(book.used("alpha", today), 2995);
    EXPECT_EQ(book.used("gamma", today), 2993);
}

TEST(allowance, that_will_ask_nothing_more_is_not_booked_along)
{
    watched_book book;
    blocklist beta = limited(100'000);
    beta.id = "beta";
    allowance one(limited(100'000), book), other(beta, book);
    one.expect(10);
    other.expect(10);
    other.expect(-10);
    allowance* const all[] = {&one, &other};
    one.join(all);
    ASSERT_TRUE(one.take(1, today));
    EXPECT_EQ(book.used("alpha", today), 10);
    EXPECT_EQ(book.used("beta", today), 0);
}

TEST(allowance, of_a_list_without_a_limit_asks_no_book)
{
    watched_book book;
    book.broken = true;
    allowance a(limited(std::nullopt), book);
    EXPECT_TRUE(a.take(1'000'000, today));
    EXPECT_FALSE(a.failure());
}

TEST(allowance, tells_that_the_book_is_broken)
{
    watched_book book;
    book.broken = true;
    allowance a(limited(100), book);
    EXPECT_FALSE(a.take(1, today));
    ASSERT_TRUE(a.failure());
    EXPECT_EQ(a.failure()->to_string(), "budgets: the disk is full");
}

}  // namespace
}  // namespace offlist
