// Commands for staff who live in a terminal: listings, mass changes, mass ends, payments, webhooks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>
#include <store/monitoring/sql_monitor_store.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class staff_commands : public testing::Test {
protected:
    staff_commands()
    {
        w.add_list("test-ip");
        account = printed({"account", "create", "--name", "Example Ltd", "--email", "ops@example.org"});
        EXPECT_EQ(0, run({"subject", "add", "45.83.12.0/28", "--account", account, "--label", "rack 4"}).status);
    }
    program_result run(std::vector<std::string> words) const
    {
        program_call call;
        if (words.front() == "listing") words.insert(words.end(), {"--lists", (w.path() / "lists.d").string()});
        call.arguments = std::move(words);
        call.directory = w.path().string();
        return run_program(call);
    }
    std::string printed(std::vector<std::string> words) const
    {
        const auto done = run(std::move(words));
        EXPECT_EQ(0, done.status) << done.err;
        const auto lines = done.lines();
        return lines.size() == 1 ? lines.front() : done.out;
    }
    /// What it says on standard error when it refuses.
    std::string refused(std::vector<std::string> words) const
    {
        const auto done = run(std::move(words));
        EXPECT_EQ(3, done.status) << done.out;
        EXPECT_EQ("", done.out);
        return done.err;
    }
    void write(const std::string& statement) const
    {
        const auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
        const auto done = db->write_now([&](soci::session& s) -> parsed<bool> {
            store::sql::run(s, statement);
            return true;
        });
        ASSERT_TRUE(done);
    }
    void listed(const std::string& about, const std::string& list) const
    {
        const auto db = store::database::open({.url = "sqlite:" + (w.path() / "offlist.db").string()}).value();
        slice_record r;
        listing_step s;
        s.about = parse_subject(about).value();
        s.blocklist = list;
        s.what = change::suspected;
        s.to.state = listing_state::suspected;
        s.because.what = verdict::listed;
        s.because.codes = {"127.0.0.2"};
        s.because.meanings = {"spam source"};
        r.steps = {s};
        const auto record = [&] {
            return db
                ->write_now(
                    [&](soci::session& in) -> parsed<slice_result> { return store::sql_monitor_store::record(in, r); })
                .value()
                .steps.at(0)
                .listing;
        };
        r.steps[0].listing = record();
        r.steps[0].what = change::opened;
        r.steps[0].from = listing_state::suspected;
        r.steps[0].to.state = listing_state::listed;
        ASSERT_NE(record(), 0);
    }

    small_world w;
    std::string account;
};

TEST_F(staff_commands, show_listings)
{
    listed("45.83.12.7", "test-ip");
    EXPECT_THAT(printed({"listing", "list", "--state", "open"}), AllOf(HasSubstr("45.83.12.7"), HasSubstr("test-ip")));
    const auto one = nlohmann::json::parse(printed({"listing", "list", "--subject", "45.83.12.0/29", "--json"}));
    EXPECT_EQ("rack 4", one.at("label"));
    EXPECT_EQ("45.83.12.0/28", one.at("range"));
    EXPECT_THAT(printed({"listing", "show", "lst_1"}),
                AllOf(HasSubstr("127.0.0.2 (spam source)"), HasSubstr("rack 4")));
    const auto detail = nlohmann::json::parse(printed({"listing", "show", "lst_1", "--json"}));
    EXPECT_EQ(2U, detail.at("history").size());
    EXPECT_EQ("", printed({"listing", "list", "--json", "--state", "closed"}));
    EXPECT_THAT(refused({"listing", "list", "--blocklist", "test-pi"}), HasSubstr("test-ip"));
    EXPECT_THAT(refused({"listing", "list", "--account", "acc_999"}), HasSubstr("there is no account"));
    EXPECT_THAT(refused({"listing", "list", "--state", "opne"}), HasSubstr("open"));
    EXPECT_THAT(refused({"listing", "list", "--subject", "45.83.12.300"}), HasSubstr("45.83.12.300"));
    EXPECT_THAT(refused({"listing", "show", "lst_9"}), HasSubstr("there is no listing"));
    EXPECT_THAT(refused({"listing", "show", "9"}), HasSubstr("lst_12"));
}

TEST_F(staff_commands, decide_on_mass_changes_once)
{
    write("INSERT INTO mass_change (blocklist, subjects, accounts, began_at) VALUES ('test-ip', 60, 3, 1764000000)");
    EXPECT_THAT(printed({"mass-change", "list", "--state", "open"}), AllOf(HasSubstr("mass_1"), HasSubstr("opening")));
    EXPECT_THAT(refused({"mass-change", "decide", "mass_1", "--as", "dismiss"}), HasSubstr("--reason"));
    EXPECT_THAT(refused({"mass-change", "decide", "mass_1", "--as", "forget", "--reason", "x"}), HasSubstr("dismiss"));
    EXPECT_THAT(refused({"mass-change", "decide", "mass_2", "--as", "dismiss", "--reason", "x"}),
                HasSubstr("there is no mass change"));
    EXPECT_THAT(printed({"mass-change", "decide", "mass_1", "--as", "dismiss", "--reason", "their zone was empty"}),
                HasSubstr("mass_1 is dismissed"));
    EXPECT_THAT(refused({"mass-change", "decide", "mass_1", "--as", "release", "--reason", "no"}),
                HasSubstr("dismissed already"));
    const auto shown = nlohmann::json::parse(printed({"mass-change", "list", "--json"}));
    EXPECT_EQ("dismissed", shown.at("state"));
    EXPECT_EQ("their zone was empty", shown.at("reason"));
}

TEST_F(staff_commands, decide_on_mass_ends_once)
{
    write("INSERT INTO mass_end (cause, began_at) VALUES ('list_missing', 1764000000)");
    EXPECT_THAT(printed({"mass-end", "list"}), AllOf(HasSubstr("end_1"), HasSubstr("list_missing")));
    EXPECT_THAT(refused({"mass-end", "decide", "end_2", "--as", "keep", "--reason", "x"}),
                HasSubstr("there is no mass end"));
    EXPECT_THAT(printed({"mass-end", "decide", "end_1", "--as", "keep", "--reason", "mended"}),
                HasSubstr("they go on"));
    EXPECT_THAT(refused({"mass-end", "decide", "end_1", "--as", "end", "--reason", "x"}), HasSubstr("decided already"));
    EXPECT_EQ("keep", nlohmann::json::parse(printed({"mass-end", "list", "--json"})).at("decision"));
}

TEST_F(staff_commands, show_payments)
{
    write(
        "INSERT INTO payment (account, method, gateway, amount, surcharge, currency, state, external_id, checkout_url, "
        "received, reason, dispute, created_at, changed_at, expires_at, looks, nonce) VALUES (1, 'card', 'stripe', "
        "3500, 100, 'USD', 'pending', 'pi_1', 'https://pay.example/1', 0, '', '', 1764000000, 1764000000, 1764009000, "
        "0, 'abc')");
    EXPECT_THAT(printed({"payment", "list", "--state", "pending"}), AllOf(HasSubstr("pay_1"), HasSubstr("35.00 USD")));
    EXPECT_THAT(printed({"payment", "show", "pay_1"}), AllOf(HasSubstr("stripe"), HasSubstr("surcharge 1.00 USD")));
    EXPECT_EQ("pay_1", nlohmann::json::parse(printed({"payment", "show", "pay_1", "--json"})).at("id"));
    EXPECT_THAT(refused({"payment", "show", "pay_2"}), HasSubstr("there is no payment"));
    EXPECT_THAT(refused({"payment", "list", "--account", "acc_999"}), HasSubstr("there is no account"));
}

TEST_F(staff_commands, keep_webhooks)
{
    const auto made = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"webhook", "create", "--url", "https://hooks.example/in"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    EXPECT_THAT(printed(made({"--event", "listing.opened", "--event", "blocklist.unhealthy"})),
                MatchesRegex("whk_1 whsec_.+"));
    EXPECT_THAT(refused(made({"--event", "listing.opend"})), HasSubstr("listing.opened"));
    EXPECT_THAT(refused(made({"--event", "blocklist.unhealthy", "--account", account})), HasSubstr("no event"))
        << "that is for staff";
    EXPECT_THAT(refused({"webhook", "create", "--url", "http://hooks.example", "--event", "listing.opened"}),
                HasSubstr("https"));
    EXPECT_THAT(refused(made({"--event", "listing.opened", "--account", "acc_999"})), HasSubstr("no active account"));
    EXPECT_THAT(printed({"webhook", "list"}), AllOf(HasSubstr("staff"), Not(HasSubstr("whsec_"))));
    EXPECT_THAT(printed({"webhook", "test", "whk_1"}), HasSubstr("evt_"));
    EXPECT_THAT(refused({"webhook", "test", "whk_2"}), HasSubstr("there is no webhook"));
    EXPECT_EQ(true, nlohmann::json::parse(printed({"webhook", "delete", "whk_1", "--json"})).at("deleted"));
    EXPECT_THAT(refused({"webhook", "delete", "whk_1"}), HasSubstr("there is no webhook"));
}

TEST_F(staff_commands, refuse_without_a_store)
{
    const small_world empty;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"listing", "list"},
                                                                                       {"mass-change", "list"},
                                                                                       {"mass-end", "list"},
                                                                                       {"payment", "list"},
                                                                                       {"webhook", "list"}}) {
        program_call call;
        call.arguments = words;
        call.directory = empty.path().string();
        const auto done = run_program(call);
        EXPECT_EQ(3, done.status) << words.front();
        EXPECT_FALSE(std::filesystem::exists(empty.path() / "offlist.db")) << words.front() << " made a store";
    }
}

}  // namespace
}  // namespace offlist::test
