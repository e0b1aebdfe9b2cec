// The daemon, a real rbldnsd and a receiver: an address gets on a list, and whoever asked for it is told, signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <support/http_peer.hpp>
#include <support/real_servers.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* told_line = "192.0.2.7 :127.0.0.4:Infected\n";

std::string header(const std::string& request, const std::string& name)
{
    const std::string mark = "\r\n" + name + ": ";
    const auto at = request.find(mark);
    if (at == std::string::npos) return {};
    return request.substr(at + mark.size(), request.find("\r\n", at + 2) - at - mark.size());
}

// By somebody else's code: python's hmac.
std::string signature_by_python(const small_world& w, const std::string& secret, const std::string& request)
{
    w.write("signed", header(request, "webhook-id") + '.' + header(request, "webhook-timestamp") + '.' +
                          request.substr(request.find("\r\n\r\n") + 4));
    const std::string command =
        "python3 -c 'import base64,hmac,sys;"
        "print(\"v1,\"+base64.b64encode(hmac.new(base64.b64decode(sys.argv[1][6:]),open(sys.argv[2],\"rb\").read(),"
        "\"sha256\").digest()).decode(),end=\"\")' " +
        secret + ' ' + (w.path() / "signed").string();
    std::FILE* const from = ::popen(command.c_str(), "r");
    std::array<char, 200> text{};
    const std::size_t size = from == nullptr ? 0 : std::fread(text.data(), 1, text.size(), from);
    if (from != nullptr) ::pclose(from);
    return {text.data(), size};
}

TEST(webhooks, tell_of_a_listing_with_a_good_signature)
{
    small_world w;
    w.add_dead_list("alpha");
    const rbldnsd list({{"alpha.test", "ip4set", zone_head}});
    const http_peer receiver([](const std::string&) { return http_text(204); });
    daemon d(w, "[webhooks]\nallow_http = true\nallow_special_addresses = true\n[log]\nlevel = \"debug\"\n",
             "offlist.db", {"--resolver", address_of(list.endpoint())});
    ASSERT_TRUE(d.came_up()) << d.program().errors_so_far();
    const std::string account = d.printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
    const std::string token = d.printed_by({"token", "create", "--role", "customer", "--account", account});
    EXPECT_THAT(d.printed_by({"subject", "add", "192.0.2.7", "--account", account}), HasSubstr("added"));
    const auto made = d.post(
        "/v1/webhooks", R"({"url":")" + receiver.url("/in?key=swordfish") + R"(","events":["listing.opened"]})", token);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string secret = made.json()["secret"];
    const std::string id = made.json()["id"];
    ASSERT_TRUE(d.ready()) << d.get("/readyz").body;

    const auto test = d.post("/v1/webhooks/" + id + "/test", "", token);
    ASSERT_EQ(test.status, 202) << test.body;
    ASSERT_TRUE(receiver.await_requests(1)) << d.program().errors_so_far();
    EXPECT_THAT(receiver.requests()[0], HasSubstr("webhook.test"));

    list.replace(0, std::string(zone_head) + told_line);
    ASSERT_TRUE(eventually([&] { return receiver.requests().size() >= 2; })) << d.program().errors_so_far();
    const std::string sent = receiver.requests()[1];
    EXPECT_THAT(sent, testing::StartsWith("POST /in?key=swordfish HTTP/1.1\r\n"));
    const auto body = nlohmann::json::parse(sent.substr(sent.find("\r\n\r\n") + 4));
    EXPECT_EQ(body["type"], "listing.opened");
    EXPECT_EQ(body["data"]["subject"], "192.0.2.7");
    EXPECT_EQ(body["data"]["blocklist"], "alpha");
    EXPECT_EQ(body["data"]["account"], account);
    EXPECT_EQ(header(sent, "webhook-signature"), signature_by_python(w, secret, sent));
    EXPECT_TRUE(eventually([&] {
        return d.get("/v1/webhooks", token).json()["items"][0]["last_result"] == "status 204";
    })) << d.get("/v1/webhooks", token).body;
    EXPECT_THAT(d.metrics(), HasSubstr("offlist_notifications_total{outcome=\"taken\"} 2"));
    const auto ended = d.stop();
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.err, HasSubstr("an event was sent"));
    EXPECT_THAT(ended.err, Not(HasSubstr("swordfish")));
    EXPECT_THAT(ended.err, Not(HasSubstr("whsec_")));
}

}  // namespace
}  // namespace offlist::test
