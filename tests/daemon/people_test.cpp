// The real daemon lets people in: by a link that a command prints, and by one that a real mail server gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <support/smtp_sink.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

std::string value_of_cookie(const http_reply& reply, const std::string& name)
{
    const std::string mark = name + "=";
    const auto at = reply.head.find(mark);
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size();
    return reply.head.substr(begin, reply.head.find(';', begin) - begin);
}

struct people : testing::Test {
    void serve(const std::string& sections)
    {
        w.add_list("alpha");
        d = std::make_unique<daemon>(w, sections);
        ASSERT_TRUE(d->came_up()) << d->program().errors_so_far();
    }
    [[nodiscard]] http_reply post(const std::string& path, const nlohmann::json& body, const std::string& cookie = {})
    {
        return d->send("POST", path, body.dump(), {{"Sec-Fetch-Site", "same-origin"}, {"Cookie", cookie}});
    }
    small_world w;
    std::unique_ptr<daemon> d;
};

TEST_F(people, the_first_admin_comes_in_by_a_link_of_the_command_line)
{
    serve("[service]\npublic_url = \"https://offlist.example\"\n");
    const std::string link = d->printed_by({"person", "invite", "--email", "Root@Example.org", "--role", "admin"});
    ASSERT_THAT(link, testing::StartsWith("https://offlist.example/enter#")) << "the link alone";
    const std::string secret = link.substr(link.find('#') + 1);
    const http_reply in = post("/v1/login", {{"link", secret}});
    ASSERT_EQ(in.status, 200) << in.body;
    const std::string cookie = "__Host-offlist=" + value_of_cookie(in, "__Host-offlist");
    EXPECT_EQ(post("/v1/login", {{"link", secret}}).status, 401);
    const http_reply me = d->send("GET", "/v1/me", "", {{"Cookie", cookie}});
    EXPECT_EQ(me.json().at("person").at("email"), "root@example.org");
    EXPECT_EQ(me.json().at("role"), "admin");
    EXPECT_EQ(d->send("GET", "/v1/accounts", "", {{"Cookie", cookie}}).status, 200);

    EXPECT_THAT(d->printed_by({"person", "list"}), HasSubstr("root@example.org"));
    EXPECT_THAT(d->printed_by({"person", "link", "root@example.org"}), HasSubstr("/enter#"));
    EXPECT_THAT(d->command({"person", "link", "nobody@example.org"}).err, HasSubstr("offlist person list"));
    EXPECT_THAT(d->command({"person", "invite", "--email", "joe@example.org", "--role", "owner"}).err,
                HasSubstr("--account"));
    EXPECT_THAT(d->printed_by({"person", "sign-out", "root@example.org"}), HasSubstr("1 sign-in has ended"));
    // the daemon knows it already, for a few seconds
    ASSERT_TRUE(eventually([&] { return d->send("GET", "/v1/me", "", {{"Cookie", cookie}}).status == 401; }));
    EXPECT_THAT(d->printed_by({"person", "remove", "root@example.org"}), HasSubstr("no longer of the host"));
    EXPECT_EQ(d->stop().status, 0);
}

TEST_F(people, a_customer_comes_in_by_mail)
{
    const smtp_sink sink;
    serve("[service]\npublic_url = \"https://offlist.example\"\n[mail]\nserver = \"127.0.0.1:" +
          std::to_string(sink.port()) + "\"\nsecurity = \"none\"\nfrom = \"Desk <desk@example.org>\"\n");
    const auto account = d->printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
    (void)d->printed_by({"person", "invite", "--email", "jane@example.org", "--role", "owner", "--account", account});
    (void)d->printed_by({"person", "invite", "--email", "root@example.org", "--role", "admin"});
    for (const char* nobody : {"nobody@example.org", "root@example.org"})
        EXPECT_EQ(post("/v1/login/links", {{"email", nobody}}).status, 202);
    const http_reply asked = post("/v1/login/links", {{"email", "jane@example.org"}});
    ASSERT_EQ(asked.status, 202) << asked.body;
    ASSERT_TRUE(eventually([&] { return !sink.mails().empty(); })) << d->program().errors_so_far();
    const nlohmann::json mail = sink.mails().front();
    EXPECT_EQ(mail["to"][0], "jane@example.org") << "and nobody else";
    const auto text = mail["data"].get<std::string>();
    std::smatch code;
    ASSERT_TRUE(std::regex_search(text, code, std::regex("([2-9A-Z]{4}-[2-9A-Z]{4})"))) << text;
    EXPECT_EQ(post("/v1/login", {{"code", code[1]}}).status, 401) << "in another window";
    const std::string window = "__Host-offlist-asked=" + value_of_cookie(asked, "__Host-offlist-asked");
    const http_reply in = post("/v1/login", {{"code", code[1]}}, window);
    ASSERT_EQ(in.status, 200) << in.body;
    EXPECT_EQ(in.json().at("account"), account);
    EXPECT_EQ(d->stop().status, 0);
    EXPECT_EQ(sink.mails().size(), 1U);
}

}  // namespace
}  // namespace offlist::test
