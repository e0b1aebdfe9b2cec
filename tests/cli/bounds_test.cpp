// What a duration on the command line promises: the command is done by then, whatever is silent, what is not known is
// unknown, and what is known is told.
//
// Each bound is far below what the silence would cost without it, and the time that a command may take far above the
// bound: a busy machine is no failure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// A try lasts so long that nobody who waits for it ends in time.
const std::vector<std::string> patiently{"--timeout", "20s", "--tries", "3", "--max-duration", "2s"};

class bounds : public testing::Test {
protected:
    static std::vector<std::string> bounded(std::vector<std::string> words)
    {
        words.insert(words.end(), patiently.begin(), patiently.end());
        return words;
    }
    static program_result in_time(const program_call& call)
    {
        const auto start = std::chrono::steady_clock::now();
        program_result done = run_program(call);
        EXPECT_LT(std::chrono::steady_clock::now() - start, 15s) << "a single try takes 20 s";
        return done;
    }
    static std::map<std::string, std::string> reasons(const program_result& of)
    {
        std::map<std::string, std::string> all;
        for (const std::string& line : of.lines())
            if (const auto one = nlohmann::json::parse(line); one.contains("blocklist") && one.contains("verdict"))
                all[one["blocklist"]] = one.value("reason", one["verdict"].get<std::string>());
        return all;
    }
    using told = std::map<std::string, std::string>;
};

TEST_F(bounds, a_silent_list_costs_its_own_answer_only)
{
    small_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.add_list(id);
    w.list("beta", "45.83.12.7");
    w.dns.on("gamma.test", fault::silence);
    const auto r = in_time(w.call("check", bounded({"--json", "45.83.12.7"})));
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_EQ((told{{"alpha", "clean"}, {"beta", "listed"}, {"gamma", "timeout"}}), reasons(r)) << r.out;
}

TEST_F(bounds, a_check_never_says_clean_of_what_was_not_known_in_time)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("7.12.83.45.gamma.test", fault::silence);  // its tests are right
    const auto r = in_time(w.call("check", bounded({"--json", "45.83.12.7"})));
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_EQ((told{{"alpha", "clean"}, {"gamma", "timeout"}}), reasons(r)) << r.out;
}

TEST_F(bounds, a_list_whose_server_is_silent_over_TCP_costs_its_own_answer_only)
{
    small_world w({.tcp = tcp_service::silent});
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::truncated);
    const auto r = in_time(w.call("check", bounded({"--json", "45.83.12.7"})));
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_EQ((told{{"alpha", "clean"}, {"gamma", "timeout"}}), reasons(r)) << r.out;
}

TEST_F(bounds, a_silent_resolver_beside_a_good_one_is_left_out)
{
    small_world w;
    w.add_list("alpha");
    fault_server silent;
    silent.on("", fault::silence);
    const auto r =
        in_time(w.call("check", bounded({"--resolver", address_of(silent.endpoint()), "--json", "45.83.12.7"})));
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_EQ((told{{"alpha", "clean"}}), reasons(r)) << r.out;
}

TEST_F(bounds, silent_resolvers_alone_leave_everything_unknown)
{
    small_world w;
    for (const char* id : {"alpha", "beta", "gamma"}) w.add_list(id, "[blocklist.limits]\nper_second = 0.5\n");
    w.dns.on("", fault::silence);
    const auto r = in_time(w.call("check", bounded({"45.83.12.7"})));
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.lines().at(0), HasSubstr("OFFLIST UNKNOWN - nothing could be verified"));
    EXPECT_THAT(r.lines().at(0), HasSubstr("3 of 3 questions unknown (timeout)"));
}

TEST_F(bounds, a_check_has_a_bound_of_its_own)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::silence);
    const auto r = in_time(w.call("check", {"--timeout", "20s", "--json", "45.83.12.7"}));
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_EQ((told{{"alpha", "clean"}, {"gamma", "timeout"}}), reasons(r)) << r.out;
}

TEST_F(bounds, the_time_of_a_try_bounds_a_check_too)
{
    small_world w;
    w.add_list("slow", "[blocklist.limits]\nper_second = 0.02\n");  // its tests alone would take minutes
    w.dns.on("", fault::silence);
    const auto r = in_time(w.call("check", {"--timeout", "300ms", "--tries", "1", "--json", "45.83.12.7"}));
    EXPECT_EQ(3, r.status);
    EXPECT_EQ((told{{"slow", "timeout"}}), reasons(r)) << r.out;
}

TEST_F(bounds, standard_input_that_does_not_end_is_an_error)
{
    small_world w;
    w.add_list("alpha");
    for (const char* command : {"check", "sweep"}) {
        program_call call = w.call(command, bounded({"-"}));
        call.input = "45.83.12.7\n";
        call.in = standard_input::endless;
        const auto r = in_time(call);
        EXPECT_EQ(3, r.status) << command;
        EXPECT_THAT(r.out + r.err, HasSubstr("standard input had not come to its end")) << command;
        EXPECT_EQ(0U, w.dns.count("7.12.83.45.alpha.test"));
    }
}

TEST_F(bounds, names_that_do_not_resolve_in_time_are_an_error)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("example.org", fault::silence);
    const auto r = in_time(w.call("check", bounded({"--resolve", "mail.example.org", "45.83.12.7"})));
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, HasSubstr("no answer in time"));
}

TEST_F(bounds, a_sweep_ends_too_and_calls_the_rest_over_budget)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::silence);
    const std::string file = w.write("some.txt", "45.83.12.7\n45.83.12.8\n");
    const auto r = in_time(w.call("sweep", bounded({"--json", file})));
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_EQ((told{{"gamma", "over_budget"}}), reasons(r)) << r.out;
    EXPECT_THAT(r.lines().back(), HasSubstr("\"clean\":2"));
}

TEST_F(bounds, the_tests_of_lists_end_with_what_is_known)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::silence);
    program_call call = w.call("lists", bounded({}));
    call.arguments.insert(call.arguments.begin() + 1, "test");
    const auto r = in_time(call);
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_THAT(r.out, testing::ContainsRegex("alpha +ip4 +healthy"));
    EXPECT_THAT(r.out, testing::ContainsRegex("gamma +ip4 +unverified +its test entries were not answered in time"));
}

TEST_F(bounds, the_doctor_ends_with_what_is_known)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("gamma");
    w.dns.on("gamma.test", fault::silence);
    const auto some = in_time(w.call("doctor", bounded({})));
    EXPECT_THAT(some.out, HasSubstr("list gamma (ip4): its test entries were not answered in time"));
    EXPECT_THAT(some.out, HasSubstr("1 test answered rightly"));
    w.dns.on("", fault::silence);
    const auto none = in_time(w.call("doctor", bounded({})));
    EXPECT_EQ(2, none.status) << none.out;
    EXPECT_THAT(none.out, HasSubstr("it does not answer"));
}

TEST_F(bounds, an_import_ends_without_having_imported_anything)
{
    small_world w;
    const auto run = [&](std::vector<std::string> words, standard_input in = standard_input::text) {
        program_call call;
        call.arguments = std::move(words);
        call.directory = w.path().string();
        call.input = "45.83.12.7\n";
        call.in = in;
        return in_time(call);
    };
    const auto account =
        run({"account", "create", "--name", "Example Ltd", "--email", "ops@example.org"}).lines().at(0);
    const auto r = run({"import", "-", "--account", account, "--max-duration", "1s"}, standard_input::endless);
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr("standard input had not come to its end"));
    EXPECT_THAT(run({"subject", "list", "--account", account}).out, Not(HasSubstr("45.83.12.7")));
}

}  // namespace
}  // namespace offlist::test
