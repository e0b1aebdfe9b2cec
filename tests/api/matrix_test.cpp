// Every route, by every kind of caller: generated from the table of routes, which docs/openapi.json must agree with.
#include <gmock/gmock.h>
#include <accounts/token.hpp>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <support/places.hpp>

#include "api/service.hpp"

namespace offlist::test {

namespace {

nlohmann::json document()
{
    std::ifstream file(test::in_tree("docs/openapi.json"));
    return nlohmann::json::parse(file);
}

/// The path with ids that nobody has.
std::string path_of(const api::endpoint& row)
{
    std::string path = row.pattern;
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, "none_1");
    return path;
}

struct rows_test : testing::Test {
    service with;
    std::int64_t own = with.account("Own");
    std::string admin = with.token(role::admin);
    std::string staff = with.token(role::staff);
    std::string customer = with.token(role::customer, own);

    [[nodiscard]] std::vector<api::endpoint> all_rows() { return api::endpoints(with.ports()); }
    [[nodiscard]] std::vector<api::endpoint> guarded()
    {
        std::vector<api::endpoint> rows = all_rows();
        std::erase_if(rows, [](const api::endpoint& row) { return row.who.anyone; });
        return rows;
    }
};

}  // namespace

TEST_F(rows_test, the_document_knows_each_route_its_roles_and_its_parameters)
{
    const nlohmann::json paths = document().at("paths");
    std::set<std::string> described;
    for (const auto& [path, operations] : paths.items())
        for (const auto& [method, operation] : operations.items()) described.insert(method + ' ' + path);
    for (const api::endpoint& row : all_rows()) {
        std::string method = row.method;
        for (char& c : method) c = static_cast<char>(std::tolower(c));
        ASSERT_EQ(described.erase(method + ' ' + row.pattern), 1U) << row.method << ' ' << row.pattern;
        const nlohmann::json& operation = paths.at(row.pattern).at(method);
        std::set<std::string> roles;
        std::set<std::string> query;
        for (const role r : {role::admin, role::staff, role::customer})
            if (row.who.holds(r)) roles.emplace(to_string(r));
        EXPECT_EQ(operation.at("x-roles").get<std::set<std::string>>(), roles) << row.pattern;
        bool once = false;
        for (const auto& parameter : operation.value("parameters", nlohmann::json::array())) {
            if (parameter.at("in") == "query") query.insert(parameter.at("name"));
            once = once || parameter.at("name") == "Idempotency-Key";
        }
        EXPECT_EQ(query, std::set<std::string>(row.query.begin(), row.query.end())) << row.pattern;
        EXPECT_EQ(once, row.once) << row.pattern;
        EXPECT_EQ(operation.contains("requestBody"), row.body == api::body_kind::json) << row.pattern;
    }
    EXPECT_THAT(described, testing::IsEmpty()) << "described, but no route";
}

TEST_F(rows_test, nobody_passes_without_a_token_that_opens)
{
    const std::string old = with.token(role::admin, 0, false, with.time.now_seconds() - std::chrono::seconds(1));
    for (const api::endpoint& row : guarded())
        for (const std::string& wrong : {std::string(), std::string("olt_x"), make_token().text, old}) {
            const answered a = with.ask({row.method, path_of(row), wrong});
            EXPECT_EQ(a.status, 401U) << row.method << ' ' << row.pattern;
            EXPECT_THAT(a.headers.at("WWW-Authenticate"), testing::StartsWith("Bearer")) << row.pattern;
        }
}

TEST_F(rows_test, a_route_of_others_does_not_exist_for_customers_and_is_forbidden_to_staff)
{
    std::set<std::string> to_customers;
    for (const api::endpoint& row : guarded()) {
        if (!row.who.customer) {
            const answered a = with.ask({row.method, path_of(row), customer});
            EXPECT_EQ(a.status, 404U) << row.method << ' ' << row.pattern;
            to_customers.insert(a.text);
        }
        if (!row.who.staff) {
            const answered a = with.ask({row.method, path_of(row), staff});
            EXPECT_EQ(a.status, 403U) << row.method << ' ' << row.pattern;
            EXPECT_EQ(a.problem(), "not-allowed") << row.pattern;
        }
    }
    EXPECT_EQ(to_customers.size(), 1U) << "all routes of staff look the same";
}

TEST_F(rows_test, whom_a_route_is_for_is_let_in)
{
    for (const api::endpoint& row : guarded())
        for (const auto& [r, token] :
             {std::pair{role::admin, admin}, {role::staff, staff}, {role::customer, customer}}) {
            if (!row.who.holds(r)) continue;
            const answered a = with.ask({row.method, path_of(row), token});
            // an id that does not exist, fields or parameters that are missing, or a thing made without any: but past
            // the gate
            const bool asks_for_parameters = a.status == 400U && a.problem() == "invalid-query";
            const bool is_for_people = a.problem() == "not-signed-in";
            EXPECT_TRUE(asks_for_parameters || is_for_people || a.status == 200U || a.status == 201U ||
                        a.status == 404U || a.status == 422U)
                << row.method << ' ' << row.pattern << a.text;
            EXPECT_TRUE(a.headers.contains("RateLimit-Remaining")) << row.pattern;
        }
}

TEST_F(rows_test, a_read_only_token_changes_nothing)
{
    const std::string reader = with.token(role::admin, 0, true);
    for (const api::endpoint& row : guarded()) {
        const answered a = with.ask({row.method, path_of(row), reader});
        EXPECT_EQ(a.problem() == "read-only-token", !row.reads()) << row.method << ' ' << row.pattern;
    }
}

TEST_F(rows_test, an_unknown_parameter_is_refused_everywhere)
{
    for (const api::endpoint& row : all_rows()) {
        const answered a = with.ask({row.method, path_of(row) + "?limits=1", row.who.anyone ? "" : admin});
        ASSERT_EQ(a.status, 400U) << row.method << ' ' << row.pattern;
        EXPECT_EQ(a.json().at("errors").at(0).at("field"), "limits");
        if (!row.query.empty() && std::find(row.query.begin(), row.query.end(), "limit") != row.query.end()) {
            EXPECT_EQ(a.json().at("errors").at(0).at("expected"), "did you mean limit?") << row.pattern;
        }
    }
}

TEST_F(rows_test, a_body_that_is_no_object_is_refused_everywhere)
{
    for (const api::endpoint& row : guarded()) {
        if (row.body == api::body_kind::none) {
            EXPECT_EQ(with.ask({row.method, path_of(row), admin, "{}"}).problem(), "unexpected-body") << row.pattern;
            continue;
        }
        for (const char* bad :
             {"[]", "7", "{", "{\"a\":1}{", "{\"reason\":\"x\",\"reason\":\"y\"}", "{\"a\":\"\xff\"}"})
            EXPECT_EQ(with.ask({row.method, path_of(row), admin, bad}).status, 400U) << row.pattern << ' ' << bad;
        const std::string deep = "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + '}';
        EXPECT_EQ(with.ask({row.method, path_of(row), admin, deep}).status, 400U) << row.pattern;
        EXPECT_EQ(with.ask({row.method, path_of(row), admin, "a=1", {{"content-type", "text/plain"}}}).status, 415U);
        const answered unknown = with.ask({row.method, path_of(row), admin, "{\"resaon\":\"x\"}"});
        ASSERT_EQ(unknown.status, 422U) << row.pattern;
        EXPECT_THAT(unknown.text, testing::HasSubstr("resaon")) << row.pattern;
    }
}

TEST_F(rows_test, every_route_counts_against_the_rate_of_its_token)
{
    api::api_options strict = service::generous();
    strict.requests.requests = 1;
    for (const api::endpoint& row : guarded()) {
        service one(strict);
        const std::string token = one.token(role::admin);
        EXPECT_NE(one.ask({row.method, path_of(row), token}).status, 429U) << row.pattern;
        const answered a = one.ask({row.method, path_of(row), token});
        EXPECT_EQ(a.status, 429U) << row.method << ' ' << row.pattern;
        EXPECT_TRUE(a.headers.contains("Retry-After")) << row.pattern;
        one.time.advance(std::chrono::minutes(1));
        EXPECT_NE(one.ask({row.method, path_of(row), token}).status, 429U) << row.pattern;
    }
}

}  // namespace offlist::test
