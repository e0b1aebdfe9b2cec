#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <http/router.hpp>
#include <http/url_text.hpp>
#include <support/await.hpp>

namespace {

using namespace offlist::http;
using testing::ElementsAre;
using testing::Pair;

route named(const std::string& method, const std::string& pattern)
{
    return {method, pattern, [=](request& r) -> boost::asio::awaitable<response> {
                response made;
                made.body = method + " " + pattern;
                for (const auto& [name, value] : r.captures) made.body += " " + name + "=" + value;
                co_return made;
            }};
}

response ask(const router& routes, const std::string& method, const std::string& path)
{
    boost::asio::io_context context;
    request r;
    r.method = method;
    r.path = path;
    return offlist::test::await(context, routes.dispatch(r));
}

const router routes({named("GET", "/"), named("GET", "/v1/checks/{id}"), named("GET", "/v1/checks/latest"),
                     named("DELETE", "/v1/checks/{id}"), named("POST", "/v1/accounts/{account}/transfers"),
                     named("GET", "/v1/{any}/own")});

TEST(router, fills_captures)
{
    EXPECT_EQ(ask(routes, "GET", "/v1/checks/12").body, "GET /v1/checks/{id} id=12");
    EXPECT_EQ(ask(routes, "POST", "/v1/accounts/acc_1/transfers").body,
              "POST /v1/accounts/{account}/transfers account=acc_1");
    EXPECT_EQ(ask(routes, "GET", "/").body, "GET /");
    EXPECT_EQ(ask(routes, "GET", "/v1/checks/192.0.2.0%2F24").body, "GET /v1/checks/{id} id=192.0.2.0/24");
}

TEST(router, prefers_fixed_segments_but_not_to_the_method)
{
    EXPECT_EQ(ask(routes, "GET", "/v1/checks/latest").body, "GET /v1/checks/latest");
    EXPECT_EQ(ask(routes, "DELETE", "/v1/checks/latest").body, "DELETE /v1/checks/{id} id=latest");
    EXPECT_EQ(ask(routes, "GET", "/v1/checks/own").body, "GET /v1/checks/{id} id=own");
    EXPECT_EQ(ask(routes, "GET", "/v1/other/own").body, "GET /v1/{any}/own any=other");
}

TEST(router, tells_what_is_not_there)
{
    for (const char* none : {"", "v1", "/v1", "/v1/checks", "/v1/checks/", "/v1/checks/1/", "/v1/checks/..",
                             "/V1/checks/1", "/v1/checks/%", "*"})
        EXPECT_EQ(ask(routes, "GET", none).status, 404U) << none;
    const response refused = ask(routes, "PUT", "/v1/checks/1");
    EXPECT_EQ(refused.status, 405U);
    EXPECT_THAT(refused.headers, ElementsAre(Pair("Allow", "GET, HEAD, DELETE")));
}

TEST(url_text, decodes_queries)
{
    EXPECT_THAT(*parse_query("a=1&b=x+y%2B&&c&a=2&d=="),
                ElementsAre(Pair("a", "1"), Pair("b", "x y+"), Pair("c", ""), Pair("a", "2"), Pair("d", "=")));
    EXPECT_THAT(*parse_query(""), testing::IsEmpty());
    for (const char* bad : {"a=%", "a=%4", "%zz", "a=%00", "a=%0a", "a=%c3", "a=%ed%a0%80", "a=%c2%80"})
        EXPECT_FALSE(parse_query(bad)) << bad;
}

TEST(message, problems_are_json_whatever_they_quote)
{
    const response made = problem_response(404, "not-found", "No", "\"\xff\n");
    EXPECT_EQ(made.content_type, "application/problem+json");
    EXPECT_EQ(made.body,
              "{\"type\":\"/problems/not-found\",\"title\":\"No\",\"status\":404,\"detail\":\"\\\"\xef\xbf\xbd\\n\"}");
}

TEST(router, lets_the_fallback_answer_what_no_route_has)
{
    const router with_pages({named("GET", "/v1/checks/{id}")},
                            [](const request& r) -> boost::asio::awaitable<std::optional<response>> {
                                if (r.path == "/nothing") co_return std::nullopt;
                                response page;
                                page.body = "page of " + r.path;
                                co_return page;
                            });
    EXPECT_EQ(ask(with_pages, "GET", "/v1/checks/1").body, "GET /v1/checks/{id} id=1");
    EXPECT_EQ(ask(with_pages, "GET", "/listings").body, "page of /listings");
    EXPECT_EQ(ask(with_pages, "GET", "/nothing").status, 404U);
    EXPECT_EQ(ask(with_pages, "PUT", "/v1/checks/1").status, 405U) << "a path that there is, is not the fallback's";
}

}  // namespace
