// A sweep with a hard end, where scenarios have no words for it.
#include <gtest/gtest.h>

#include <sweep/world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* bounded_zone = ".alpha.bl";

// What is asked about 45.83.12.`last`.
bool is_about(const asked_question& q, int last)
{
    return q.name == std::to_string(last) + ".12.83.45" + bounded_zone;
}

struct bounded_world {
    bounded_world()
    {
        w.list("alpha", "alpha.bl", {subject_kind::ip4});
        w.inventory("45.83.12.0/28");
        w.entry("alpha", "45.83.12.7", {number("127.0.0.2")}, "because");
        w.options.report_clean = true;
        w.options.end_within = 2s;
    }
    world w;
};

TEST(a_hard_end, leaves_a_straggler_and_confirms_the_rest)
{
    bounded_world b;
    b.w.tamper = [](const asked_question& q, scripted_answer& a) {
        if (is_about(q, 9)) a = scripted_answer::silence();
    };
    ASSERT_TRUE(b.w.run(2s));
    EXPECT_EQ(14U, b.w.findings(verdict::clean).size());
    EXPECT_EQ(1U, b.w.findings(verdict::listed).size());
    ASSERT_EQ(1U, b.w.findings(verdict::unknown).size());
    EXPECT_EQ("45.83.12.9", to_string(b.w.findings(verdict::unknown).front()->subject));
    EXPECT_EQ(unknown_reason::timeout, b.w.findings(verdict::unknown).front()->judged.reason);
    EXPECT_EQ(list_state::healthy, b.w.summary_of("alpha").health);
}

TEST(a_hard_end, does_not_wait_for_a_text)
{
    bounded_world b;
    b.w.tamper = [](const asked_question& q, scripted_answer& a) {
        if (q.type == record_type::txt) a = scripted_answer::silence();
    };
    ASSERT_TRUE(b.w.run(2s));
    EXPECT_EQ(15U, b.w.findings(verdict::clean).size());
    ASSERT_EQ(1U, b.w.findings(verdict::listed).size());
    EXPECT_EQ(std::vector<std::string>{}, b.w.findings(verdict::listed).front()->texts);
}

TEST(a_hard_end, keeps_every_listing_whose_text_does_not_come)
{
    bounded_world b;
    for (const char* another : {"45.83.12.1", "45.83.12.2", "45.83.12.12"})
        b.w.entry("alpha", another, {number("127.0.0.2")}, "because");
    b.w.tamper = [](const asked_question& q, scripted_answer& a) {
        if (q.type == record_type::txt) a = scripted_answer::silence();
    };
    ASSERT_TRUE(b.w.run(2s));
    EXPECT_EQ(12U, b.w.findings(verdict::clean).size());
    EXPECT_EQ(4U, b.w.findings(verdict::listed).size());
    EXPECT_EQ(0U, b.w.findings(verdict::unknown).size());
}

TEST(a_hard_end, has_answers_that_come_after_it_dropped)
{
    bounded_world b;
    b.w.tamper = [](const asked_question&, scripted_answer& a) { a = std::move(a).later(1900ms); };
    ASSERT_TRUE(b.w.run(2s));
    EXPECT_EQ(16U, b.w.findings(verdict::unknown).size());
    b.w.pipeline.advance(10s);
    EXPECT_EQ(1, b.w.sink.ends);
    EXPECT_EQ(16U, b.w.sink.findings.size());
}

TEST(a_hard_end, comes_while_the_window_is_full_of_silence)
{
    world w({"192.0.2.53:53"}, 4);
    for (int n = 0; n < 20; ++n)
        w.list("list" + std::to_string(n), "list" + std::to_string(n) + ".bl", {subject_kind::ip4});
    w.inventory("45.83.12.7");
    w.options.end_within = 1s;
    w.tamper = [](const asked_question&, scripted_answer& a) { a = scripted_answer::silence(); };
    ASSERT_TRUE(w.run(1200ms));
    EXPECT_EQ(20U, w.running().summary().counts.by_reason[static_cast<std::size_t>(unknown_reason::timeout)]);
}

TEST(a_hard_end, that_all_else_is_done_before_changes_nothing)
{
    bounded_world b;
    b.w.options.end_within = 1h;
    ASSERT_TRUE(b.w.run(1s));
    EXPECT_EQ(15U, b.w.findings(verdict::clean).size());
    EXPECT_EQ("because", b.w.findings(verdict::listed).front()->texts.at(0));
}

}  // namespace
}  // namespace offlist::test
