// The daemon as systemd, operators and clients see it: start, readiness, signals, reload, what is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(serve, becomes_ready_and_ends_by_a_signal_with_status_0)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    EXPECT_EQ(200, d.get("/healthz").status);
    EXPECT_TRUE(d.ready()) << d.get("/readyz").body;
    EXPECT_EQ(0, d.printed_by({"doctor", "--quick"}).find("ok")) << d.printed_by({"doctor", "--quick"});
    const auto ended = d.stop();
    EXPECT_EQ(0, ended.status) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("stopped"));
}

TEST(serve, says_why_it_is_not_ready)
{
    small_world w;
    w.add_list("alpha");
    w.dns.on("", fault::silence);
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    EXPECT_EQ(200, d.get("/healthz").status) << "alive is not the same as ready";
    ASSERT_TRUE(eventually([&] { return d.get("/readyz").body.find("no resolver answers") != std::string::npos; }))
        << d.get("/readyz").body;
    EXPECT_EQ(503, d.get("/readyz").status);
    const auto doctor = d.command({"doctor", "--quick"});
    EXPECT_EQ(1, doctor.status);
    EXPECT_THAT(doctor.out, HasSubstr("not ready"));
}

TEST(serve, tells_prometheus_what_it_does_and_names_no_subject)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up());
    const auto account = d.printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
    ASSERT_THAT(account, HasSubstr("acc_"));
    EXPECT_THAT(d.printed_by({"subject", "add", "192.0.2.7", "--account", account}), HasSubstr("1 subject added"));
    ASSERT_TRUE(d.ready());
    ASSERT_TRUE(eventually([&] {
        return d.metrics().find("offlist_questions_total{verdict=\"clean\"}") != std::string::npos;
    })) << d.metrics();
    EXPECT_THAT(d.metrics(),
                AllOf(HasSubstr("offlist_build_info"), HasSubstr("offlist_ready 1"), HasSubstr("offlist_subjects "),
                      HasSubstr("offlist_blocklist_health{blocklist=\"alpha\",state=\"healthy\"} 1"),
                      HasSubstr("offlist_store_write_duration_seconds_bucket"),
                      HasSubstr("offlist_http_requests_total{method=\"GET\",route=\"/readyz\""),
                      HasSubstr("process_resident_memory_bytes"), Not(HasSubstr("192.0.2.7"))));
}

TEST(serve, takes_a_new_configuration_at_SIGHUP_and_refuses_a_broken_one)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up());
    const auto token = d.printed_by({"token", "create", "--role", "staff"});

    w.add_list("beta");
    d.program().send_signal(SIGHUP);
    ASSERT_TRUE(d.program().wait_for_error("is read again")) << d.program().errors_so_far();
    EXPECT_EQ(200, d.get("/v1/blocklists/beta", token).status);

    write_config(w, "[log]\nlevle = \"debug\"\n");
    d.program().send_signal(SIGHUP);
    ASSERT_TRUE(d.program().wait_for_error("the old configuration goes on")) << d.program().errors_so_far();
    EXPECT_THAT(d.program().errors_so_far(), AllOf(HasSubstr("levle"), HasSubstr("expected \"level\"")));
    EXPECT_EQ(200, d.get("/v1/blocklists/beta", token).status);
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_config_reloads_total{result=\"refused\"} 1"));

    w.write("lists.d/beta.toml", "[[blocklist]]\n");
    write_config(w, "");
    d.program().send_signal(SIGHUP);
    ASSERT_TRUE(d.program().wait_for_error("beta.toml"));
    EXPECT_EQ(200, d.get("/v1/blocklists/beta", token).status) << "half a catalogue is a catalogue that lies";
    EXPECT_EQ(0, d.stop().status);
}

TEST(serve, says_what_takes_a_restart)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up());
    write_config(w, "[service]\ndrain = \"5s\"\n", "other.db");
    d.program().send_signal(SIGHUP);
    ASSERT_TRUE(d.program().wait_for_error("is read again"));
    EXPECT_THAT(d.program().errors_so_far(), HasSubstr("[store] has changed, which takes a restart"));
}

TEST(serve, writes_json_lines_when_told_so)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w, "[log]\nformat = \"json\"\nlevel = \"debug\"\n");
    ASSERT_TRUE(d.program().wait_for_error("serves at"));
    d.program().send_signal(SIGTERM);
    const auto ended = d.program().finish();
    std::istringstream lines(ended.err);
    int told = 0;
    for (std::string line; std::getline(lines, line); ++told) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        ASSERT_TRUE(json.is_object()) << line;
        EXPECT_TRUE(json.contains("time") && json.contains("level") && json.contains("message")) << line;
    }
    EXPECT_GE(told, 2);
}

TEST(serve, refuses_a_store_that_is_none_and_an_address_in_use)
{
    small_world w;
    w.add_list("alpha");
    daemon first(w);
    ASSERT_TRUE(first.came_up());
    w.write("second.toml", "[store]\nurl = \"sqlite:second.db\"\n[http]\nlisten = \"127.0.0.1:" +
                               std::to_string(first.port()) + "\"\n[lists]\ndirectory = \"lists.d\"\n");
    program_call call;
    call.arguments = {"serve", "--config", (w.path() / "second.toml").string(), "--resolver",
                      address_of(w.dns.endpoint())};
    const auto second = run_program(call);
    EXPECT_EQ(3, second.status);
    EXPECT_THAT(second.err, HasSubstr(std::to_string(first.port())));

    w.write("text.db", "this is not a database, whatever its name says");
    w.write("second.toml", "[store]\nurl = \"sqlite:text.db\"\n[lists]\ndirectory = \"lists.d\"\n");
    const auto third = run_program(call);
    EXPECT_EQ(3, third.status);
    EXPECT_THAT(third.err, HasSubstr("text.db"));
}

}  // namespace
}  // namespace offlist::test
