#include <gtest/gtest.h>

#include <offlist/problem.hpp>

namespace offlist {
namespace {

TEST(problem, says_where_what_and_what_would_be_right)
{
    EXPECT_EQ((problem{.what = "it is wrong"}.to_string()), "it is wrong");
    EXPECT_EQ((problem{.what = "it is wrong", .expected = "right"}.to_string()), "it is wrong; expected right");
    EXPECT_EQ((problem{.what = "it is wrong", .file = "a.toml"}.to_string()), "a.toml: it is wrong");
    EXPECT_EQ((problem{.what = "it is wrong", .expected = "right"}.at("a.toml", 7).to_string()),
              "a.toml:7: it is wrong; expected right");
}

TEST(problem, is_thrown_when_nobody_looked)
{
    const parsed<int> one = problem{.what = "the one"};
    EXPECT_THROW((void)one.value(), problem_error);
    const loaded<int> several = problems{{.what = "the first"}, {.what = "the second"}};
    try {
        (void)several.value();
        FAIL();
    } catch (const problem_error& thrown) {
        EXPECT_STREQ(thrown.what(), "the first");
    }
}

}  // namespace
}  // namespace offlist
