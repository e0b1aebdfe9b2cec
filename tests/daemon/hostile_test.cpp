// Attacks on the real daemon, each with a tenant beside it who goes on working while the attackers still hold what they
// have taken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <accounts/token.hpp>
#include <http/raw_client.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

constexpr const char* attacker = "127.0.0.2";
constexpr const char* neighbour = "127.0.0.3";
constexpr std::size_t mib = std::size_t{1024} * 1024;

using crowd = std::vector<std::unique_ptr<raw_client>>;

struct hostile_daemon : testing::Test {
    void SetUp() override
    {
        w.add_list("alpha");
        d = std::make_unique<daemon>(w);
        ASSERT_TRUE(d->came_up()) << d->program().errors_so_far();
        bad = token_of_new_account("Attackers");
        good = token_of_new_account("Neighbours");
        // by staff, whose word is proof enough
        ASSERT_THAT(d->printed_by({"subject", "add", "192.0.2.250", "--account", "acc_2"}), HasSubstr("added"));
        ASSERT_TRUE(eventually([this] { return !last_asked().empty(); })) << d->program().errors_so_far();
    }
    void TearDown() override { EXPECT_EQ(0, d->stop().status); }

    [[nodiscard]] std::string token_of_new_account(const std::string& name) const
    {
        const auto account = d->printed_by({"account", "create", "--name", name, "--email", "a@example.org"});
        return d->printed_by({"token", "create", "--role", "customer", "--account", account});
    }
    [[nodiscard]] static std::string head(const std::string& line, const std::string& token, const std::string& more)
    {
        return line + " HTTP/1.1\r\nHost: x\r\n" + (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") +
               more + "\r\n";
    }
    [[nodiscard]] static std::string with_body(const std::string& line, const std::string& token,
                                               const std::string& body)
    {
        return head(line, token,
                    "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
               body;
    }
    [[nodiscard]] crowd many(int number, const std::string& octets, const char* from = attacker) const
    {
        crowd all;
        for (int i = 0; i < number; ++i) {
            all.push_back(std::make_unique<raw_client>(d->port(), from));
            all.back()->send(octets);
        }
        return all;
    }
    /// When the neighbour's subject was asked about last; empty: never, or nobody says.
    [[nodiscard]] std::string last_asked() const
    {
        raw_client client(d->port(), neighbour);
        const auto told =
            nlohmann::json::parse(client.ask(head("GET /v1/subjects/sub_1", good, "")).body, nullptr, false);
        const auto at = told.is_object() ? told.find("last_asked_at") : told.end();
        return at != told.end() && at->is_string() ? at->get<std::string>() : "";
    }
    /// The tenant beside is watched as before: its subject is asked about again. That takes seconds.
    void neighbour_is_watched() const
    {
        const std::string asked = last_asked();
        EXPECT_NE(asked, "");
        EXPECT_TRUE(eventually([&] { return last_asked() > asked; })) << "the sweep stands still";
    }
    /// The tenant beside: reads, and makes something with a body.
    void neighbour_works(const std::string& subject) const
    {
        raw_client client(d->port(), neighbour);
        EXPECT_EQ(client.ask(head("GET /v1/subjects", good, "")).status, 200U);
        const raw_answer made =
            client.ask(with_body("POST /v1/subjects", good, R"({"subject":")" + subject + R"(","label":"rack 4"})"));
        EXPECT_EQ(made.status, 201U) << made.body;
        EXPECT_EQ(d->get_inside("/healthz").status, 200);
    }

    small_world w;
    std::unique_ptr<daemon> d;
    std::string bad;  ///< a valid token too
    std::string good;
};

TEST_F(hostile_daemon, heads_that_announce_a_body_and_stay_silent)
{
    const crowd known = many(32, head("POST /v1/subjects", bad, "Transfer-Encoding: chunked\r\n"));
    const crowd strangers = many(32, head("POST /v1/gateways/stripe/webhook", "", "Content-Length: 200000\r\n"));
    neighbour_works("192.0.2.1");
    // who has no token, or no route, is not waited for at all
    for (const char* line : {"POST /v1/subjects", "POST /v1/nothing"}) {
        raw_client silent(d->port(), neighbour);
        silent.send(head(line, "", "Transfer-Encoding: chunked\r\n"));
        EXPECT_EQ(silent.read().status, std::string(line) == "POST /v1/nothing" ? 404U : 401U);
    }
    neighbour_works("192.0.2.2");
    known.back()->send("2\r\n{}\r\n0\r\n\r\n");  // they still hold their connections
    EXPECT_EQ(known.back()->read().status, 422U);
    neighbour_is_watched();
}

TEST_F(hostile_daemon, bodies_with_everything_wrong_and_answers_that_nobody_reads)
{
    std::string body = "{";
    for (int i = 0; i < 87'000; ++i) body += '"' + std::to_string(i) + "\":1,";
    body.back() = '}';
    const std::string request = with_body("POST /v1/subjects", bad, body);
    raw_client first(d->port(), attacker);
    const raw_answer answer = first.ask(request);
    EXPECT_EQ(answer.status, 422U);
    EXPECT_LT(answer.body.size(), 10'000U);
    const auto told = nlohmann::json::parse(answer.body);
    EXPECT_EQ(told.at("errors").size(), 25U);
    EXPECT_GT(told.at("more_errors"), 9'000) << "of the first ten thousand; the others are not even read";

    const std::size_t before = d->resident_octets();
    ASSERT_GT(before, 0U);
    crowd held;
    for (const char* from : {"127.0.1.1", "127.0.1.2", "127.0.1.3"})
        for (auto& one : many(20, request, from)) held.push_back(std::move(one));
    neighbour_works("192.0.2.3");
    for (const auto& one : held) EXPECT_THAT(one->read_head(), testing::StartsWith("HTTP/1.1 "));
    // sanitizers keep what was freed for a while; without bounds it was some 10 MiB for each of them
    EXPECT_LT(d->resident_octets(), before + 400 * mib);
    neighbour_works("192.0.2.4");
    neighbour_is_watched();
}

TEST_F(hostile_daemon, guesses_at_tokens)
{
    raw_client guessing(d->port(), attacker);
    unsigned last = 0;
    for (int i = 0; i < 200; ++i) last = guessing.ask(head("GET /v1/subjects", make_token().text, "")).status;
    EXPECT_EQ(last, 429U);
    // of the same address, and never seen before
    const std::string fresh = token_of_new_account("Behind the same router");
    EXPECT_EQ(raw_client(d->port(), attacker).ask(head("GET /v1/subjects", fresh, "")).status, 200U);
    neighbour_works("192.0.2.5");
    neighbour_is_watched();
}

TEST_F(hostile_daemon, connections_that_say_nothing)
{
    rlimit files{};  // a thousand connections of ours, where a shell allows 1,024 files
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
    crowd held;  // all that the daemon has for clients
    for (int network = 0; network < 16; ++network) {
        const std::string from = "127.0.2." + std::to_string(network + 1);
        for (auto& one : many(64, network % 2 == 0 ? "" : "GET /v1/subjects HTTP/1.1\r\n", from.c_str()))
            held.push_back(std::move(one));
    }
    neighbour_works("192.0.2.6");
    neighbour_is_watched();
    EXPECT_EQ(d->get_inside("/readyz").head.find("HTTP/1.1"), 0U);
    EXPECT_THAT(d->metrics(), HasSubstr("offlist_http_dropped_total{reason=\"too_many\"}"));
    EXPECT_EQ(raw_client(d->port(), "127.0.2.200").ask(head("GET /healthz", "", "")).status, 200U);
}

TEST(metrics_of_a_daemon, are_served_inside_alone)
{
    small_world w;
    w.add_list("alpha");
    daemon d(w);
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_build_info"));
    const auto staff = d.printed_by({"token", "create", "--role", "staff"});
    EXPECT_EQ(404, d.get("/metrics").status);
    EXPECT_EQ(404, d.get("/metrics", staff).status);
    EXPECT_EQ(404, d.get_inside("/v1/subjects").status);
    ASSERT_TRUE(d.ready());
    EXPECT_EQ(0, d.printed_by({"doctor", "--quick"}).find("ok"));
}

}  // namespace
}  // namespace offlist::test
