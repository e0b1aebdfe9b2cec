// What goes wrong in every other tool, one test each, with the program itself. The pains that are decided deeper down
// are tested there too: tests/blocklists (verdicts, retired lists, test entries) and tests/scenarios (sweeps in virtual
// time).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string subject = "45.83.12.7";

// The findings of `check --json` by list, and the summary under "".
std::map<std::string, json> checked(const small_world& w, std::vector<std::string> arguments, int expected_status)
{
    arguments.insert(arguments.begin(), "--json");
    const auto r = w.run("check", arguments);
    EXPECT_EQ(expected_status, r.status) << r.out << r.err;
    std::map<std::string, json> all;
    for (const std::string& line : r.lines()) {
        json object = json::parse(line);
        if (object.contains("summary"))
            all[""] = object.at("summary");
        else
            all[object.at("blocklist")] = object;
    }
    return all;
}

TEST(pains, p01_an_error_answer_is_no_listing)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("sound");
    for (const std::uint32_t code : {0x7ffffffcU, 0x7ffffffeU, 0x7fffffffU, 0x7f000001U}) {
        w.list("alpha", subject, code);
        const auto found = checked(w, {subject}, 1);
        EXPECT_EQ("unknown", found.at("alpha").at("verdict")) << code;
        EXPECT_EQ(code == 0x7fffffffU ? "rate_limited" : "blocked_by_list", found.at("alpha").at("reason")) << code;
    }
}

TEST(pains, p02_a_list_that_lists_the_world_raises_no_alarm)
{
    small_world w;
    w.add_list("sound");
    w.add_list("parked");
    w.list("parked", "127.0.0.1", 0x7f000002);
    w.list("parked", subject, 0x7f000002);
    w.add_dead_list("sold");
    w.list("sold", "127.0.0.2", 0x2d530c01);
    w.list("sold", subject, 0x2d530c01);  // 45.83.12.1, a web server
    const auto found = checked(w, {subject}, 1);
    EXPECT_EQ("list_unhealthy", found.at("parked").at("reason"));
    EXPECT_EQ("list_unhealthy", found.at("sold").at("reason"));
    EXPECT_EQ(0, found.at("").at("listed"));
}

TEST(pains, p03_a_retired_list_is_refused_with_its_history)
{
    small_world w;
    w.add_list("alpha");
    w.write("lists.d/retired.toml",
            "[[retired]]\nid = \"gone\"\nzones = [\"gone.test\"]\nsince = \"2024\"\nhistory = \"Closed by its "
            "operator.\"\n");
    for (const auto& arguments :
         {std::vector<std::string>{"--list", "gone", subject},
          std::vector<std::string>{"--config", w.write("offlist.toml", "[lists]\nenable = [\"gone\"]\n"), subject}}) {
        const auto r = w.run("check", arguments);
        EXPECT_EQ(3, r.status);
        EXPECT_THAT(r.out, HasSubstr("Closed by its operator."));
    }
    EXPECT_EQ(0U, w.dns.count());
}

TEST(pains, p04_a_failed_lookup_is_neither_clean_nor_listed)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("sound");
    for (const auto& [what, reason] : {std::pair{fault::servfail, "servfail"}, std::pair{fault::refused, "refused"},
                                       std::pair{fault::silence, "timeout"}}) {
        w.dns.clear_faults();
        w.dns.on(small_world::name_of(subject, "alpha.test"), what);
        const auto found = checked(w, {"--timeout", "150ms", "--tries", "1", subject}, 1);
        EXPECT_EQ("unknown", found.at("alpha").at("verdict")) << reason;
        EXPECT_EQ(reason, found.at("alpha").at("reason"));
        EXPECT_EQ("clean", found.at("sound").at("verdict"));
    }
}

TEST(pains, p05_a_verdict_is_told_only_after_the_list_passed_its_tests_again)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", subject);
    (void)checked(w, {subject}, 2);
    EXPECT_EQ(2U, w.dns.count(small_world::name_of("127.0.0.2", "alpha.test"), 1));
    EXPECT_EQ(2U, w.dns.count(small_world::name_of("127.0.0.1", "alpha.test"), 1));
}

TEST(pains, p06_a_whitelist_is_no_blocklist)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", subject, 0x7f000105);
    const auto found = checked(w, {subject}, 0);
    EXPECT_EQ("informational", found.at("alpha").at("verdict"));
}

TEST(pains, p07_a_listed_range_is_not_called_your_address)
{
    small_world w;
    w.add_list("alpha", "scope = \"range\"");
    w.list("alpha", subject);
    EXPECT_THAT(w.run("check", {subject}).out, HasSubstr("the listing covers a range around it"));
}

TEST(pains, p08_a_resolver_that_rewrites_nxdomain_proves_nothing)
{
    small_world w;
    w.add_list("alpha");
    w.dns.rewrite_unknown(0x2d530c01);
    const auto found = checked(w, {subject}, 3);
    EXPECT_EQ("resolver_untrusted", found.at("alpha").at("reason"));
}

TEST(pains, p09_a_list_that_refuses_this_resolver_is_named)
{
    small_world w;
    w.add_list("sound");
    w.add_dead_list("refusing");
    w.list("refusing", "127.0.0.2", 0x7ffffffe);
    const auto found = checked(w, {subject}, 1);
    EXPECT_EQ("unhealthy", found.at("").at("blocklists").at("refusing").at("health"));
    EXPECT_THAT(found.at("").at("blocklists").at("refusing").at("why").get<std::string>(),
                HasSubstr("refuses this resolver (127.255.255.254)"));
}

TEST(pains, p10_a_key_is_never_printed)
{
    constexpr const char* key = "h1dden0key";
    small_world w;
    w.write("lists.d/secretive.toml", R"([operator]
name = "Operator"
[[blocklist]]
id = "secretive"
zone = "{key}.secretive.test"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }]
)");
    w.dns.a(small_world::name_of("127.0.0.2", std::string(key) + ".secretive.test"), {0x7f000002});
    w.dns.a(small_world::name_of(subject, std::string(key) + ".secretive.test"), {0x7f000002});
    const std::string config = w.write("offlist.toml", "[lists.keys]\nsecretive = \"file:key\"\n");
    w.write("key", std::string(key) + "\n");
    for (const auto& arguments :
         {std::vector<std::string>{"check", "--verbose", subject},
          std::vector<std::string>{"check", "--verbose", "--json", subject},
          std::vector<std::string>{"lists", "--json"}, std::vector<std::string>{"lists", "show", "secretive"},
          std::vector<std::string>{"lists", "test", "--verbose"}}) {
        auto call = w.call("check", {});
        const std::vector<std::string> flags(call.arguments.begin() + 1, call.arguments.end());
        call.arguments = arguments;
        call.arguments.insert(call.arguments.end(), {"--config", config, "--lists", flags[1]});
        if (arguments[0] == "check" || arguments[1] == "test")
            call.arguments.insert(call.arguments.end(), {flags[2], flags[3]});
        const auto r = run_program(call);
        EXPECT_NE(3, r.status) << r.err;
        EXPECT_THAT(r.out + r.err, Not(HasSubstr(key))) << arguments[0];
        EXPECT_THAT(r.out, HasSubstr("secretive"));
    }
    EXPECT_GT(w.dns.count(small_world::name_of(subject, std::string(key) + ".secretive.test")), 0U);
}

TEST(pains, p11_no_list_is_asked_more_than_its_day_allows)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_day = 12");
    (void)w.run("sweep", {"-"}, "45.83.12.0/27\n");
    (void)w.run("sweep", {"-"}, "45.83.13.0/27\n");
    std::size_t asked = 0;
    for (const seen_question& q : w.dns.seen()) asked += q.name.ends_with("alpha.test") ? 1U : 0U;
    EXPECT_GT(asked, 5U);
    EXPECT_LE(asked, 12U);
}

TEST(pains, p12_a_range_is_asked_with_its_first_and_last_address)
{
    small_world w;
    w.add_list("alpha");
    (void)checked(w, {"45.83.12.4/30"}, 0);
    for (const char* address : {"45.83.12.4", "45.83.12.5", "45.83.12.6", "45.83.12.7"})
        EXPECT_EQ(1U, w.dns.count(small_world::name_of(address, "alpha.test"))) << address;
    EXPECT_EQ(0U, w.dns.count(small_world::name_of("45.83.12.8", "alpha.test")));
}

TEST(pains, p13_a_list_with_test_entries_of_its_own_is_tested_by_them)
{
    small_world w;
    w.add_dead_list("alpha", "[blocklist.test]\nlisted = \"127.0.0.99\"\nunlisted = \"127.0.0.3\"");
    w.list("alpha", "127.0.0.99", 0x7f000004);
    w.list("alpha", "127.0.0.1", 0x7f000004);  // as Hostkarma does
    EXPECT_EQ("clean", checked(w, {subject}, 0).at("alpha").at("verdict"));
}

TEST(pains, p14_a_listing_comes_with_code_reason_ttl_resolver_and_time)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", subject, 0x7f000004, "seen in a trap");
    const auto found = checked(w, {subject}, 2).at("alpha");
    EXPECT_EQ(json::array({"127.0.0.4"}), found.at("codes"));
    EXPECT_EQ(json::array({"seen in a trap"}), found.at("text"));
    EXPECT_EQ(60, found.at("ttl"));
    EXPECT_EQ(address_of(w.dns.endpoint()), found.at("resolver"));
    EXPECT_THAT(found.at("asked_at").get<std::string>(), testing::MatchesRegex("20.*Z"));
}

TEST(pains, p15_off_the_list_is_believed_only_when_the_list_says_so)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("sound");
    w.list("alpha", subject);
    EXPECT_EQ("listed", checked(w, {subject}, 2).at("alpha").at("verdict"));
    w.dns.on("alpha.test", fault::servfail);  // the list's servers are down: nobody was taken off it
    EXPECT_EQ("unknown", checked(w, {subject}, 1).at("alpha").at("verdict"));
}

}  // namespace
}  // namespace offlist::test
