// The commands that open the store themselves, and the doctor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <store/engine/database.hpp>
#include <store/engine/sql.hpp>

#include "support/small_world.hpp"

namespace offlist::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class store_commands : public testing::Test {
protected:
    program_result run(std::vector<std::string> words, const std::string& input = {}) const
    {
        program_call call;
        call.arguments = std::move(words);
        call.directory = w.path().string();
        call.input = input;
        return run_program(call);
    }
    std::string printed(std::vector<std::string> words) const
    {
        const auto done = run(std::move(words));
        EXPECT_EQ(0, done.status) << done.err;
        const auto lines = done.lines();
        return lines.size() == 1 ? lines.front() : done.out;
    }
    std::string new_account(const std::string& name = "Example Ltd") const
    {
        return printed({"account", "create", "--name", name, "--email", "ops@example.org"});
    }

    small_world w;
};

TEST_F(store_commands, create_prints_the_id_and_the_token_alone)
{
    const std::string account = new_account();
    EXPECT_THAT(account, MatchesRegex("acc_[0-9]+"));
    EXPECT_THAT(printed({"token", "create", "--role", "customer", "--account", account}),
                MatchesRegex("olt_[0-9A-Za-z]{49}"));
    const auto tokens = printed({"token", "list", "--json"});
    EXPECT_THAT(tokens, AllOf(HasSubstr("\"state\":\"valid\""), HasSubstr("\"role\":\"customer\"")));
    EXPECT_THAT(printed({"token", "revoke", "tok_1"}), HasSubstr("revoked"));
    EXPECT_THAT(printed({"token", "list"}), HasSubstr("revoked"));
}

TEST_F(store_commands, make_a_token_as_the_flags_say)
{
    const std::string account = new_account();
    (void)printed({"token", "create", "--role", "customer", "--account", account, "--name", "a laptop", "--expires",
                   "90d", "--read-only"});
    const auto token = nlohmann::json::parse(printed({"token", "list", "--json", "--account", account}));
    EXPECT_EQ("a laptop", token.at("name"));
    EXPECT_EQ(account, token.at("account"));
    EXPECT_EQ(true, token.at("read_only"));
    EXPECT_LT(token.at("created_at").get<std::string>(), token.at("expires_at").get<std::string>());
}

TEST_F(store_commands, label_what_they_add)
{
    const std::string account = new_account();
    w.write("some.csv", "subject,label\n45.83.12.7,own\n45.83.12.8,\n");
    EXPECT_EQ(0, run({"import", "some.csv", "--account", account, "--label", "pool"}).status);
    EXPECT_EQ(0, run({"subject", "add", "192.168.0.1", "example.org", "--account", account, "--label", "office",
                      "--allow-special"})
                     .status);
    std::map<std::string, std::string> labels;
    for (const std::string& line : run({"subject", "list", "--account", account, "--json"}).lines()) {
        const auto json = nlohmann::json::parse(line);
        labels[json.at("subject")] = json.at("label");
    }
    const std::map<std::string, std::string> expected{
        {"45.83.12.7", "own"}, {"45.83.12.8", "pool"}, {"192.168.0.1", "office"}, {"example.org", "office"}};
    EXPECT_EQ(expected, labels);
    EXPECT_EQ(0, run({"subject", "remove", "sub_1"}).status);
    EXPECT_THAT(run({"subject", "remove", "sub_1"}).err, HasSubstr("no subject \"sub_1\""));
}

TEST_F(store_commands, print_nothing_that_steers_a_terminal)
{
    const std::string name =
        "A\xe2\x80\xae"
        "B\xc2\x9b"
        "31m \x1b[2Jä";  // U+202E, U+009B, ESC
    const std::string account = new_account(name);
    for (const std::vector<std::string>& flags : {std::vector<std::string>{}, {"--color", "always"}, {"--json"}}) {
        std::vector<std::string> words{"account", "show", account};
        words.insert(words.end(), flags.begin(), flags.end());
        const std::string shown = run(words).out;
        EXPECT_THAT(shown, AllOf(HasSubstr("\\u202e"), HasSubstr("\\u009b"), HasSubstr("1b[2J"), HasSubstr("ä")));
        for (const char* character : {"\xe2\x80\xae", "\xc2\x9b", "\x1b[2J"})
            EXPECT_THAT(shown, Not(HasSubstr(character)));
        if (!flags.empty() && flags.front() == "--json") {
            EXPECT_EQ(name, nlohmann::json::parse(shown).at("name"));
        }
    }
}

TEST_F(store_commands, make_no_store_where_there_is_none)
{
    const std::string config = w.write("elsewhere.toml", "[store]\nurl = \"sqlite:here.db\"\n");
    const std::vector<std::vector<std::string>> commands = {
        {"token", "create", "--role", "admin"},
        {"token", "list"},
        {"ledger", "verify"},
        {"backup", "copy.db"},
        {"subject", "list", "--account", "acc_1"},
        {"subject", "add", "45.83.12.7", "--account", "acc_1"},
        {"account", "list"},
        {"account", "show", "acc_1"},
        {"delisting", "list"},
        {"task", "list"},
    };
    for (std::vector<std::string> words : commands) {
        SCOPED_TRACE(words.front());
        words.insert(words.end(), {"--config", config});
        const auto refused = run(words);
        EXPECT_EQ(3, refused.status) << refused.out;
        EXPECT_THAT(refused.err, AllOf(HasSubstr("there is no store"), HasSubstr("here.db"), HasSubstr("--config")));
        EXPECT_EQ("", refused.out);
        EXPECT_FALSE(std::filesystem::exists(w.path() / "here.db"));
    }
    w.write("here.db", "");
    EXPECT_THAT(run({"ledger", "verify", "--config", config}).err, HasSubstr("is an empty file"));
    std::filesystem::remove(w.path() / "here.db");
    const auto made = run({"account", "create", "--name", "A", "--email", "a@example.org", "--config", config});
    EXPECT_EQ(0, made.status) << made.err;
    EXPECT_THAT(made.err, HasSubstr("a new store was made"));
    EXPECT_EQ("", run({"account", "create", "--name", "B", "--email", "b@example.org", "--config", config}).err);
}

TEST_F(store_commands, find_their_configuration_and_say_which_it_is)
{
    w.write("named.toml", "[store]\nurl = \"sqlite:named.db\"\n");
    w.write("offlist.toml", "[store]\nurl = \"sqlite:found.db\"\n");
    w.write("env.toml", "[store]\nurl = \"sqlite:env.db\"\n");
    const auto create = [this](std::vector<std::string> before, std::vector<std::string> behind, bool with_variable) {
        program_call call;
        call.arguments = std::move(before);
        for (const char* word : {"account", "create", "--name", "A", "--email", "a@example.org"})
            call.arguments.emplace_back(word);
        call.arguments.insert(call.arguments.end(), behind.begin(), behind.end());
        call.directory = w.path().string();
        if (with_variable) call.environment["OFFLIST_CONFIG"] = "env.toml";
        const auto done = run_program(call);
        EXPECT_EQ(0, done.status) << done.err;
        return done.err;
    };
    EXPECT_THAT(create({}, {}, false), AllOf(HasSubstr("offlist.toml was found"), HasSubstr("found.db")));
    EXPECT_THAT(create({}, {}, true), AllOf(HasSubstr("env.toml was found"), HasSubstr("env.db")));
    EXPECT_THAT(create({}, {"--config", "named.toml"}, true), Not(HasSubstr("was found")));
    EXPECT_EQ("", create({"--config", "named.toml"}, {}, true));
    EXPECT_EQ("", create({"--config=named.toml"}, {}, false));
    EXPECT_TRUE(std::filesystem::exists(w.path() / "named.db"));
}

TEST_F(store_commands, refuse_ids_and_roles_that_do_not_fit)
{
    (void)new_account();
    EXPECT_THAT(run({"token", "create", "--role", "customer"}).err, HasSubstr("--account"));
    EXPECT_THAT(run({"token", "create", "--role", "staff", "--account", "acc_1"}).err, HasSubstr("--role customer"));
    EXPECT_THAT(run({"token", "create", "--role", "customer", "--account", "acc_9"}).err, HasSubstr("acc_9"));
    EXPECT_THAT(run({"account", "show", "tok_1"}).err, HasSubstr("acc_12"));
    EXPECT_EQ(3, run({"account", "show", "acc_9"}).status);
}

TEST_F(store_commands, say_that_there_is_no_such_account_and_do_not_show_an_empty_list)
{
    ASSERT_EQ("acc_1", new_account());
    for (const std::string group : {"subject", "token", "person", "listing", "delisting", "payment", "webhook"}) {
        const auto of_nobody = run({group, "list", "--account", "acc_999"});
        EXPECT_EQ(3, of_nobody.status) << group;
        EXPECT_THAT(of_nobody.err, HasSubstr("there is no account \"acc_999\"")) << group;
        EXPECT_EQ(0, run({group, "list", "--account", "acc_1"}).status) << group;
    }
    const auto removed = run({"person", "remove", "ann@example.org", "--account", "acc_999"});
    EXPECT_THAT(removed.err, HasSubstr("there is no account \"acc_999\""));
}

TEST_F(store_commands, import_everything_or_nothing)
{
    const std::string account = new_account();
    w.write("good.csv", "subject,label\n45.83.12.7,mail\nexample.org,\n45.83.12.7,again\n");
    w.write("bad.txt", "45.83.12.8\n45.83.12.999\nnot a subject\n");
    const auto bad = run({"import", "bad.txt", "--account", account});
    EXPECT_EQ(3, bad.status);
    EXPECT_THAT(bad.err, AllOf(HasSubstr("bad.txt:2: "), HasSubstr("bad.txt:3: ")));
    EXPECT_THAT(printed({"subject", "list", "--account", account, "--json"}), Not(HasSubstr("45.83.12.8")));
    EXPECT_THAT(printed({"import", "good.csv", "--account", account}),
                AllOf(HasSubstr("2 subjects added"), HasSubstr("1 line names one again")));
    EXPECT_THAT(printed({"import", "good.csv", "--account", account}), HasSubstr("2 were there already"));
    EXPECT_EQ(0, run({"import", "-", "--account", account}, "45.83.12.9\n").status);
    EXPECT_THAT(printed({"subject", "list", "--account", account}), AllOf(HasSubstr("45.83.12.9"), HasSubstr("mail")));
}

TEST_F(store_commands, fold_ranges_within_ranges_of_one_file)
{
    const std::string account = new_account();
    w.write("nested.csv",
            "subject,label\n45.83.30.7,mail\n45.83.30.0/24,net\n45.83.30.0/24,\n45.83.30.128/25,net\n45.83.31.1,\n");
    const auto done = run({"import", "nested.csv", "--account", account});
    EXPECT_EQ(0, done.status) << done.err;
    EXPECT_THAT(done.out, AllOf(HasSubstr("2 subjects added"), HasSubstr("3 lines name one again or a part of one")));
    EXPECT_THAT(done.err,
                HasSubstr("nested.csv:2: \"45.83.30.7\" is part of \"45.83.30.0/24\" (nested.csv:3); its label "
                          "\"mail\" is not kept"));
    EXPECT_THAT(printed({"import", "nested.csv", "--account", account}), HasSubstr("2 were there already"));
    EXPECT_THAT(printed({"subject", "add", "45.83.32.0-45.83.32.2", "45.83.32.1", "--account", account}),
                AllOf(HasSubstr("2 subjects added"), HasSubstr("1 line names one again")));
    const auto overlapping = run({"subject", "add", "45.83.33.0/24", "45.83.33.9", "45.83.30.9", "--account", account});
    EXPECT_EQ(3, overlapping.status);
    EXPECT_THAT(overlapping.err,
                AllOf(HasSubstr("\"45.83.30.9\" overlaps \"45.83.30.0/24\" (sub_1)"), Not(HasSubstr("45.83.33"))))
        << "what is rolled back has no id to be named";
}

TEST_F(store_commands, import_the_addresses_of_host_names_when_asked_to)
{
    const std::string account = new_account();
    w.dns.a("smtp.example.net", {0x2d530c07});
    w.dns.aaaa("smtp.example.net", {"2a00::25"});
    w.dns.a("inside.example.net", {0x0a000001});
    w.write("targets.ini", "[targets]\nserver=smtp.example.net\nserver=45.83.12.8\n");
    w.write("bad.ini", "[targets]\nserver=gone.example.net\nserver=inside.example.net\n");
    const std::string server = address_of(w.dns.endpoint());
    const auto bad = run({"import", "bad.ini", "--account", account, "--resolve", "--resolver", server});
    EXPECT_EQ(3, bad.status);
    EXPECT_THAT(bad.err,
                AllOf(HasSubstr("bad.ini:2: \"gone.example.net\" does not exist (NXDOMAIN)"),
                      HasSubstr("bad.ini:3: an address of \"inside.example.net\": \"10.0.0.1\" is a private address")));
    const auto done = run({"import", "targets.ini", "--account", account, "--resolve", "--resolver", server});
    EXPECT_EQ(0, done.status) << done.err;
    EXPECT_THAT(done.out, HasSubstr("4 subjects added"));
    EXPECT_THAT(
        printed({"subject", "list", "--account", account}),
        AllOf(HasSubstr("45.83.12.7"), HasSubstr("2a00::25"), HasSubstr("smtp.example.net"), HasSubstr("45.83.12.8")));
    w.write("other.ini", "[targets]\nserver=mail.example.org\n");
    EXPECT_THAT(run({"import", "other.ini", "--account", account}).err,
                HasSubstr("no list of addresses will be asked"));
}

TEST_F(store_commands, end_an_account_in_two_steps)
{
    const std::string account = new_account();
    EXPECT_EQ(0, run({"subject", "add", "45.83.12.0/28", "--account", account, "--label", "pool"}).status);
    const auto early = run({"account", "destroy", account, "--confirm", "Example Ltd", "--reason", "asked to"});
    EXPECT_EQ(3, early.status) << "it is still active";
    EXPECT_EQ(0, run({"account", "terminate", account, "--reason", "left us"}).status);
    EXPECT_THAT(run({"account", "destroy", account, "--confirm", "Another", "--reason", "asked to"}).err,
                HasSubstr("not the name"));
    EXPECT_THAT(printed({"account", "destroy", account, "--confirm", "Example Ltd", "--reason", "asked to"}),
                HasSubstr("destroyed for good: 1 subject"));
    EXPECT_THAT(printed({"account", "list", "--json"}), Not(HasSubstr("Example Ltd")));
}

TEST_F(store_commands, back_up_into_a_new_file_only)
{
    (void)new_account();
    EXPECT_EQ(0, run({"backup", "copy.db"}).status);
    EXPECT_TRUE(std::filesystem::exists(w.path() / "copy.db"));
    EXPECT_EQ(3, run({"backup", "copy.db"}).status);
    // Restored by being put in the store's place.
    std::filesystem::rename(w.path() / "copy.db", w.path() / "offlist.db");
    std::filesystem::remove(w.path() / "offlist.db-wal");
    std::filesystem::remove(w.path() / "offlist.db-shm");
    EXPECT_THAT(printed({"account", "list", "--json"}), HasSubstr("Example Ltd"));
}

TEST_F(store_commands, doctor_finds_nothing_broken_in_a_sound_world)
{
    w.add_list("alpha");
    (void)new_account();
    const auto r = w.run("doctor", {});
    // The clock of a sandbox may be nobody's, and no daemon runs: that is doubtful and no more.
    EXPECT_EQ(1, r.status) << r.out << r.err;
    EXPECT_THAT(r.out, AllOf(Not(HasSubstr("BROKEN")), HasSubstr("resolver " + address_of(w.dns.endpoint())),
                             HasSubstr("answered rightly"), HasSubstr("opens and its schema is known")));
}

TEST_F(store_commands, doctor_leaves_an_older_store_as_it_is)
{
    w.add_list("alpha");
    (void)new_account();
    const std::string url = "sqlite:" + (w.path() / "offlist.db").string();
    const auto forget_newest = [](soci::session& s) -> parsed<std::int64_t> {
        return store::sql::run(
            s, "DELETE FROM schema_migration WHERE number = (SELECT MAX(number) FROM schema_migration)");
    };
    ASSERT_TRUE(store::database::open({.url = url}).value()->write_now(forget_newest));
    const auto r = w.run("doctor", {});
    EXPECT_THAT(r.out, AllOf(Not(HasSubstr("BROKEN")), HasSubstr("and this program uses schema")));
    const auto after = store::database::open({.url = url, .schema = store::schema_use::as_it_is}).value();
    EXPECT_LT(after->schema(), store::database::newest_schema());
}

TEST_F(store_commands, doctor_says_what_is_broken_and_what_to_do)
{
    w.add_list("alpha");
    w.dns.rewrite_unknown(0x0a000001);
    w.write("offlist.db", "this is no database at all, but a text of some length that pretends to be one");
    const auto r = w.run("doctor", {"--json"});
    EXPECT_EQ(2, r.status);
    std::map<std::string, nlohmann::json> told;
    for (const std::string& line : r.lines()) {
        const auto json = nlohmann::json::parse(line);
        told[json["about"].get<std::string>()] = json;
    }
    const auto resolver = told["resolver " + address_of(w.dns.endpoint())];
    EXPECT_EQ("BROKEN", resolver["status"]);
    EXPECT_THAT(resolver["advice"].dump(), HasSubstr("resolver of your own"));
    EXPECT_EQ("BROKEN", told["store"]["status"]);
}

TEST_F(store_commands, doctor_tells_who_charges_which_lists_may_not_be_asked_for_nothing)
{
    w.add_list("alpha", "[blocklist.terms]\ncommercial = \"paid\"\nway = \"a feed\"");
    w.add_list("beta");
    const auto terms = [&](const std::string& config) {
        w.write("terms.toml", config);
        std::vector<nlohmann::json> told;
        for (const std::string& line : w.run("doctor", {"--json", "--config", "terms.toml"}).lines())
            if (auto one = nlohmann::json::parse(line); one["about"] == "terms of use") told.push_back(std::move(one));
        return told;
    };
    EXPECT_TRUE(terms("").empty()) << "who does not charge may ask";
    w.write("prices.toml", "");
    const std::string charges = "[prices]\nfile = \"prices.toml\"\n";
    const auto told = terms(charges);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ("DOUBT", told[0]["status"]);
    EXPECT_THAT(told[0]["what"].dump(), HasSubstr("alpha"));
    EXPECT_THAT(told[0]["advice"].dump(), HasSubstr("a feed"));
    EXPECT_TRUE(terms(charges + "[lists]\nacknowledge = [\"alpha\"]\n").empty());
}

}  // namespace
}  // namespace offlist::test
