// The console over HTTP: what is a page and what is not, codings and tags, headers, brands, reports of browsers.
#include <gmock/gmock.h>

#include <core/clock.hpp>
#include <crypto/digest.hpp>
#include <filesystem>
#include <http/message.hpp>
#include <support/small_world.hpp>
#include <web/asset.hpp>
#include <web/site.hpp>

namespace {

using namespace offlist;
using testing::AllOf;
using testing::HasSubstr;

class moved_clock final : public clock {
public:
    [[nodiscard]] std::chrono::system_clock::time_point now() const override
    {
        return std::chrono::system_clock::time_point(at.time_since_epoch());
    }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return at; }
    std::chrono::steady_clock::time_point at{std::chrono::hours(1)};
};

std::string header_of(const http::response& r, std::string_view name)
{
    for (const auto& [known, value] : r.headers)
        if (known == name) return value;
    return {};
}

struct told_report {
    std::uint64_t reports;
    std::string newest;
};

/// A site whose files are on the disk, so that what is served is known here.
struct site_on_disk {
    explicit site_on_disk(web::site_options with = {})
        : site(filled(std::move(with)), time, [this](std::uint64_t n, std::string_view newest) {
              told.push_back({n, std::string(newest)});
          })
    {
    }

    web::site_options filled(web::site_options with)
    {
        world.write("index.html", "<!doctype html><title>page</title>");
        std::filesystem::create_directory(world.path() / "assets");
        world.write("assets/main-ABCDEFGH.js", "export {};");
        world.write("logo.svg", "<svg/>");
        world.write("secret", "not for anybody");
        with.directory = world.path();
        return with;
    }

    std::optional<http::response> get(const std::string& path,
                                      std::vector<std::pair<std::string, std::string>> headers = {})
    {
        http::request r;
        r.method = "GET";
        r.path = path;
        r.headers = std::move(headers);
        return site.answer(r);
    }

    test::small_world world;
    moved_clock time;
    std::vector<told_report> told;
    web::site site;
};

const std::vector<std::pair<std::string, std::string>> as_browser{
    {"accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};

TEST(site, gives_its_page_to_whoever_asks_for_html)
{
    site_on_disk s;
    for (const char* path : {"/", "/listings", "/listings/lst_7", "/enter", "/v2"}) {
        const auto page = s.get(path, as_browser);
        ASSERT_TRUE(page) << path;
        EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
        EXPECT_THAT(page->body, HasSubstr("<title>page"));
        EXPECT_EQ(header_of(*page, "Cache-Control"), "no-cache");
        EXPECT_EQ(header_of(*page, "Vary"), "Accept, Accept-Encoding");
    }
}

TEST(site, leaves_everything_else_to_the_404)
{
    site_on_disk s;
    EXPECT_FALSE(s.get("/listings"));
    EXPECT_FALSE(s.get("/listings", {{"accept", "*/*"}}));
    EXPECT_FALSE(s.get("/listings", {{"accept", "application/json"}}));
    EXPECT_FALSE(s.get("/listings", {{"accept", "text/html;q=0, */*"}}));
    EXPECT_FALSE(s.get("/v1/nothing", as_browser));
    EXPECT_FALSE(s.get("/v1", as_browser));
    http::request post;
    post.method = "POST";
    post.path = "/listings";
    post.headers = as_browser;
    EXPECT_FALSE(s.site.answer(post));
}

TEST(site, tells_browsers_what_a_page_may_do)
{
    const auto page = site_on_disk().get("/", as_browser);
    EXPECT_THAT(header_of(*page, "Content-Security-Policy"),
                AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'self';"),
                      HasSubstr("trusted-types 'none'"), HasSubstr("frame-ancestors 'none'"),
                      HasSubstr("report-uri /v1/csp-reports"), testing::Not(HasSubstr("unsafe"))));
    EXPECT_EQ(header_of(*page, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header_of(*page, "Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_THAT(header_of(*page, "Permissions-Policy"), HasSubstr("camera=()"));
    EXPECT_EQ(header_of(*page, "Strict-Transport-Security"), "");
    web::site_options behind_tls;
    behind_tls.by_tls_alone = true;
    EXPECT_EQ(header_of(*site_on_disk(behind_tls).get("/", as_browser), "Strict-Transport-Security"),
              "max-age=31536000");
}

TEST(site, serves_assets_for_good_and_knows_what_a_client_has)
{
    site_on_disk s;
    const auto asset = s.get("/assets/main-ABCDEFGH.js");
    ASSERT_TRUE(asset);
    EXPECT_EQ(asset->body, "export {};");
    EXPECT_EQ(asset->content_type, "text/javascript; charset=utf-8");
    EXPECT_THAT(header_of(*asset, "Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(header_of(*asset, "ETag"), '"' + crypto::hexadecimal(crypto::sha256("export {};")) + '"');
    const auto known =
        s.get("/assets/main-ABCDEFGH.js", {{"if-none-match", "\"other\", W/" + header_of(*asset, "ETag")}});
    EXPECT_EQ(known->status, 304U);
    EXPECT_EQ(known->body, "");
    EXPECT_EQ(s.get("/assets/main-ABCDEFGH.js", {{"if-none-match", "\"other\""}})->status, 200U);
    EXPECT_FALSE(s.get("/assets/main-OTHER.js", as_browser)) << "a page instead of a script helps nobody";
}

TEST(site, serves_nothing_from_elsewhere)
{
    site_on_disk s;
    for (const char* path : {"/assets/../secret", "/assets/%2e%2e%2fsecret", "/assets/.hidden", "/assets/",
                             "/assets/a/b.js", "/assets//etc/passwd", "/assets/..", "/assets"})
        EXPECT_FALSE(s.get(path)) << path;
}

TEST(site, is_its_hosts)
{
    web::site_options of_host;
    of_host.look = {.name = "Host <b>",
                    .accent = "#123456",
                    .support_url = "https://h.example",
                    .terms_url = {},
                    .logo = "PNG",
                    .logo_name = "logo.png"};
    site_on_disk s(of_host);
    EXPECT_THAT(s.get("/brand.css")->body, HasSubstr("--accent: #123456"));
    EXPECT_EQ(s.get("/brand.json")->body, R"({"name":"Host <b>","support_url":"https://h.example","terms_url":null})");
    EXPECT_EQ(s.get("/brand/logo")->body, "PNG");
    EXPECT_EQ(s.get("/brand/logo")->content_type, "image/png");
    EXPECT_THAT(header_of(*s.get("/brand/logo"), "Content-Security-Policy"), HasSubstr("sandbox"));
    EXPECT_EQ(site_on_disk().get("/brand/logo")->body, "<svg/>");
}

TEST(site, tells_of_reports_once_a_minute)
{
    moved_clock time;
    std::vector<told_report> told;
    web::policy_reports reports(time, [&](std::uint64_t n, std::string_view newest) {
        told.push_back({n, std::string(newest)});
    });
    http::request r;
    r.remote = "192.0.2.1";
    r.body = R"({"csp-report":{"effective-directive":"script-src","blocked-uri":"https://evil.example/x.js"}})";
    EXPECT_EQ(reports.take(r).status, 204U);
    r.body = "{";
    for (int i = 0; i < 5; ++i) (void)reports.take(r);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].reports, 1U);
    EXPECT_EQ(told[0].newest, "script-src, https://evil.example/x.js");
    time.at += std::chrono::seconds(61);
    (void)reports.take(r);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[1].reports, 6U);
    EXPECT_EQ(told[1].newest, "unreadable");
}

TEST(site, takes_few_reports_of_one_client)
{
    moved_clock time;
    web::policy_reports reports(time, [](std::uint64_t, std::string_view) {});
    http::request r;
    r.remote = "192.0.2.1";
    int taken = 0;
    while (taken < 1000 && !reports.admit(r).refused) ++taken;
    EXPECT_EQ(taken, 20);
    EXPECT_EQ(reports.admit(r).refused->status, 429U);
    r.remote = "192.0.2.2";
    EXPECT_FALSE(reports.admit(r).refused);
}

// Where the console is built: what esbuild made is there, and each coding is served by its name.
TEST(site, has_the_built_console)
{
    if (web::built_assets().empty()) GTEST_SKIP() << "built with OFFLIST_CONSOLE=OFF";
    moved_clock time;
    web::site site({}, time, [](std::uint64_t, std::string_view) {});
    http::request r;
    r.method = "GET";
    for (const web::asset& each : web::built_assets()) {
        if (!each.path.starts_with("assets/")) continue;
        std::vector<std::string> tags;
        for (const char* coding : {"br", "gzip", ""}) {
            r.path = '/' + std::string(each.path);
            r.headers = {{"accept-encoding", coding}};
            const auto answer = site.answer(r);
            ASSERT_TRUE(answer) << each.path;
            EXPECT_EQ(header_of(*answer, "Content-Encoding"), coding);
            EXPECT_EQ(header_of(*answer, "Vary"), "Accept-Encoding");
            tags.push_back(header_of(*answer, "ETag"));
        }
        EXPECT_NE(tags[0], tags[1]);
        EXPECT_NE(tags[1], tags[2]);
    }
    r.path = "/";
    r.headers = {{"accept", "text/html"}};
    EXPECT_THAT(site.answer(r)->body, HasSubstr("/assets/main-"));
}

}  // namespace
