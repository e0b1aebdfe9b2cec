// Health, metrics, the description, blocklists and checks.
#include <gmock/gmock.h>
#include <accounts/token.hpp>
#include <fstream>
#include <iterator>
#include <support/places.hpp>

#include "api/service.hpp"

namespace offlist::test {

TEST(operations, alive_and_ready)
{
    service with;
    EXPECT_EQ(with.get("/healthz", "").json().at("status"), "alive");
    EXPECT_EQ(with.get("/readyz", "").status, 200U);
    with.program.ready = false;
    const answered a = with.get("/readyz", "");
    EXPECT_EQ(a.status, 503U);
    EXPECT_EQ(a.json().at("checks").at(0).at("detail"), "the disk is full");
}

TEST(operations, metrics_are_for_this_machine_and_staff)
{
    api::api_options options = service::generous();
    service with(options);
    const auto status = [&](const std::string& remote, const std::string& token,
                            std::vector<std::pair<std::string, std::string>> headers = {}) {
        return with.ask({"GET", "/metrics", token, "", std::move(headers), remote}).status;
    };
    EXPECT_EQ(status("127.0.0.1", ""), 200U);
    EXPECT_EQ(status("::1", ""), 200U);
    EXPECT_EQ(status("127.0.0.1", "", {{"x-forwarded-for", "203.0.113.9"}}), 401U) << "somebody behind a proxy";
    EXPECT_EQ(status("203.0.113.9", ""), 401U);
    EXPECT_EQ(status("203.0.113.9", with.token(role::staff)), 200U);
    EXPECT_EQ(status("203.0.113.9", with.token(role::customer, with.account("Own"))), 404U);
    options.open_metrics = true;
    service open(options);
    EXPECT_EQ(open.ask({"GET", "/metrics", "", "", {}, "203.0.113.9"}).status, 200U);
}

TEST(operations, the_description_is_the_file)
{
    service with;
    std::ifstream file(test::in_tree("docs/openapi.json"), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(with.get("/openapi.json", "").text, text);
}

TEST(operations, guesses_of_one_address_are_slowed_down)
{
    api::api_options options = service::generous();
    options.failures.requests = 2;
    service with(options);
    for (const unsigned expected : {401U, 401U, 429U})
        EXPECT_EQ(with.get("/v1/subjects", make_token().text).status, expected);
    EXPECT_EQ(with.get("/metrics", make_token().text).status, 429U);
    EXPECT_EQ(with.ask({"GET", "/v1/subjects", make_token().text, "", {}, "198.51.100.1"}).status, 401U);
}

TEST(blocklists, are_shown_without_their_keys)
{
    service with;
    const std::string token = with.token(role::customer, with.account("Own"));
    const answered all = with.get("/v1/blocklists", token);
    EXPECT_EQ(all.json().at("items").size(), 3U);
    EXPECT_EQ(all.text.find("topsecretkey"), std::string::npos);
    const nlohmann::json first = with.get("/v1/blocklists?limit=1", token).json();
    EXPECT_EQ(first.at("next"), "alpha");
    EXPECT_EQ(with.get("/v1/blocklists?limit=1&cursor=alpha", token).json().at("items").at(0).at("id"), "beta");
    EXPECT_EQ(with.get("/v1/blocklists?enabled=false", token).json().at("items").at(0).at("id"), "gamma");
    EXPECT_EQ(with.get("/v1/blocklists?enabled=yes", token).status, 400U);
    EXPECT_EQ(with.get("/v1/blocklists/alpha", token).json().at("zone"), "{key}.alpha.example");
    EXPECT_EQ(with.get("/v1/blocklists/sorbs", token).problem(), "retired-blocklist");
    EXPECT_EQ(with.get("/v1/blocklists/nothing", token).problem(), "not-found");
}

TEST(checks, tell_findings_and_their_sum)
{
    service with;
    const std::string token = with.token(role::customer, with.account("Own"));
    finding listed;
    listed.blocklist = "alpha";
    listed.judged = {
        .what = verdict::listed, .reason = unknown_reason::none, .codes = {"127.0.0.2"}, .meanings = {"spam"}};
    listed.texts = {"see \xff"};
    listed.resolver = "127.0.0.1:53";
    listed.asked_at = with.time.now_seconds();
    finding unasked;
    unasked.blocklist = "beta";
    unasked.judged = {.what = verdict::unknown, .reason = unknown_reason::over_budget, .codes = {}, .meanings = {}};
    with.program.findings = {listed, unasked};
    const answered a = with.post("/v1/checks", token, {{"subject", "192.0.2.7"}});
    ASSERT_EQ(a.status, 200U) << a.text;
    EXPECT_EQ(a.json().at("summary").at("listed"), 1);
    EXPECT_EQ(a.json().at("summary").at("unknown"), 1);
    EXPECT_EQ(a.json().at("findings").at(1).at("reason"), "over_budget");
    for (const char* wrong : {"", "192.0.2.0/24", "no subject", "1.2.3"})
        EXPECT_EQ(with.post("/v1/checks", token, {{"subject", wrong}}).status, 422U) << wrong;
    with.program.busy = true;
    EXPECT_EQ(with.post("/v1/checks", token, {{"subject", "192.0.2.7"}}).problem(), "check-unavailable");
}

TEST(checks, have_a_stricter_rate)
{
    api::api_options options = service::generous();
    options.checks.requests = 1;
    service with(options);
    const std::string token = with.token(role::staff);
    EXPECT_EQ(with.post("/v1/checks", token, {{"subject", "192.0.2.7"}}).status, 200U);
    EXPECT_EQ(with.post("/v1/checks", token, {{"subject", "192.0.2.7"}}).status, 429U);
    EXPECT_EQ(with.get("/v1/subjects", token).status, 200U) << "the rest goes on";
}

}  // namespace offlist::test
