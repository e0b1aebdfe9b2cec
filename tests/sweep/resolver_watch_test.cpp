#include <gtest/gtest.h>

#include <support/fake_pipeline.hpp>
#include <sweep/resolver_watch.hpp>
#include <sweep/world.hpp>

namespace offlist {
namespace {

class watch : public testing::Test {
protected:
    // One round; each resolver answers with its status (and, if answered, 203.0.113.7).
    void round(const std::vector<answer_status>& statuses)
    {
        watched.begin_round();
        dns::wire_name name;
        std::uint8_t resolver = 0;
        while (watched.next(name, resolver)) {
            names.push_back(test::dotted(name.view()));
            answer said;
            said.status = statuses.at(resolver);
            if (said.status == answer_status::answered) said.addresses.push_back(test::number("203.0.113.7"));
            watched.answered(resolver, said);
        }
        EXPECT_TRUE(watched.round_done());
    }

    test::fake_pipeline pipeline{[](const auto&) { return test::scripted_answer::silence(); },
                                 {.servers = {"one", "two", "three"}}};
    resolver_watch watched{pipeline, 7};
    std::vector<std::string> names;
};

constexpr auto truth = answer_status::no_such_name;

TEST_F(watch, asks_each_resolver_for_another_random_name)
{
    round({truth, truth, truth});
    ASSERT_EQ(names.size(), 3U);
    for (const std::string& name : names) {
        EXPECT_EQ(name.size(), std::string("abcdefghijklmnop.invalid").size());
        EXPECT_TRUE(name.ends_with(".invalid"));
    }
    EXPECT_NE(names[0], names[1]);
    EXPECT_NE(names[1], names[2]);
    EXPECT_EQ(watched.trusted(), 0b111U);
    EXPECT_TRUE(watched.take_notes().empty());
}

TEST_F(watch, leaves_out_who_rewrites_for_good)
{
    round({truth, answer_status::answered, answer_status::no_data});
    EXPECT_EQ(watched.trusted(), 0b001U);
    EXPECT_EQ(watched.take_notes().size(), 2U);
    round({truth, truth, truth});
    EXPECT_EQ(watched.trusted(), 0b001U);
    EXPECT_TRUE(watched.take_notes().empty());
}

TEST_F(watch, believes_nobody_when_all_rewrite)
{
    round({answer_status::answered, answer_status::answered, answer_status::answered});
    EXPECT_TRUE(watched.none_left());
}

TEST_F(watch, cannot_tell_from_a_refusal)
{
    round({answer_status::refused, answer_status::servfail, truth});
    EXPECT_EQ(watched.trusted(), 0b111U);
    EXPECT_EQ(watched.take_notes().size(), 2U);
}

TEST_F(watch, leaves_out_the_silent_while_another_speaks_and_takes_them_back)
{
    round({answer_status::timeout, truth, answer_status::unreachable});
    EXPECT_EQ(watched.trusted(), 0b010U);
    EXPECT_EQ(names.size(), 3U);  // silence is not asked about again: whoever checks something waits
    round({truth, truth, answer_status::timeout});
    EXPECT_EQ(watched.trusted(), 0b011U);
}

TEST_F(watch, leaves_it_to_the_lists_when_all_are_silent)
{
    round({answer_status::timeout, answer_status::timeout, answer_status::timeout});
    EXPECT_EQ(watched.trusted(), 0b111U);
}

}  // namespace
}  // namespace offlist
