// `offlist lists`, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* retired = R"([[retired]]
id = "gone"
zones = ["gone.test"]
since = "2024-06-05"
history = "The operator closed it."
)";

constexpr const char* with_key = R"([operator]
name = "Operator"
[[blocklist]]
id = "secretive"
zone = "{key}.secretive.test"
subjects = ["ip4"]
setup = "Get a key from the operator."
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }]
)";

TEST(lists, are_told_with_their_state_and_why_they_are_off)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta", "enabled = false\nsetup = \"Register your resolver.\"");
    w.add_list("delta");
    w.write("lists.d/secretive.toml", with_key);
    w.write("lists.d/retired.toml", retired);
    const auto r = w.run_lists({"--config", w.write("offlist.toml", "[lists]\ndisable = [\"delta\"]\n")});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.out, testing::ContainsRegex("\nalpha +ip4 +high +on +web-form +The list alpha\n"));
    EXPECT_THAT(r.out, testing::ContainsRegex("\nbeta +ip4 +high +off: needs a registration +"));
    EXPECT_THAT(r.out, testing::ContainsRegex("\ndelta +ip4 +high +off: by the configuration +"));
    EXPECT_THAT(r.out, testing::ContainsRegex("\nsecretive +ip4 +low +off: needs a key +"));
    EXPECT_THAT(r.out, HasSubstr("4 lists, 1 on; 1 retired"));
}

TEST(lists, as_json_are_one_object_a_line)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta", "enabled = false");
    for (const auto& arguments : {std::vector<std::string>{"--json"}, std::vector<std::string>{"list", "--json"}}) {
        const auto lines = w.run_lists(arguments).lines();
        ASSERT_EQ(2U, lines.size());
        EXPECT_EQ("alpha", json::parse(lines[0]).at("id"));
        EXPECT_EQ("alpha.test", json::parse(lines[0]).at("zone"));
        EXPECT_EQ(json::array({"ip4"}), json::parse(lines[0]).at("subjects"));
        EXPECT_EQ(false, json::parse(lines[1]).at("enabled"));
    }
}

TEST(lists, take_their_flags_before_the_command_too)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta", "enabled = false");
    const std::string config = w.write("offlist.toml", "[lists]\nenable = [\"beta\"]\n");
    for (const auto& arguments : {std::vector<std::string>{"--config", config, "--json", "show", "beta"},
                                  std::vector<std::string>{"show", "beta", "--config", config, "--json"}})
        EXPECT_EQ(true, json::parse(w.run_lists(arguments).out).at("enabled")) << arguments.front();
}

TEST(lists, that_closed_are_told_with_their_history)
{
    small_world w;
    w.add_list("alpha");
    w.write("lists.d/retired.toml", retired);
    for (const auto& arguments : {std::vector<std::string>{"--retired"}, std::vector<std::string>{"list", "--retired"},
                                  std::vector<std::string>{"show", "gone"}})
        EXPECT_THAT(w.run_lists(arguments).out,
                    AllOf(HasSubstr("2024-06-05"), HasSubstr("gone.test"), HasSubstr("The operator closed it.")));
}

TEST(lists, show_tells_everything_about_one)
{
    small_world w;
    w.add_list("alpha", "note = \"Ask politely.\"\n[blocklist.limits]\nper_second = 0.5\nper_day = 20000");
    const auto r = w.run_lists({"show", "alpha"});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.out, AllOf(HasSubstr("The list alpha"), HasSubstr("Operator of alpha, https://alpha.test/"),
                             HasSubstr("0.5 questions a second, 20,000 a day"), HasSubstr("127.0.0.2 must be listed"),
                             HasSubstr("matching reverse DNS"), HasSubstr("Ask politely."),
                             HasSubstr("127.0.1.0 - 127.0.1.255"), HasSubstr("unknown: blocked_by_list")));
}

TEST(lists, show_tells_who_may_ask_for_nothing)
{
    small_world w;
    w.add_list("alpha", "[blocklist.terms]\ncommercial = \"paid\"\nvolume = 300000\nway = \"a feed of the operator\"");
    w.add_list("beta");
    const auto shown = w.run_lists({"show", "alpha"});
    EXPECT_EQ(0, shown.status) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("free use"), HasSubstr("not for who charges for it: a feed of the operator"),
                                 HasSubstr("300,000 questions a day")));
    EXPECT_EQ((json{{"commercial", "paid"}, {"volume", 300000}, {"way", "a feed of the operator"}}),
              json::parse(w.run_lists({"show", "--json", "alpha"}).out)["terms"]);
    EXPECT_EQ((json{{"commercial", "unknown"}}), json::parse(w.run_lists({"show", "--json", "beta"}).out)["terms"]);
}

TEST(lists, show_of_an_unknown_one_names_the_nearest)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run_lists({"show", "alpa"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr("expected \"alpha\""));
}

TEST(lists, explain_tells_what_each_answer_means_and_asks_nobody)
{
    small_world w;
    w.add_list("alpha");
    const auto r =
        w.run_lists({"explain", "--json", "alpha", "127.0.0.4", "127.255.255.254", "127.0.1.7", "45.83.12.7"});
    EXPECT_EQ(0, r.status) << r.err;
    const auto lines = r.lines();
    ASSERT_EQ(4U, lines.size());
    EXPECT_EQ(
        (json{{"blocklist", "alpha"}, {"answer", "127.0.0.4"}, {"verdict", "listed"}, {"meanings", {"infected"}}}),
        json::parse(lines[0]));
    EXPECT_EQ("blocked_by_list", json::parse(lines[1]).at("reason"));
    EXPECT_EQ("informational", json::parse(lines[2]).at("verdict"));
    EXPECT_EQ("not_a_blocklist_answer", json::parse(lines[3]).at("reason"));
    EXPECT_EQ(0U, w.dns.count());
    EXPECT_THAT(w.run_lists({"explain", "alpha", "127.0.0.4"}).out, StartsWith("127.0.0.4: listed, infected\n"));
}

TEST(lists, explain_names_answers_that_are_none)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run_lists({"explain", "alpha", "127.0.0.2", "::1", "127.0.0"});
    EXPECT_EQ(3, r.status);
    EXPECT_EQ("", r.out);
    EXPECT_THAT(r.err, AllOf(HasSubstr("\"::1\""), HasSubstr("\"127.0.0\"")));
}

TEST(lists, explain_works_without_the_key_of_a_list)
{
    small_world w;
    w.write("lists.d/secretive.toml", with_key);
    EXPECT_THAT(w.run_lists({"explain", "secretive", "127.0.0.2"}).out, HasSubstr("listed, spam source"));
}

TEST(lists, test_of_healthy_ones_is_ok)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    const auto r = w.run("lists", {"test"});
    EXPECT_NE(0, r.status) << "flags of asking stand after the word test";
    auto call = w.call("lists", {});
    call.arguments.insert(call.arguments.begin() + 1, "test");
    const auto good = run_program(call);
    EXPECT_EQ(0, good.status) << good.err;
    EXPECT_THAT(good.out, testing::ContainsRegex("\nalpha +ip4 +healthy\n"));
}

program_result tested(const small_world& w, const std::vector<std::string>& more)
{
    auto call = w.call("lists", more);
    call.arguments.insert(call.arguments.begin() + 1, "test");
    return run_program(call);
}

TEST(lists, test_tells_the_sick_ones_and_why)
{
    small_world w;
    w.add_list("alpha");
    w.add_dead_list("beta");
    const auto r = tested(w, {});
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_THAT(r.out, testing::ContainsRegex("\nbeta +ip4 +unhealthy  does not list its test entry"));
    EXPECT_EQ(0, tested(w, {"alpha"}).status);
    const auto as_json = tested(w, {"--json", "beta"});
    EXPECT_EQ(false, json::parse(as_json.lines().at(0)).at("healthy"));
}

TEST(lists, test_that_reaches_nobody_blames_the_network)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("", fault::silence);
    const auto r = tested(w, {"--timeout", "100ms", "--tries", "1"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr("network"));
}

TEST(lists, test_of_one_that_cannot_be_tested_says_so)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta", "[blocklist.test]\nlisted = \"none\"\nunlisted = \"none\"");
    const auto both = tested(w, {});
    EXPECT_EQ(1, both.status) << both.err;
    EXPECT_THAT(both.out, testing::ContainsRegex("\nbeta +ip4 +untested  has no test entries"));
    const auto alone = tested(w, {"--json", "beta"});
    EXPECT_EQ(3, alone.status);
    const json told = json::parse(alone.lines().at(0));
    EXPECT_EQ("untested", told.at("health"));
    EXPECT_EQ(false, told.at("tested"));
    EXPECT_EQ(0U, w.dns.count("2.0.0.127.beta.test"));
}

TEST(lists, test_counts_its_questions_and_keeps_the_days_limit)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_day = 5");
    const std::string book = (w.path() / "book").string();
    EXPECT_EQ(0, tested(w, {"--budget-file", book}).status);
    EXPECT_EQ(2U, w.dns.count("2.0.0.127.alpha.test") + w.dns.count("1.0.0.127.alpha.test"));
    const auto over = tested(w, {"--budget-file", book});
    EXPECT_EQ(3, over.status) << over.out;
    EXPECT_THAT(over.out, HasSubstr("daily limit"));
    EXPECT_EQ(2U, w.dns.count("2.0.0.127.alpha.test") + w.dns.count("1.0.0.127.alpha.test"));
}

TEST(lists, test_asks_the_canary_and_the_entries_through_every_resolver)
{
    small_world w;
    w.add_list("alpha");
    fault_server rewriting;
    rewriting.rewrite_unknown(0x0b00000b);
    const auto r = tested(w, {"--resolver", address_of(rewriting.endpoint())});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.err, HasSubstr("rewrites answers"));
    EXPECT_EQ(1U, w.dns.count("2.0.0.127.alpha.test"));
}

TEST(lists, from_the_environment_give_way_to_the_configuration_and_that_to_the_flag)
{
    small_world w;
    w.add_list("alpha");
    std::filesystem::create_directory(w.path() / "others");
    std::filesystem::copy(w.path() / "lists.d" / "alpha.toml", w.path() / "others" / "a.toml");
    w.add_list("beta");
    const std::string config = w.write("mine.toml", "[lists]\ndirectory = \"others\"\n");
    EXPECT_THAT(w.run_lists({}).out, HasSubstr("\nbeta "));
    EXPECT_THAT(w.run_lists({"--config", config}).out, Not(HasSubstr("\nbeta ")));
    EXPECT_THAT(w.run_lists({"--config", config, "--lists", (w.path() / "lists.d").string()}).out,
                HasSubstr("\nbeta "));
}

TEST(lists, with_a_mistake_in_a_file_are_not_loaded_at_all)
{
    small_world w;
    w.add_list("alpha");
    const std::string file = w.write("lists.d/wrong.toml", "[operator]\nname = \"x\"\n[[blocklist]]\nid = \"UPPER\"\n");
    const auto r = w.run_lists({});
    EXPECT_EQ(3, r.status);
    EXPECT_EQ("", r.out);
    EXPECT_THAT(r.err, HasSubstr(file + ":"));
}

}  // namespace
}  // namespace offlist::test
