// Slices: lists with subjects of their own, watched ones and windows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sweep/allocations.hpp>
#include <sweep/assignment.hpp>
#include <sweep/world.hpp>

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto ip4 = subject_kind::ip4;

subject named(const std::string& text)
{
    return parse_subject(text, special_addresses::allow).value();
}

watched_items watching(std::vector<watched_item> items)
{
    return std::make_shared<const std::vector<watched_item>>(std::move(items));
}

std::vector<std::string> all_of(question_feed feed)
{
    std::vector<std::string> texts;
    inventory_item item;
    std::uint32_t servers = 0;
    bool watched = false;
    while (feed.next(item, servers, watched))
        texts.push_back(to_string(to_subject(item)) + (watched ? " watched " + std::to_string(servers) : ""));
    return texts;
}

std::vector<std::string> told(const world& w)
{
    std::vector<std::string> texts;
    for (const finding& f : w.sink.findings)
        texts.push_back(f.blocklist + ' ' + to_string(f.subject) + ' ' + std::string(to_string(f.judged.what)));
    return texts;
}

std::set<std::string> subjects_asked(const world& w, const std::string& id)
{
    std::set<std::string> names;
    for (const asked_question& q : w.asked_of(id))
        if (q.name.find(".12.83.45.") != std::string::npos) names.insert(q.name.substr(0, q.name.find('.')));
    return names;
}

TEST(question_feed, gives_the_watched_subjects_then_the_window_and_begins_again_from_a_copy)
{
    inventory_builder builder{{}};
    for (const char* text : {"45.83.12.1", "45.83.12.2", "45.83.12.3", "45.83.12.4"}) builder.add(text).value();
    const inventory subjects = std::move(builder).finish().value().subjects;
    const inventory_window window{subjects, subjects.walk_after(ip4, named("45.83.12.1")), 2};
    EXPECT_EQ(window.size(), 2U);
    EXPECT_EQ(window.last(), named("45.83.12.3"));
    EXPECT_FALSE(window.reaches_end());
    question_feed feed{watching({{named("192.0.2.9"), 2}, {named("192.0.2.8")}}), window};
    EXPECT_EQ(feed.left(), 4U);
    EXPECT_THAT(all_of(feed), ElementsAre("192.0.2.9 watched 2", "192.0.2.8 watched 0", "45.83.12.2", "45.83.12.3"));
    inventory_item item;
    std::uint32_t servers = 0;
    bool watched = false;
    ASSERT_TRUE(feed.next(item, servers, watched));
    EXPECT_EQ(feed.done(), 1U);
    EXPECT_EQ(feed.left(), 3U);
    EXPECT_EQ(feed.watched_left(), 1U);
    EXPECT_THAT(all_of(feed), ElementsAre("192.0.2.8 watched 0", "45.83.12.2", "45.83.12.3"));
}

TEST(question_feed, keeps_the_names_of_domains_alive)
{
    question_feed feed;
    {
        inventory_builder builder{{}};
        builder.add("window.example").value();
        const inventory gone = std::move(builder).finish().value().subjects;
        feed = question_feed{watching({{named("watched.example")}}), {gone, gone.walk(subject_kind::domain), 9}};
    }
    EXPECT_TRUE(feed.watches_only(subject_kind::domain));
    EXPECT_FALSE(feed.watches_only(ip4));
    EXPECT_THAT(all_of(feed), ElementsAre("watched.example watched 0", "window.example"));
}

TEST(inventory_window, knows_where_the_walk_ends)
{
    inventory_builder builder{{}};
    builder.add("45.83.12.0/30").value();
    const inventory subjects = std::move(builder).finish().value().subjects;
    const inventory_window exact{subjects, subjects.walk(ip4), 4};
    EXPECT_EQ(exact.size(), 4U);
    EXPECT_TRUE(exact.reaches_end());
    const inventory_window behind{subjects, subjects.walk_after(ip4, named("45.83.12.3")), 4};
    EXPECT_EQ(behind.size(), 0U);
    EXPECT_FALSE(behind.last());
    EXPECT_TRUE(behind.reaches_end());
    EXPECT_EQ(inventory_window::whole(subjects, ip4).size(), 4U);
}

TEST(slice, asks_each_list_its_own_subjects)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.list("beta", "beta.bl", {ip4});
    w.list("gamma", "gamma.bl", {ip4});
    w.inventory("45.83.12.0/29");
    const inventory& all = w.subjects();
    w.assign({0, ip4, question_feed{nullptr, {all, all.walk(ip4), 3}}});
    w.assign({1, ip4, question_feed{nullptr, {all, all.walk_after(ip4, named("45.83.12.5")), 100}}});
    ASSERT_TRUE(w.run());
    EXPECT_THAT(subjects_asked(w, "alpha"), ElementsAre("0", "1", "2"));
    EXPECT_THAT(subjects_asked(w, "beta"), ElementsAre("6", "7"));
    EXPECT_THAT(w.asked_of("gamma"), IsEmpty());
    EXPECT_EQ(w.running().summary().counts.clean, 5U);
    EXPECT_EQ(w.summary_of("gamma").health, list_state::unused);
}

TEST(slice, tells_clean_findings_of_watched_subjects_only)
{
    world w;
    w.negative_ttl = 600;
    w.list("alpha", "alpha.bl", {ip4, subject_kind::domain});
    w.inventory("45.83.12.0/28");
    w.entry("alpha", "45.83.12.3", {number("127.0.0.2")});
    w.entry("alpha", "listed.example", {number("127.0.0.2")});
    w.assign({0, ip4, question_feed{watching({{named("45.83.12.200")}}), inventory_window::whole(w.subjects(), ip4)}});
    w.assign({0, subject_kind::domain, question_feed{watching({{named("clean.example")}, {named("listed.example")}})}});
    ASSERT_TRUE(w.run());
    EXPECT_THAT(told(w), UnorderedElementsAre("alpha 45.83.12.200 clean", "alpha 45.83.12.3 listed",
                                              "alpha clean.example clean", "alpha listed.example listed"));
    for (const finding* f : w.findings(verdict::clean)) EXPECT_EQ(f->ttl, 600U);
    EXPECT_EQ(w.running().summary().counts.clean, 17U);
}

TEST(slice, asks_a_watched_subject_through_the_resolver_it_prefers_where_that_is_good)
{
    world w({"192.0.2.1:53", "192.0.2.2:53", "192.0.2.3:53"});
    w.list("alpha", "alpha.bl", {ip4});
    w.conduct("alpha", 0ms, {.what = list_conduct::form::nothing}, 1);
    w.assign({0, ip4,
              question_feed{watching({{named("45.83.12.1"), 0b001},
                                      {named("45.83.12.2"), 0b100},
                                      {named("45.83.12.3"), 0b010},
                                      {named("45.83.12.4"), 0b110},
                                      {named("45.83.12.5"), 0}})}});
    ASSERT_TRUE(w.run());
    std::map<std::string, std::uint32_t> masks;
    for (const asked_question& q : w.asked_of("alpha"))
        if (q.name.find(".12.83.45.") != std::string::npos) masks[q.name.substr(0, q.name.find('.'))] = q.servers;
    EXPECT_EQ(masks, (std::map<std::string, std::uint32_t>{
                         {"1", 0b001}, {"2", 0b100}, {"3", 0b101}, {"4", 0b100}, {"5", 0b101}}));
}

TEST(slice, tells_watched_subjects_that_were_never_asked_even_where_others_are_only_counted)
{
    world w;
    w.options.report_unasked = false;
    w.list("alpha", "alpha.bl", {ip4});
    w.inventory("45.83.12.0/24");
    w.conduct("alpha", 0ms, {.what = list_conduct::form::everything});
    w.assign({0, ip4, question_feed{watching({{named("192.0.2.9")}}), inventory_window::whole(w.subjects(), ip4)}});
    ASSERT_TRUE(w.run());
    EXPECT_THAT(told(w), ElementsAre("alpha 192.0.2.9 unknown"));
    const tally counts = w.running().summary().counts;
    EXPECT_EQ(counts.by_reason[static_cast<std::size_t>(unknown_reason::list_unhealthy)], 257U);
}

TEST(slice, asks_again_from_the_feeds_place_when_an_epoch_is_void)
{
    world w({"192.0.2.1:53", "192.0.2.2:53"});
    w.options.probe_every = 2s;
    w.list("alpha", "alpha.bl", {ip4}).limits.per_second = 20;
    w.inventory("45.83.12.0/26");
    w.conduct("alpha", 1s, {.what = list_conduct::form::nothing}, 1);  // what it says since then is void
    w.entry("alpha", "192.0.2.9", {number("127.0.0.2")});
    std::vector<watched_item> items;
    for (int n = 0; n < 30; ++n) items.push_back({named("192.0.2." + std::to_string(n)), 0b10});
    w.assign({0, ip4, question_feed{watching(std::move(items)), inventory_window::whole(w.subjects(), ip4)}});
    ASSERT_TRUE(w.run());
    EXPECT_THAT(w.sink.notes, Contains(HasSubstr("is asked again")));
    EXPECT_EQ(w.running().summary().counts.clean, 30U + 64U - 1U);
    EXPECT_EQ(w.running().summary().counts.listed, 1U);
    EXPECT_EQ(w.sink.findings.size(), 30U) << "each watched subject once";
    EXPECT_GT(w.pipeline.asked("9.2.0.192.alpha.bl", record_type::a), 1U);
}

TEST(slice, without_questions_tests_its_list)
{
    world w;
    w.list("alpha", "alpha.bl", {ip4});
    w.list("beta", "beta.bl", {ip4});
    w.conduct("beta", 0ms, {.what = list_conduct::form::everything});
    w.assign({0, ip4, {}});
    w.assign({1, ip4, {}});
    ASSERT_TRUE(w.run());
    EXPECT_EQ(w.summary_of("alpha").health, list_state::healthy);
    EXPECT_EQ(w.summary_of("beta").health, list_state::unhealthy);
    EXPECT_EQ(w.asked_of("alpha").size(), 2U);
    EXPECT_EQ(w.sink.ends, 1);
}

// The monitor makes such a slice every few seconds for ever, so it must cost something a list and nothing a question.
TEST(slice, allocates_nothing_per_question_when_it_is_made)
{
    constexpr std::size_t lists = 60, questions = 3000;
    world w;
    for (std::size_t l = 0; l < lists; ++l) w.list("list" + std::to_string(l), std::to_string(l) + ".bl", {ip4});
    w.inventory("45.83.0.0/16");
    const inventory& all = w.subjects();
    std::vector<watched_item> items;
    for (std::uint32_t n = 0; n < questions; ++n) items.push_back({address_v4{0x05000000U + n}});
    const auto watched = watching(std::move(items));
    for (std::size_t l = 0; l < lists; ++l)
        w.assign({l, ip4, question_feed{watched, {all, all.walk_after(ip4, named("45.83.7.9")), questions}}});
    const std::size_t before = allocations();
    w.begin();
    EXPECT_LT(allocations() - before, lists * 60);
    EXPECT_EQ(w.running().summary().questions, lists * questions * 2);
}

}  // namespace
}  // namespace offlist::test
