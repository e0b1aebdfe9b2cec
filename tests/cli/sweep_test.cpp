// `offlist sweep`, from outside: inventories, the summary, stopping, limits.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(sweep, tells_listings_and_then_every_list)
{
    small_world w;
    w.add_list("alpha");
    w.add_list("beta");
    w.add_dead_list("gamma");
    w.list("beta", "45.83.12.9", 0x7f000004, "seen in a trap");
    const auto r = w.run("sweep", {w.write("inventory", "45.83.12.8/30 # ours\n")});
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_THAT(r.out, HasSubstr("Sweeping 4 subjects on 3 lists: 12 questions through 127.0.0.1:"));
    EXPECT_THAT(r.out, HasSubstr("listed  45.83.12.9       beta   infected  \"seen in a trap\"\n"));
    EXPECT_THAT(r.out, testing::ContainsRegex("\nalpha +healthy +0 +0 +4 +0\n"));
    EXPECT_THAT(r.out, testing::ContainsRegex("\nbeta +healthy +1 +0 +3 +0\n"));
    EXPECT_THAT(r.out,
                testing::ContainsRegex("\ngamma +unhealthy +0 +0 +0 +4  list_unhealthy: does not list its test"));
    EXPECT_THAT(r.out, HasSubstr("4 subjects, 12 questions in "));
    EXPECT_THAT(r.out, Not(HasSubstr("\x1b")));
    EXPECT_EQ("", r.err) << "no progress without a terminal";
}

TEST(sweep, as_json_prints_what_is_not_clean_and_the_summary)
{
    small_world w;
    w.add_list("alpha");
    w.add_dead_list("gamma");
    w.list("alpha", "45.83.12.9");
    const auto r = w.run("sweep", {"--json", "-"}, "45.83.12.8/30\n");
    EXPECT_EQ(2, r.status) << r.err;
    std::map<std::string, int> verdicts;
    const auto lines = r.lines();
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) ++verdicts[json::parse(lines[i]).at("verdict")];
    EXPECT_EQ((std::map<std::string, int>{{"listed", 1}, {"unknown", 4}}), verdicts);
    const json summary = json::parse(lines.back()).at("summary");
    EXPECT_EQ(3, summary.at("clean"));
    EXPECT_EQ(false, summary.at("stopped"));
    EXPECT_EQ("unhealthy", summary.at("blocklists").at("gamma").at("health"));
    EXPECT_THAT(summary.at("blocklists").at("gamma").at("why").get<std::string>(), HasSubstr("test entry"));
}

TEST(sweep, says_what_no_list_is_asked_about)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("sweep", {w.write("inventory", "mail.example.org\nexample.net\n45.83.12.9\n")});
    EXPECT_THAT(r.err,
                HasSubstr("2 domains are not asked about: the only list does not know domains; --resolve takes"));
    EXPECT_EQ("", w.run("sweep", {w.write("inventory", "45.83.12.9\n")}).err);
}

TEST(sweep, asks_about_the_addresses_of_domains_when_told_to)
{
    small_world w;
    w.add_list("alpha");
    w.list("alpha", "45.83.12.7");
    w.dns.cname("mail.example.org", "node.example.net");
    w.dns.a("node.example.net", {0x2d530c07});
    const auto r = w.run("sweep", {"--resolve", w.write("inventory", "mail.example.org\n45.83.12.9\n")});
    EXPECT_EQ(2, r.status) << r.err;
    EXPECT_THAT(r.out, AllOf(HasSubstr("Sweeping 2 subjects"), HasSubstr("listed  45.83.12.7")));
    EXPECT_EQ("", r.err) << "no list knows domains, and the addresses stand for them";
    const auto bad = w.run("sweep", {"--resolve", w.write("bad", "gone.example.org\n45.83.12.9\n")});
    EXPECT_EQ(3, bad.status);
    EXPECT_THAT(bad.err, HasSubstr("\"gone.example.org\" does not exist (NXDOMAIN)"));
    const auto skipped =
        w.run("sweep", {"--resolve", "--skip-invalid", w.write("bad", "gone.example.org\n45.83.12.9\n")});
    EXPECT_EQ(0, skipped.status) << skipped.err << skipped.out;
    EXPECT_THAT(skipped.err, HasSubstr("passed over: \"gone.example.org\" does not exist"));
    EXPECT_EQ(2, w.run("check", {"--resolve", "mail.example.org"}).status);
}

TEST(sweep, names_all_bad_lines_and_starts_nothing)
{
    small_world w;
    w.add_list("alpha");
    const std::string file = w.write("inventory", "45.83.12.8\n45.83.12.300\n\nlocalhost#\n10.0.0.1\n");
    const auto r = w.run("sweep", {file});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, AllOf(HasSubstr(file + ":2: "), HasSubstr(file + ":4: "), HasSubstr(file + ":5: ")));
    EXPECT_EQ("", r.out);
    EXPECT_EQ(0U, w.dns.count());
}

TEST(sweep, skip_invalid_goes_on_and_counts)
{
    small_world w;
    w.add_list("alpha");
    const std::string file = w.write("inventory", "45.83.12.8\n45.83.12.300\n10.0.0.1\n");
    const auto r = w.run("sweep", {"--skip-invalid", file});
    EXPECT_EQ(0, r.status) << r.err;
    EXPECT_THAT(r.err, AllOf(HasSubstr(file + ":2: "), HasSubstr(file + ":3: ")));
    EXPECT_THAT(r.out, HasSubstr("2 bad lines passed over"));
}

TEST(sweep, of_an_inventory_without_subjects_is_wrong_use)
{
    small_world w;
    w.add_list("alpha");
    const std::string file = w.write("inventory", "# nobody yet\n");
    const auto r = w.run("sweep", {file});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr(file + " holds no subjects"));
}

TEST(sweep, of_an_inventory_that_is_not_there_says_so)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("sweep", {"nowhere"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.err, HasSubstr("nowhere: the inventory cannot be opened: No such file or directory"));
}

TEST(sweep, that_cannot_fit_says_so_first_with_the_arithmetic)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_day = 10");
    const auto r = w.run("sweep", {"--json", "-"}, "45.83.12.0/28\n");
    EXPECT_EQ(1, r.status) << r.err;
    EXPECT_THAT(r.err,
                AllOf(HasSubstr("alpha: 16 questions"), HasSubstr("10 a day allowed"), HasSubstr("over_budget")));
    const json summary = json::parse(r.lines().back()).at("summary");
    EXPECT_EQ(16, summary.at("clean").get<int>() + summary.at("over_budget").get<int>());
    EXPECT_GT(summary.at("over_budget").get<int>(), 0);
}

// A signal while a list still has most of its questions before it: the rate keeps it busy for minutes.
program_result interrupted(const small_world& w, int number)
{
    auto call = w.call("sweep", {"--config", w.write("offlist.toml", "[sweep]\nprobe_every = \"100ms\"\n"), "-"});
    call.input = "45.83.0.0/20\n";
    running_program sweep(call);
    EXPECT_TRUE(sweep.wait_for("listed  45.83.0.1"));
    sweep.send_signal(number);
    return sweep.finish();
}

TEST(sweep, interrupted_prints_the_summary_of_what_was_done)
{
    for (const int number : {SIGINT, SIGTERM}) {
        small_world w;
        w.add_list("alpha", "[blocklist.limits]\nper_second = 30");
        w.list("alpha", "45.83.0.1");
        const auto r = interrupted(w, number);
        EXPECT_EQ(2, r.status) << r.err;
        EXPECT_THAT(r.out, testing::ContainsRegex("stopped: [0-9,]+ questions not asked"));
        EXPECT_THAT(r.out, testing::ContainsRegex("\nalpha +healthy +1 "));
    }
}

TEST(sweep, interrupted_before_anything_was_verified_is_not_ok)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("alpha.test", fault::silence);
    auto call = w.call("sweep", {"--timeout", "60s", "--json", "-"});
    call.input = "45.83.0.0/30\n";
    running_program sweep(call);
    while (w.dns.count("2.0.0.127.alpha.test") == 0) std::this_thread::yield();
    sweep.send_signal(SIGINT);
    const auto r = sweep.finish();
    EXPECT_EQ(3, r.status) << r.err;
    const json summary = json::parse(r.lines().back()).at("summary");
    EXPECT_EQ(true, summary.at("stopped"));
    EXPECT_EQ(4, summary.at("open"));
}

TEST(sweep, whose_reader_leaves_ends_quietly)
{
    small_world w;
    w.add_list("alpha", "[blocklist.limits]\nper_second = 30");
    for (int last = 0; last < 256; ++last) w.list("alpha", "45.83.0." + std::to_string(last));
    auto call = w.call("sweep", {"--config", w.write("offlist.toml", "[sweep]\nprobe_every = \"100ms\"\n"), "-"});
    call.input = "45.83.0.0/20\n";
    running_program sweep(call);
    EXPECT_TRUE(sweep.wait_for("listed  45.83.0.1"));
    sweep.leave();
    const auto r = sweep.finish();
    EXPECT_EQ(3, r.status);
    EXPECT_EQ("", r.err);
}

TEST(sweep, sees_a_signal_while_nobody_reads_its_output)
{
    small_world w;
    w.add_list("alpha");
    for (int last = 0; last < 256; ++last)
        for (int third = 0; third < 4; ++third)
            w.list("alpha", "45.83." + std::to_string(third) + '.' + std::to_string(last));
    const std::string fifo = (w.path() / "results").string();
    ASSERT_EQ(0, ::mkfifo(fifo.c_str(), 0600));
    const int kept_open = ::open(fifo.c_str(), O_RDWR | O_CLOEXEC);  // a reader that never reads
    ASSERT_GE(kept_open, 0);
    auto call = w.call("sweep", {"--json", "-"});
    call.input = "45.83.0.0/22\n";  // more findings than a pipe of 64 KiB holds
    call.output_file = fifo;
    running_program sweep(call);
    int waiting = 0;
    while (::ioctl(kept_open, FIONREAD, &waiting) == 0 && waiting < 60 * 1024) std::this_thread::yield();
    sweep.send_signal(SIGTERM);
    const auto r = sweep.finish();
    ::close(kept_open);
    EXPECT_EQ(3, r.status) << r.err;
    EXPECT_THAT(r.err, HasSubstr("not read any more"));
}

TEST(sweep, shows_progress_where_standard_error_is_a_terminal)
{
    small_world w;
    w.add_list("alpha");
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_GE(terminal, 0);
    ASSERT_EQ(0, ::grantpt(terminal));
    ASSERT_EQ(0, ::unlockpt(terminal));
    auto call = w.call("sweep", {"-"});
    call.input = "45.83.12.0/28\n";
    call.error_file = ::ptsname(terminal);
    call.environment["TERM"] = "xterm";
    const auto r = run_program(call);
    EXPECT_EQ(0, r.status);
    EXPECT_THAT(r.out, Not(HasSubstr("\x1b")));
    std::string text;
    std::array<char, 4096> part{};
    // The program has ended, so the terminal has no other side: after what was drawn comes an error.
    for (ssize_t got = 0; (got = ::read(terminal, part.data(), part.size())) > 0;)
        text.append(part.data(), static_cast<std::size_t>(got));
    ::close(terminal);
    EXPECT_THAT(text, HasSubstr("of 16 questions"));
    EXPECT_THAT(text, testing::EndsWith("\r\x1b[K")) << "the line is gone at the end";
}

TEST(sweep, verbose_tells_what_is_done)
{
    small_world w;
    w.add_list("alpha");
    const auto r = w.run("sweep", {"--verbose", "-"}, "45.83.12.8\n45.83.12.8\n");
    EXPECT_EQ(0, r.status);
    EXPECT_THAT(r.err, AllOf(HasSubstr("1 list to ask"), HasSubstr("resolver 127.0.0.1:"),
                             HasSubstr("alpha (ip4) is healthy"), HasSubstr("named again")));
}

}  // namespace
}  // namespace offlist::test
