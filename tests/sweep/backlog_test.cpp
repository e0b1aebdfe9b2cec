#include <gtest/gtest.h>

#include <sweep/backlog.hpp>

namespace offlist {
namespace {

backlog of_five()
{
    auto watched = std::make_shared<std::vector<watched_item>>();
    for (const char* name : {"a.example", "b.example", "c.example", "d.example", "e.example"})
        watched->push_back({parse_subject(name).value(), 1U});
    return backlog(question_feed(watched));
}

TEST(backlog, counts_what_lies_before_the_first_that_is_left)
{
    backlog b = of_five();
    asked_subject first, second, third;
    ASSERT_TRUE(b.next(first));
    ASSERT_TRUE(b.next(second));
    ASSERT_TRUE(b.next(third));
    EXPECT_EQ(b.done(), 3U);
    EXPECT_EQ(b.left(), 2U);
    b.put_back(third);
    b.put_back(second);
    EXPECT_EQ(b.done(), 1U);
    EXPECT_EQ(b.left(), 4U);
    EXPECT_EQ(b.watched_left(), 4U);
}

TEST(backlog, gives_what_was_put_back_before_it_goes_on)
{
    backlog b = of_five();
    asked_subject one;
    ASSERT_TRUE(b.next(one));
    ASSERT_TRUE(b.next(one));
    b.put_back(one);
    asked_subject again;
    ASSERT_TRUE(b.next(again));
    EXPECT_EQ(again.place, 1U);
    EXPECT_EQ(again.item.name, one.item.name);
    EXPECT_TRUE(again.watched);
    ASSERT_TRUE(b.next(again));
    EXPECT_EQ(again.place, 2U);
    for (int left = 2; left > 0; --left) ASSERT_TRUE(b.next(again));
    EXPECT_FALSE(b.next(again));
    EXPECT_EQ(b.done(), 5U);
}

TEST(backlog, goes_back_to_a_copy)
{
    backlog b = of_five();
    asked_subject one;
    ASSERT_TRUE(b.next(one));
    backlog then = b;
    then.put_back(one);
    ASSERT_TRUE(b.next(one));
    ASSERT_TRUE(b.next(one));
    b = then;
    EXPECT_EQ(b.done(), 0U);
    EXPECT_EQ(b.left(), 5U);
}

}  // namespace
}  // namespace offlist
