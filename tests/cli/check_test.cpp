// `offlist check`, from outside: statuses, the first line, JSON, where subjects come from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include <support/ports.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::vector<json> objects(const program_result& r)
{
    std::vector<json> all;
    for (const std::string& line : r.lines()) all.push_back(json::parse(line));
    return all;
}

const std::vector<std::string> quick{"--timeout", "200ms", "--tries", "1"};

std::vector<std::string> quickly(std::vector<std::string> arguments)
{
    arguments.insert(arguments.end(), quick.begin(), quick.end());
    return arguments;
}

TEST(check, of_a_clean_subject_is_ok)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.lines().at(0),
                MatchesRegex("OFFLIST OK - nothing is listed, 2 questions clean \\| questions=2 listed=0;;0 "
                             "informational=0 clean=2 unknown=0;0 elapsed=[0-9]+\\.[0-9]{3}s"));
    EXPECT_THAT(r.out, HasSubstr("on 2 lists: alpha, beta"));
    EXPECT_EQ("", r.err);
}

TEST(check, of_a_subject_that_no_list_knows_is_not_ok)
{
    small_world w;
    w.add_list("alpha");  // of addresses only
    const auto r = w.run("check", {"45.83.12.7", "mail.example.org"});
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_THAT(r.lines().at(0), HasSubstr("1 subject is of a kind that no list was asked about"));
}

TEST(check, of_a_listed_subject_is_critical_and_tells_the_evidence)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    w.list("alpha", "45.83.12.7", 0x7f000004, "seen in a trap");
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_THAT(r.lines().at(0), StartsWith("OFFLIST CRITICAL - 45.83.12.7 is listed on alpha (infected) | questions=2 "
                                            "listed=1;;0 informational=0 clean=1 unknown=0;0 elapsed="));
    EXPECT_THAT(r.out, AllOf(HasSubstr("alpha: infected"), HasSubstr("127.0.0.4, ttl 60 s, through 127.0.0.1:"),
                             HasSubstr("seen in a trap"), HasSubstr("https://alpha.test/remove?ip=45.83.12.7"),
                             HasSubstr("matching reverse DNS")));
}

TEST(check, that_cannot_verify_everything_is_a_warning)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    w.add_dead_list("gamma");
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_THAT(r.lines().at(0), HasSubstr("OFFLIST WARNING - nothing is listed, 2 questions clean, 1 of 3 questions "
                                           "unknown (list_unhealthy) |"));
    EXPECT_THAT(r.out, HasSubstr("gamma unhealthy: does not list its test entry"));
}

TEST(check, that_verifies_nothing_is_unknown)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("", fault::silence);
    const auto r = w.run("check", quickly({"45.83.12.7"}));
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.lines().at(0), StartsWith("OFFLIST UNKNOWN - nothing could be verified"));
}

std::size_t times(const std::string& what, const std::string& in)
{
    std::size_t n = 0;
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
    return n;
}

TEST(check, through_a_resolver_that_refuses_says_the_one_cause_first_and_everything_once)
{
    small_world w;
    for (int n = 0; n < 40; ++n) w.add_list("list-" + std::to_string(n));
    w.dns.on("", fault::refused);
    const auto r = w.run("check", quickly({"45.83.12.7", "45.83.12.8", "45.83.12.9"}));
    EXPECT_EQ(3, r.status);
    EXPECT_EQ("", r.err);
    EXPECT_LE(r.lines().size(), 20U) << r.out;
    EXPECT_THAT(r.lines().at(0), AllOf(StartsWith("OFFLIST UNKNOWN - nothing could be verified: resolver 127.0.0.1:"),
                                       HasSubstr("refuses or fails every question")));
    EXPECT_EQ("What is wrong here:", r.lines().at(2));
    EXPECT_EQ(2U, times("refuses or fails every question", r.out)) << "on the first line, and once below it";
    EXPECT_THAT(r.out, HasSubstr("\n45.83.12.7, 45.83.12.8, 45.83.12.9\n"));
    EXPECT_THAT(r.out, HasSubstr("all 40 lists unverified: "));
    for (int n = 0; n < 40; ++n)  // list-9 is the last by name
        EXPECT_EQ(1U, times("list-" + std::to_string(n) + (n == 9 ? "\n" : ","), r.out)) << n << r.out;
}

TEST(check, names_lists_that_fail_alike_together)
{
    small_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.add_list(id);
    for (const char* id : {"dead-1", "dead-2"}) w.add_dead_list(id);
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_THAT(r.out, AllOf(HasSubstr("on 2 lists: dead-1, dead-2"),
                             HasSubstr("  2 lists unhealthy: does not list its test entry (NXDOMAIN)"),
                             HasSubstr("\n    dead-1, dead-2\n")));
}

TEST(check, without_a_network_is_unknown)
{
    small_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.add_list(id);
    auto call = w.call("check", quickly({"45.83.12.7"}));
    call.arguments[4] = address_of(dead_endpoint());
    const auto r = run_program(call);
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("network"));
}

TEST(check, an_informational_answer_counts_as_verified_and_not_as_listed)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.7", 0x7f000109);
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.lines().at(0), AllOf(HasSubstr("1 informational"), HasSubstr("listed=0;;0 informational=1")));
}

TEST(check, as_json_prints_every_question_and_then_the_summary)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    w.add_list("refusing");
    w.list("alpha", "45.83.12.7", 0x7f000004, "seen in a trap");
    w.list("refusing", "45.83.12.7", 0x7f000001);
    const auto r = w.run("check", {"--json", "45.83.12.7"});
    EXPECT_EQ(2, r.status) << r.err;
    const auto all = objects(r);
    ASSERT_EQ(4U, all.size()) << r.out;
    std::map<std::string, json> by_list;
    for (std::size_t i = 0; i < 3; ++i) by_list[all[i].at("blocklist")] = all[i];

    json listed = by_list.at("alpha");
    EXPECT_THAT(listed.at("asked_at").get<std::string>(), MatchesRegex("20[0-9-]{8}T[0-9:]{8}Z"));
    listed.erase("asked_at");
    EXPECT_EQ(listed, (json{{"subject", "45.83.12.7"},
                            {"blocklist", "alpha"},
                            {"verdict", "listed"},
                            {"codes", {"127.0.0.4"}},
                            {"meanings", {"infected"}},
                            {"text", {"seen in a trap"}},
                            {"ttl", 60},
                            {"resolver", address_of(w.dns.endpoint())}}));
    EXPECT_EQ("clean", by_list.at("beta").at("verdict"));
    EXPECT_FALSE(by_list.at("beta").contains("reason"));
    EXPECT_FALSE(by_list.at("beta").contains("text"));
    EXPECT_EQ("unknown", by_list.at("refusing").at("verdict"));
    EXPECT_EQ("blocked_by_list", by_list.at("refusing").at("reason"));
    EXPECT_EQ(json::array({"127.0.0.1"}), by_list.at("refusing").at("codes"));

    const json& summary = all[3].at("summary");
    EXPECT_EQ(1, summary.at("subjects"));
    EXPECT_EQ(3, summary.at("questions"));
    EXPECT_EQ(1, summary.at("listed"));
    EXPECT_EQ(0, summary.at("informational"));
    EXPECT_EQ(1, summary.at("clean"));
    EXPECT_EQ(1, summary.at("unknown"));
    EXPECT_TRUE(summary.at("elapsed_ms").is_number_unsigned());
    EXPECT_EQ("healthy", summary.at("blocklists").at("alpha").at("health"));
    EXPECT_EQ(1, summary.at("blocklists").at("alpha").at("listed"));
    EXPECT_EQ(1, summary.at("blocklists").at("refusing").at("reasons").at("blocked_by_list"));
}

TEST(check, reads_subjects_from_standard_input)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.8");
    const auto r = w.run("check", {"--json", "-"}, "# ours\n45.83.12.7\n45.83.12.8 # mail\n\n45.83.12.7\n");
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_EQ(2, objects(r).back().at("summary").at("subjects"));
}

TEST(check, takes_a_range_with_its_first_and_last_address)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.8");
    w.list("alpha", "45.83.12.11");
    const auto r = w.run("check", {"--json", "45.83.12.8/30"});
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_EQ(4, objects(r).back().at("summary").at("subjects"));
    EXPECT_EQ(2, objects(r).back().at("summary").at("listed"));
}

TEST(check, of_more_than_it_can_hold_refers_to_a_sweep_by_its_limit)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"45.83.0.0/16"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("more than 4096 subjects"));
    EXPECT_EQ(0U, w.dns.count());
}

TEST(check, names_every_wrong_subject_and_asks_nobody)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"45.83.12.7", "45.83.12.999", "192.168.1.1"});
    EXPECT_EQ(3, r.status);
    EXPECT_EQ("", r.err) << "each problem once, where monitoring systems read";
    ASSERT_EQ(2U, r.lines().size());
    EXPECT_THAT(r.lines().at(0), AllOf(StartsWith("OFFLIST UNKNOWN - "), HasSubstr("45.83.12.999")));
    EXPECT_THAT(r.lines().at(1), HasSubstr("192.168.1.1"));
    EXPECT_EQ(0U, w.dns.count());
}

TEST(check, as_json_names_problems_as_json)
{
    small_world w;
    w.add_list("alpha");
    const auto subjects = w.run("check", {"--json", "45.83.12.999", "a b"});
    EXPECT_EQ(3, subjects.status);
    ASSERT_EQ(2U, objects(subjects).size());
    EXPECT_THAT(objects(subjects).at(0).at("problem").at("what").get<std::string>(), HasSubstr("45.83.12.999"));
    const auto config = w.run("check", {"--json", "--config", w.write("offlist.toml", "\n[sweeep]\n"), "45.83.12.7"});
    EXPECT_EQ(2, objects(config).at(0).at("problem").at("line"));
    const auto flags = w.run("check", {"--json", "--timeuot", "1s", "45.83.12.7"});
    EXPECT_EQ(3, flags.status);
    EXPECT_EQ("--timeout", objects(flags).at(0).at("problem").at("expected"));
    EXPECT_EQ(0U, w.dns.count());
}

TEST(check, skip_invalid_goes_on_with_the_good_ones)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"--json", "--skip-invalid", "45.83.12.7", "45.83.12.999"});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.err, HasSubstr("45.83.12.999"));
    EXPECT_EQ(1, objects(r).back().at("summary").at("skipped"));
}

TEST(check, accepts_special_addresses_only_when_told_to)
{
    small_world w;
    w.add_list("alpha");
    EXPECT_EQ(3, w.run("check", {"192.168.1.1"}).status);
    EXPECT_EQ(0, w.run("check", {"--allow-special", "192.168.1.1"}).status);
}

TEST(check, says_when_no_list_can_be_asked_about_such_subjects)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"example.com"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("subjects of this kind"));
}

TEST(check, of_an_empty_standard_input_holds_no_subjects)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"-"}, "# nothing\n");
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("standard input holds no subjects"));
}

TEST(check, of_a_closed_standard_input_is_an_error)
{
    small_world w;
    w.add_list("alpha");
    auto call = w.call("check", {"-"});
    call.in = standard_input::closed;
    const auto r = run_program(call);
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("standard input: the file cannot be read"));
}

TEST(check, whose_results_cannot_be_written_is_unknown)
{
    small_world w;
    w.add_list("alpha");
    auto call = w.call("check", {"45.83.12.7"});
    call.output_file = "/dev/full";
    const auto r = run_program(call);
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr("standard output cannot be written: No space left on device"));
}

TEST(check, asks_only_the_lists_that_are_named_even_one_that_is_off)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta", "enabled = false");
    const auto r = w.run("check", {"--json", "--list", "beta", "45.83.12.7"});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_EQ("beta", objects(r).at(0).at("blocklist"));
    EXPECT_EQ(2U, objects(r).size());
}

TEST(check, names_the_nearest_list)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("check", {"--list", "alhpa", "45.83.12.7"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("expected \"alpha\""));
}

TEST(check, with_an_unwritable_budget_file_starts_nothing)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_day = 100");
    w.write("state", "a file where a directory should be");
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("the budget file: "));
    EXPECT_EQ(0U, w.dns.count());
}

TEST(check, counts_its_questions_in_the_budget_file)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_day = 6");
    const std::string file = (w.path() / "book").string();
    EXPECT_EQ(0, w.run("check", {"--budget-file", file, "45.83.12.7"}).status);
    const auto r = w.run("check", {"--budget-file", file, "45.83.12.7"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("over_budget"));
}

TEST(check, has_escape_codes_only_when_told_to)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.7");
    EXPECT_THAT(w.run("check", {"45.83.12.7"}).out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(w.run("check", {"--color", "always", "45.83.12.7"}).out, HasSubstr("\x1b["));
}

TEST(check, never_has_a_bar_but_before_its_perfdata)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.7", 0x7f000002, "listed|because=1");
    const auto r = w.run("check", {"45.83.12.7"});
    EXPECT_EQ(1, std::count(r.out.begin(), r.out.end(), '|')) << r.out;
}

}  // namespace
}  // namespace offlist::test
