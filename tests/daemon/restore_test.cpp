// A backup is restored: nothing is mailed twice, told or sold, until staff has confirmed it.
#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <support/postgres.hpp>
#include <support/real_servers.hpp>
#include <support/smtp_sink.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

// Seconds where a real service has hours, and a list that is asked by mail.
class restored_daemon : public testing::Test {
protected:
    restored_daemon()
    {
        w.write("lists.d/mailed.toml", R"([operator]
name = "Operator"
[[blocklist]]
id = "mailed"
zone = "mailed.test"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }]
[blocklist.removal]
method = "email"
url = "delist@mailed.test"
[blocklist.removal.message]
text = "Please take {subject} off, {reference}."
)");
        w.write("prices.toml",
                "currency = \"USD\"\n[fees]\ndelisting = \"35.00\"\n[surcharge]\ncard = 75\n[terms]\ndelisting = "
                "[\"no cure, no pay\"]\n");
    }
    void serve(bool with_mail, const std::string& store = "offlist.db")
    {
        d.reset();
        std::string sections = "[delisting]\nclaim_timeout = \"60s\"\n[prices]\nfile = \"prices.toml\"\n";
        if (with_mail)
            sections += "[mail]\nserver = \"127.0.0.1:" + std::to_string(sink.port()) +
                        "\"\nsecurity = \"none\"\nfrom = \"Delisting <delisting@example.org>\"\n";
        d = std::make_unique<daemon>(w, sections, store,
                                     std::vector<std::string>{"--resolver", address_of(list.endpoint())});
        ASSERT_TRUE(d->came_up()) << d->program().errors_so_far();
    }
    http_reply order(const std::string& subject)
    {
        const nlohmann::json body = {{"subject", subject}, {"blocklist", "mailed"}, {"expected_fee", 3500}};
        return d->post("/v1/delistings", body.dump(), customer);
    }
    bool becomes(const std::string& id, const std::string& state)
    {
        return eventually([&] { return d->get("/v1/delistings/" + id, customer).json().value("state", "") == state; });
    }

    small_world w;
    const rbldnsd list{{{"mailed.test", "ip4set", std::string(zone_head) + "192.0.2.7\n192.0.2.8\n"}}};
    const smtp_sink sink;
    std::unique_ptr<daemon> d;
    std::string customer;
};

TEST_F(restored_daemon, mails_nothing_twice_and_sells_nothing_until_it_is_confirmed)
{
    const std::string backup = (w.path() / "monday.db").string();
    serve(false);
    const std::string account = d->printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
    customer = d->printed_by({"token", "create", "--role", "customer", "--account", account});
    const std::string admin = d->printed_by({"token", "create", "--role", "admin"});
    EXPECT_THAT(d->printed_by({"subject", "add", "192.0.2.7", "192.0.2.8", "--account", account}), HasSubstr("added"));
    ASSERT_TRUE(eventually([&] { return d->get("/v1/listings?state=open", customer).json()["items"].size() == 2; }))
        << d->program().errors_so_far();
    ASSERT_EQ(
        201, d->post("/v1/accounts/" + account + "/transfers", R"({"amount":10500,"reason":"by bank"})", admin).status);
    ASSERT_EQ(201, order("192.0.2.7").status);
    EXPECT_EQ(0, d->command({"backup", backup}).status);

    serve(true);  // only now there is somebody to mail by
    ASSERT_TRUE(becomes("del_1", "submitted")) << d->program().errors_so_far();
    ASSERT_EQ(201, order("192.0.2.8").status);
    ASSERT_TRUE(becomes("del_2", "submitted"));
    ASSERT_EQ(sink.mails().size(), 2U);
    EXPECT_THAT(d->command({"restore", backup}).err, HasSubstr("another offlist serve uses this store"));
    d->stop();

    const auto restored = d->command({"restore", backup});
    EXPECT_EQ(0, restored.status) << restored.err;
    EXPECT_THAT(restored.out, HasSubstr("1 delisting may have been sent meanwhile"));
    serve(true);
    ASSERT_TRUE(eventually([&] { return d->get("/readyz").body.find("\"restore\"") != std::string::npos; }));
    EXPECT_EQ(503, d->get("/readyz").status);
    EXPECT_EQ("uncertain", d->get("/v1/delistings/del_1", customer).json()["state"]);
    const auto refused = order("192.0.2.8");
    EXPECT_EQ(503, refused.status);
    EXPECT_THAT(refused.body, HasSubstr("until staff confirms it"));
    EXPECT_EQ(true, d->get("/v1/restore", admin).json()["held"]);
    EXPECT_EQ(422, d->post("/v1/restore/confirm", "{}", admin).status) << "without a reason";

    const auto confirmed = d->post("/v1/restore/confirm", R"({"reason":"compared with the bank"})", admin);
    EXPECT_EQ(200, confirmed.status) << confirmed.body;
    EXPECT_EQ(409, d->post("/v1/restore/confirm", R"({"reason":"once more"})", admin).status);
    ASSERT_TRUE(eventually([&] { return order("192.0.2.8").status == 201; }));
    ASSERT_TRUE(becomes("del_2", "submitted")) << d->program().errors_so_far();
    EXPECT_EQ("uncertain", d->get("/v1/delistings/del_1", customer).json()["state"]) << "for staff to find out";
    ASSERT_EQ(sink.mails().size(), 3U) << "one for each order that was made";
    const auto id_of_mail = [this](std::size_t n) {
        const auto data = sink.mails()[n]["data"].get<std::string>();
        const auto at = data.find("Message-Id: <del_2.");
        return at == std::string::npos ? std::string() : data.substr(at, data.find('>', at) - at);
    };
    EXPECT_NE(id_of_mail(1), "");
    EXPECT_NE(id_of_mail(2), "");
    EXPECT_NE(id_of_mail(1), id_of_mail(2)) << "the same number, and another order";
    EXPECT_THAT(d->command({"restore"}).out, HasSubstr("compared with the bank"));
    EXPECT_EQ(0, d->command({"ledger", "verify"}).status);
}

// The document's own commands, with PostgreSQL's own tools.
TEST_F(restored_daemon, of_postgresql_is_told_by_whoever_restored_it)
{
    const std::string url = postgres::instance().fresh_database(), dump = (w.path() / "offlist.dump").string();
    const auto tool = [&url](const std::string& words) {
        return std::system((words + " --dbname='" + url + "'").c_str());  // NOLINT: our own words
    };
    serve(true, url);
    EXPECT_NE("", d->printed_by({"account", "create", "--name", "Before", "--email", "a@example.org"}));
    EXPECT_EQ(0, tool("pg_dump --format=custom --file=" + dump));
    EXPECT_NE("", d->printed_by({"account", "create", "--name", "After", "--email", "b@example.org"}));
    EXPECT_THAT(d->command({"restore", dump}).err, HasSubstr("pg_restore --clean --if-exists"));
    d->stop();
    EXPECT_EQ(0, tool("pg_restore --clean --if-exists --exit-on-error " + dump));
    const auto told = d->command({"restore", "--restored"});
    EXPECT_EQ(0, told.status) << told.err;
    serve(true, url);
    const auto accounts = d->command({"account", "list"}).out;
    EXPECT_THAT(accounts, testing::AllOf(HasSubstr("Before"), testing::Not(HasSubstr("After"))));
    ASSERT_TRUE(eventually([&] { return d->get("/readyz").body.find("\"restore\"") != std::string::npos; }));
    EXPECT_EQ(0, d->command({"restore", "--confirm", "--reason", "nothing was paid"}).status);
    EXPECT_TRUE(d->ready()) << d->get("/readyz").body;
}

}  // namespace
}  // namespace offlist::test
