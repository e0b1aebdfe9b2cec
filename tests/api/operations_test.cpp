// Health, metrics, the description, blocklists and checks.
#include <gmock/gmock.h>
#include <accounts/token.hpp>
#include <fstream>
#include <iterator>
#include <store/restore/lives.hpp>
#include <support/await.hpp>
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

TEST(operations, metrics_are_for_staff_wherever_they_are_asked_from)
{
    api::api_options options = service::generous();
    service with(options);
    const auto status = [&](const std::string& remote, const std::string& token,
                            std::vector<std::pair<std::string, std::string>> headers = {}) {
        return with.ask({"GET", "/metrics", token, "", std::move(headers), remote}).status;
    };
    EXPECT_EQ(status("127.0.0.1", ""), 401U) << "a proxy on this machine that adds no header";
    EXPECT_EQ(status("::1", ""), 401U);
    EXPECT_EQ(status("127.0.0.1", "", {{"x-forwarded-for", "203.0.113.9"}}), 401U);
    EXPECT_EQ(status("203.0.113.9", ""), 401U);
    EXPECT_EQ(status("203.0.113.9", with.token(role::staff)), 200U);
    EXPECT_EQ(status("203.0.113.9", with.token(role::customer, with.account("Own"))), 404U);
    options.open_metrics = true;
    service open(options);
    EXPECT_EQ(open.ask({"GET", "/metrics", "", "", {}, "203.0.113.9"}).status, 200U);
}

TEST(operations, an_internal_listener_has_the_metrics_alone)
{
    api::api_options options = service::generous();
    options.internal_metrics = true;
    service with(options);
    EXPECT_EQ(with.get("/metrics", with.token(role::staff)).status, 404U);
    const http::router internal = api::make_internal_router(with.ports(options));
    for (const char* path : {"/metrics", "/healthz", "/readyz"})
        EXPECT_EQ(with.ask_of(internal, {"GET", path, "", "", {}, "192.0.2.1"}).status, 200U) << path;
    EXPECT_EQ(with.ask_of(internal, {"GET", "/v1/accounts/acc_1", with.token(role::admin)}).status, 404U);
}

TEST(operations, the_description_is_the_file)
{
    service with;
    std::ifstream file(test::in_tree("docs/openapi.json"), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(with.get("/openapi.json", "").text == text) << "half a megabyte that differs";
}

TEST(operations, a_restored_store_is_confirmed_once_by_an_admin)
{
    service with;
    ASSERT_TRUE(with.db->write_now([&](soci::session& s) -> parsed<bool> {
        (void)store::begin_restored_life(s, with.time.now_seconds(), {});
        return true;
    }));
    const std::string admin = with.token(role::admin);
    EXPECT_EQ(with.get("/v1/restore", admin).json().at("held"), true);
    const nlohmann::json why = {{"reason", "compared with the bank"}};
    EXPECT_EQ(with.post("/v1/restore/confirm", with.token(role::staff), why).status, 403U);
    const answered done = with.post("/v1/restore/confirm", admin, why);
    EXPECT_EQ(done.status, 200U) << done.text;
    EXPECT_EQ(done.json().at("held"), false);
    EXPECT_EQ(with.post("/v1/restore/confirm", admin, why).problem(), "nothing-to-confirm");
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

TEST(operations, guesses_are_counted_for_a_whole_network_of_ip6)
{
    api::api_options options = service::generous();
    options.failures.requests = 60;
    service with(options);
    int answered_401 = 0;
    for (int i = 0; i < 200; ++i) {
        const std::string remote = "2001:db8:1:2::" + std::to_string(i + 1);
        if (with.ask({"GET", "/v1/subjects", make_token().text, "", {}, remote}).status == 401U) ++answered_401;
    }
    EXPECT_EQ(answered_401, 60);
    EXPECT_EQ(with.ask({"GET", "/v1/subjects", make_token().text, "", {}, "2001:db8:1:3::1"}).status, 401U);
}

TEST(operations, a_valid_token_never_waits_for_what_others_guess)
{
    api::api_options options = service::generous();
    options.failures.requests = 2;
    service with(options);
    for (int i = 0; i < 10; ++i) (void)with.get("/v1/subjects", make_token().text);
    ASSERT_EQ(with.get("/v1/subjects", make_token().text).status, 429U);
    EXPECT_EQ(with.get("/v1/subjects", with.token(role::staff)).status, 200U) << "looked up for the first time";
}

TEST(operations, who_may_not_come_in_is_told_before_the_body_is_read)
{
    api::api_options options = service::generous();
    options.requests.requests = 2;
    service with(options);
    const http::router router = api::make_router(with.ports(options));
    const auto told = [&](const std::string& path, const std::string& token) {
        http::request r;
        r.method = "POST";
        r.path = path;
        r.remote = "203.0.113.9";
        if (!token.empty()) r.headers.emplace_back("authorization", "Bearer " + token);
        auto asking = router.admit(r);
        const http::passage said = await(with.on, std::move(asking));
        return said.refused ? said.refused->status : 0U;
    };
    const std::string customer = with.token(role::customer, with.account("Own"));
    EXPECT_EQ(told("/v1/nothing", customer), 404U);
    EXPECT_EQ(told("/v1/listings", customer), 405U);
    EXPECT_EQ(told("/v1/subjects", ""), 401U);
    EXPECT_EQ(told("/v1/subjects", make_token().text), 401U);
    EXPECT_EQ(told("/v1/subjects", with.token(role::customer, 1, true)), 403U);
    EXPECT_EQ(told("/v1/accounts", customer), 404U) << "a route of others' roles";
    EXPECT_EQ(told("/v1/subjects", customer), 0U);
    EXPECT_EQ(told("/v1/subjects", customer), 429U);
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
    finding dead = unasked;
    dead.judged.reason = unknown_reason::list_unhealthy;
    const auto since = with.time.now_seconds() - std::chrono::seconds(30);
    with.program.checked = {{.found = listed, .why = {}, .dead_since = {}},
                            {.found = unasked, .why = {}, .dead_since = {}},
                            {.found = dead, .why = "no answer (timeout)", .dead_since = since}};
    const answered a = with.post("/v1/checks", token, {{"subject", "192.0.2.7"}});
    ASSERT_EQ(a.status, 200U) << a.text;
    EXPECT_EQ(a.json().at("summary").at("listed"), 1);
    EXPECT_EQ(a.json().at("summary").at("unknown"), 2);
    EXPECT_EQ(a.json().at("findings").at(1).at("reason"), "over_budget");
    EXPECT_FALSE(a.json().at("findings").at(1).contains("dead_since"));
    EXPECT_EQ(a.json().at("findings").at(2).at("why"), "no answer (timeout)");
    EXPECT_EQ(a.json().at("findings").at(2).at("dead_since"), "2026-11-23T23:59:30Z");
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
