// Paid removals in the real daemon, with a real rbldnsd: proved by DNS and earned, or failed and credited back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>
#include <support/real_servers.hpp>
#include <support/resolver_table.hpp>

#include "daemon/daemon_process.hpp"

namespace offlist::test {
namespace {

using testing::HasSubstr;

// Seconds where a real service has hours and days.
constexpr const char* rules = R"(
[delisting]
clean_answers = 2
spacing = "2s"
hold_window = "2s"
hard_cap = "5m"
grace = "2s"
claim_timeout = "60s"
[prices]
file = "prices.toml"
)";

class orders : public testing::Test {
protected:
    orders()
    {
        write_prices("USD");
        w.write("lists.d/alpha.toml", R"([operator]
name = "Operator of alpha"
[[blocklist]]
id = "alpha"
zone = "alpha.test"
subjects = ["ip4"]
answers = [{ match = "127.0.0.4", verdict = "listed", means = "infected" }, { match = "127.0.0.2", verdict = "listed", means = "test" }]
[blocklist.removal]
method = "web-form"
url = "https://alpha.test/remove?ip={subject}"
deadline = "6s"
)");
    }
    void write_prices(const std::string& currency)
    {
        w.write("prices.toml", "currency = \"" + currency +
                                   "\"\n[fees]\ndelisting = \"35.00\"\n[surcharge]\ncard = 75\n[terms]\ndelisting = "
                                   "[\"One attempt.\"]\n");
    }
    void serve(const std::string& store = "offlist.db")
    {
        d.reset();
        d = std::make_unique<daemon>(w, rules, store, std::vector<std::string>{"--resolver", address_of(asked)});
        ASSERT_TRUE(d->came_up()) << d->program().errors_so_far();
    }
    void set_listed(const std::vector<std::string>& subjects)
    {
        std::string zone = zone_head;
        for (const std::string& each : subjects) zone += each + " :127.0.0.4:Infected\n";
        list.replace(0, zone);
    }
    void make_people()
    {
        account = d->printed_by({"account", "create", "--name", "A", "--email", "a@example.org"});
        customer = d->printed_by({"token", "create", "--role", "customer", "--account", account});
        staff = d->printed_by({"token", "create", "--role", "staff"});
        EXPECT_THAT(d->printed_by({"subject", "add", "192.0.2.7", "192.0.2.8", "--account", account}),
                    HasSubstr("added"));
    }
    void wait_for_listing(const std::string& subject)
    {
        ASSERT_TRUE(eventually([&] {
            const auto open = d->get("/v1/listings?state=open&subject=" + subject, customer).json();
            return open.is_object() && open.contains("items") && !open["items"].empty();
        })) << d->program().errors_so_far();
    }
    nlohmann::json posted(const std::string& path, const nlohmann::json& body, const std::string& token)
    {
        const auto reply = d->post(path, body.dump(), token);
        EXPECT_TRUE(reply.status == 200 || reply.status == 201) << path << ": " << reply.status << ' ' << reply.body;
        return reply.json();
    }
    void credit(std::int64_t cents)
    {
        posted("/v1/accounts/" + account + "/transfers", {{"amount", cents}, {"reason", "a bank transfer"}}, staff);
    }
    std::string order(const std::string& subject, const std::string& state = "held")
    {
        const auto made =
            posted("/v1/delistings", {{"subject", subject}, {"blocklist", "alpha"}, {"expected_fee", 3500}}, customer);
        EXPECT_EQ(state, made.value("state", "")) << made.dump();
        return made.value("id", "none");
    }
    void work()
    {
        const auto tasks = d->get("/v1/tasks?state=open", staff).json();
        ASSERT_FALSE(tasks["items"].empty()) << tasks.dump();
        const std::string task = tasks["items"][0]["id"];
        posted("/v1/tasks/" + task + "/claim", nlohmann::json::object(), staff);
        posted("/v1/tasks/" + task + "/complete", {{"outcome", "submitted"}, {"note", "form sent"}}, staff);
    }
    nlohmann::json delisting(const std::string& id) { return d->get("/v1/delistings/" + id, customer).json(); }
    bool becomes(const std::string& id, const std::string& state)
    {
        return eventually([&] { return delisting(id).value("state", "") == state; });
    }
    nlohmann::json funds() { return d->get("/v1/accounts/" + account + "/funds", customer).json(); }

    small_world w;
    rbldnsd list{{{"alpha.test", "ip4set", zone_head}}};
    boost::asio::ip::udp::endpoint asked = list.endpoint();
    std::unique_ptr<daemon> d;
    std::string account, customer, staff;
};

TEST_F(orders, of_an_address_that_is_taken_off_is_earned_also_after_kill_9_in_between)
{
    serve();
    make_people();
    set_listed({"192.0.2.7"});
    wait_for_listing("192.0.2.7");
    credit(5000);
    const std::string id = order("192.0.2.7");
    EXPECT_THAT(d->metrics(), HasSubstr("offlist_ledger_balanced 1"));
    work();
    d->kill();
    set_listed({});
    serve();
    ASSERT_TRUE(becomes(id, "succeeded")) << delisting(id).dump(1) << d->program().errors_so_far();
    const auto ended = delisting(id);
    EXPECT_THAT(ended["reason"].get<std::string>(), HasSubstr("proved by"));
    EXPECT_GE(ended["evidence"].size(), 2U);
    EXPECT_THAT(ended["evidence"].dump(), HasSubstr("\"verdict\":\"clean\""));
    EXPECT_EQ(1500, funds()["balance"]["amount"]);
    EXPECT_EQ(0, funds()["held"]["amount"]);
    const auto verified = d->command({"ledger", "verify"});
    EXPECT_EQ(0, verified.status) << verified.out << verified.err;
    EXPECT_THAT(verified.out, HasSubstr("the books balance"));
    ASSERT_TRUE(eventually([&] {
        return d->metrics().find("offlist_delistings{state=\"succeeded\"} 1") != std::string::npos;
    })) << d->metrics();
}

TEST_F(orders, of_an_address_that_stays_listed_fails_at_its_deadline_and_the_fee_is_back)
{
    serve();
    make_people();
    set_listed({"192.0.2.8"});
    wait_for_listing("192.0.2.8");
    credit(3500);
    const std::string id = order("192.0.2.8");
    EXPECT_EQ(0, funds()["balance"]["amount"]);
    work();
    ASSERT_TRUE(becomes(id, "failed")) << delisting(id).dump(1) << d->program().errors_so_far();
    EXPECT_THAT(delisting(id)["reason"].get<std::string>(), HasSubstr("still listed after 6s"));
    EXPECT_EQ(3500, funds()["balance"]["amount"]);
    EXPECT_EQ(0, funds()["held"]["amount"]);
    EXPECT_EQ(0, d->command({"ledger", "verify"}).status);
    // the round that tells its changes to the log counts them afterwards
    ASSERT_TRUE(eventually([&] {
        return d->metrics().find("offlist_delistings{state=\"failed\"} 1") != std::string::npos;
    })) << d->metrics();
    const std::string log = d->stop().err;
    for (const std::string state : {"submitted", "failed"}) {  // by a request, and by the clock
        const auto at = log.find("delisting " + state + " delisting=" + id + " state=" + state + " before=");
        ASSERT_NE(at, std::string::npos) << state << '\n' << log;
        EXPECT_THAT(log.substr(at, log.find('\n', at) - at),
                    HasSubstr(" subject=192.0.2.8 blocklist=alpha account=" + account + " by="));
    }
}

TEST_F(orders, are_worked_from_the_command_line_as_well)
{
    serve();
    make_people();
    set_listed({"192.0.2.7"});
    wait_for_listing("192.0.2.7");
    credit(7000);
    const std::string id = order("192.0.2.7");
    EXPECT_THAT(d->command({"delisting", "list", "--state", "live"}).out, HasSubstr("192.0.2.7"));
    EXPECT_THAT(d->command({"task", "list"}).out, HasSubstr("tsk_1"));
    EXPECT_THAT(d->command({"task", "claim", "tsk_1"}).out, HasSubstr("https://alpha.test/remove?ip=192.0.2.7"));
    EXPECT_EQ(3, d->command({"delisting", "cancel", id, "--reason", "too late"}).status) << "it is being sent";
    EXPECT_EQ(3, d->command({"task", "complete", "tsk_1", "--outcome", "rejected"}).status) << "without a reason";
    EXPECT_EQ(0, d->command({"task", "complete", "tsk_1", "--outcome", "rejected", "--note", "they said no"}).status);
    EXPECT_THAT(d->command({"delisting", "show", id}).out, HasSubstr("failed: they said no"));
    EXPECT_THAT(d->command({"funds", account}).out, HasSubstr("balance 70.00 USD, held 0.00 USD"));
    const std::string again = order("192.0.2.7");
    EXPECT_THAT(d->printed_by({"delisting", "cancel", again, "--reason", "by telephone"}),
                HasSubstr("35.00 USD went back"));
    EXPECT_EQ(7000, funds()["balance"]["amount"]);
}

TEST_F(orders, need_a_price_book_that_can_be_read)
{
    w.write("prices.toml", "currency = \"USD\"\n[fees]\ndelisting = 35.00\n");
    daemon broken(w, rules, "other.db", {"--resolver", address_of(list.endpoint())});
    EXPECT_FALSE(broken.came_up());
    const auto ended = broken.program().finish();
    EXPECT_EQ(3, ended.status);
    EXPECT_THAT(ended.err, testing::AllOf(HasSubstr("prices.toml:3"), HasSubstr("\"35.00\"")));

    write_prices("USD");
    serve();
    w.write("prices.toml", "currency = \"USD\"\n[fees]\n");
    d->program().send_signal(SIGHUP);
    ASSERT_TRUE(d->program().wait_for_error("the old configuration goes on")) << d->program().errors_so_far();
    EXPECT_THAT(d->program().errors_so_far(), HasSubstr("there is no fee for"));
}

TEST_F(orders, keep_the_currency_while_customers_have_money_in_it)
{
    serve();
    make_people();
    credit(3500);
    write_prices("EUR");
    d->program().send_signal(SIGHUP);
    ASSERT_TRUE(d->program().wait_for_error("the old configuration goes on")) << d->program().errors_so_far();
    EXPECT_THAT(d->program().errors_so_far(), HasSubstr("the books have 35.00 USD of customers"));
    EXPECT_EQ("USD", funds()["balance"]["currency"]);
    d->stop();
    d.reset();
    daemon refused(w, rules, "offlist.db", {"--resolver", address_of(list.endpoint())});
    EXPECT_FALSE(refused.came_up());
    const auto ended = refused.program().finish();
    EXPECT_EQ(3, ended.status);
    EXPECT_THAT(ended.err, HasSubstr("the price book is in EUR, and the books have 35.00 USD of customers"));
}

TEST_F(orders, books_that_do_not_balance_are_told_everywhere)
{
    // as somebody would who edits the database by hand
    const auto tamper = [this](const std::string& by) {
        d->stop();
        auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
        ASSERT_TRUE(db->write_now([&](soci::session& s) -> parsed<std::int64_t> {
            return store::sql::run(s, "UPDATE ledger_balance SET cents = cents" + by + " WHERE account LIKE 'funds:%'");
        }));
    };
    serve();
    make_people();
    set_listed({"192.0.2.8"});
    wait_for_listing("192.0.2.8");
    credit(3000);
    const std::string waiting = order("192.0.2.8", "awaiting_funds");
    EXPECT_EQ(0, d->command({"ledger", "verify", "--json"}).status);
    tamper(" + 1");
    serve();
    EXPECT_TRUE(d->program().wait_for_error("the books do not balance"));
    EXPECT_THAT(d->metrics(), HasSubstr("offlist_ledger_balanced 0"));
    EXPECT_EQ(503, d->get("/readyz").status);
    const auto refused =
        d->post("/v1/delistings", R"({"subject":"192.0.2.7","blocklist":"alpha","expected_fee":3500})", customer);
    EXPECT_EQ(503, refused.status);
    EXPECT_THAT(refused.body, HasSubstr("books-do-not-balance"));
    EXPECT_THAT(d->get("/readyz").body, testing::Not(HasSubstr("35.0"))) << "for anybody to read";
    const auto verified = d->command({"ledger", "verify", "--json"});
    EXPECT_EQ(2, verified.status);
    EXPECT_THAT(verified.out, HasSubstr("30.01 USD"));
    credit(500);
    EXPECT_EQ(delisting(waiting).value("state", ""), "awaiting_funds") << "with books that are wrong";
    tamper(" - 1");
    serve();
    EXPECT_TRUE(becomes(waiting, "held")) << delisting(waiting).dump(1);

    w.write("text.db", "this is not a database");
    w.write("none.toml", "[store]\nurl = \"sqlite:text.db\"\n");
    program_call call;
    call.arguments = {"ledger", "verify", "--config", (w.path() / "none.toml").string()};
    EXPECT_EQ(3, run_program(call).status) << "cannot be read";
}

// A resolver that begins to lie while a job is proved: somebody has turned on a protection against rebinding, or a
// filter.
class orders_through_a_resolver : public orders, public testing::WithParamInterface<std::size_t> {
protected:
    orders_through_a_resolver() { asked = resolver->endpoint(); }
    /// Slices of the sweep that are done.
    [[nodiscard]] int slices() const
    {
        const std::string name = "\nofflist_slice_duration_seconds_count", all = d->metrics();
        const auto at = all.find(name);
        return at == std::string::npos ? 0 : std::stoi(all.substr(all.find(' ', at)));
    }
    /// The subject is asked every two seconds, so that twice these are enough for two clean answers and the hold
    /// window.
    bool sweep_goes_on()
    {
        const int before = slices();
        return eventually([&] { return slices() >= before + 10; });
    }

    [[nodiscard]] std::string health() const
    {
        return d->get("/v1/blocklists/alpha", staff).json().at("health").dump();
    }

    const std::vector<real_resolver::zone> zones{{"alpha.test", list.endpoint()}};
    const resolver_case& of = resolver_table()[GetParam()];
    std::unique_ptr<real_resolver> resolver = of.start_plain(zones);
};

TEST_P(orders_through_a_resolver, that_changes_in_the_middle_earn_nothing_by_its_lies)
{
    serve();
    make_people();
    set_listed({"192.0.2.7"});
    wait_for_listing("192.0.2.7");
    credit(3500);
    const std::string id = order("192.0.2.7");
    work();
    resolver->configure(of.config_for(zones));
    ASSERT_TRUE(eventually([&] { return health().find("\"state\":\"un") != std::string::npos; })) << health();
    ASSERT_TRUE(sweep_goes_on()) << d->program().errors_so_far();
    const auto meanwhile = delisting(id);
    EXPECT_THAT(meanwhile["state"], testing::AnyOf("submitted", "verifying")) << meanwhile.dump(1);
    EXPECT_THAT(meanwhile["evidence"].dump(), testing::Not(HasSubstr("\"verdict\":\"clean\"")));
    EXPECT_EQ(3500, funds()["held"]["amount"]);
    EXPECT_EQ("open", d->get("/v1/listings?subject=192.0.2.7", customer).json()["items"][0]["state"]);

    set_listed({});
    resolver->configure("");
    if (of.why.find("minimi") != std::string::npos) {
        // its tests come right by its cache as well, so it is not believed for hours (fickle_resolvers)
        ASSERT_TRUE(sweep_goes_on()) << d->program().errors_so_far();
        EXPECT_THAT(delisting(id)["state"], testing::AnyOf("submitted", "verifying"));
        EXPECT_EQ(3500, funds()["held"]["amount"]);
        return;
    }
    ASSERT_TRUE(becomes(id, "succeeded")) << delisting(id).dump(1) << d->program().errors_so_far();
    EXPECT_EQ(0, funds()["held"]["amount"]);
    EXPECT_EQ(0, d->command({"ledger", "verify"}).status);
}

// The numbers of those that answer no longer, or not with all there is. It takes a minute until one of them is believed
// again, so that only one that removes and one that refuses are met each time; OFFLIST_RESOLVERS=all meets them all.
std::vector<std::size_t> liars()
{
    const char* const wanted = std::getenv("OFFLIST_RESOLVERS");
    const bool all = wanted != nullptr && std::string_view(wanted) == "all";
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < resolver_table().size(); ++i) {
        const resolver_case& of = resolver_table()[i];
        const bool usual = of.name == "unbound, private-address" || of.name == "unbound, access-control";
        if (of.fate != resolver_fate::right && (all || usual)) numbers.push_back(i);
    }
    return numbers;
}

INSTANTIATE_TEST_SUITE_P(lies, orders_through_a_resolver, testing::ValuesIn(liars()),
                         [](const auto& info) { return resolver_table()[info.param].test_name(); });

}  // namespace
}  // namespace offlist::test
