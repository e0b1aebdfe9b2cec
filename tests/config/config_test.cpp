#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/configuration.hpp"
#include "support/small_world.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string problems_of(const std::string& text)
{
    const auto read = parse_config(text, "dir/offlist.toml");
    if (read) return "no problem";
    std::string all;
    for (const problem& p : read.error()) all += p.to_string() + '\n';
    return all;
}

TEST(config, of_every_documented_key_is_accepted)
{
    const auto read = parse_config(R"(
[store]
url = "sqlite:offlist.db"
[http]
listen = "127.0.0.1:8080"
[resolver]
servers = ["127.0.0.1:5353", "::1"]
timeout = "700ms"
tries = 2
in_flight = 50
[lists]
directory = "my-lists"
keys = { alpha = "k1" }
enable = ["beta"]
disable = ["gamma"]
[sweep]
interval = "6h"
confirm_after = "10m"
confirm_answers = 2
listed_interval = "15m"
allow_special_addresses = true
probe_every = "30s"
[delisting]
clean_answers = 3
spacing = "30m"
hold_window = "24h"
hard_cap = "30d"
claim_timeout = "8h"
[prices]
file = "prices.toml"
)",
                                   "dir/offlist.toml");
    ASSERT_TRUE(read) << read.error().front().to_string();
    ASSERT_EQ(2U, read->resolver.servers.size());
    EXPECT_EQ(5353, read->resolver.servers[0].port());
    EXPECT_EQ(700ms, read->resolver.timeout);
    EXPECT_EQ(2, read->resolver.tries);
    EXPECT_EQ(50, read->resolver.in_flight);
    EXPECT_EQ("dir/my-lists", read->lists.directory);
    EXPECT_EQ("k1", read->lists.keys.at("alpha"));
    EXPECT_THAT(read->lists.enable, testing::ElementsAre("beta"));
    EXPECT_THAT(read->lists.disable, testing::ElementsAre("gamma"));
    EXPECT_TRUE(read->sweep.allow_special_addresses);
    EXPECT_EQ(30s, read->sweep.probe_every);
}

TEST(config, names_the_line_and_the_nearest_of_an_unknown_key)
{
    EXPECT_EQ("dir/offlist.toml:3: [resolver]: unknown key \"timeuot\"; expected \"timeout\"\n",
              problems_of("[resolver]\ntries = 1\ntimeuot = \"2s\"\n"));
    EXPECT_THAT(problems_of("\n[resolvr]\n"),
                AllOf(HasSubstr("dir/offlist.toml:2: "), HasSubstr("\"resolvr\""), HasSubstr("expected \"resolver\"")));
}

TEST(config, tells_all_mistakes_at_once)
{
    const auto told = problems_of(
        "[resolver]\nservers = [\"127.0.0.1:99999\"]\ntimeout = \"fast\"\ntries = 99\nin_flight = \"many\"\n"
        "[sweep]\nallow_special_addresses = \"yes\"\ninterval = 6\nconfirm_answers = 0\n[delisting]\nspacing = "
        "\"1x\"\n");
    EXPECT_THAT(told,
                AllOf(HasSubstr(":2: "), HasSubstr(":3: "), HasSubstr(":4: "), HasSubstr(":5: "), HasSubstr(":7: ")));
    EXPECT_THAT(told, AllOf(HasSubstr(":8: "), HasSubstr(":9: "), HasSubstr(":11: ")));
}

// The daemon's sections too, whoever reads the file.
TEST(config, tells_the_mistakes_of_every_section_at_once)
{
    const std::string text =
        "[store]\nreaders = 0\n[http]\nlisten = \"x\"\n[resolver]\ntries = 0\n[lists]\ndirectory = \"\"\n"
        "[sweep]\nmass_share = 2\n[delisting]\nspacing = 1\n[prices]\nfile = \"\"\n[mail]\nfrom = \"x\"\n"
        "[payments]\nmost = \"0.00\"\n[gateways]\nstrip = {}\n[webhooks]\nper_account = 0\n"
        "[console]\naccent = \"x\"\n[log]\nlevel = \"loud\"\n[service]\ndrain = \"0s\"\n";
    for (const secrets of_daemon : {secrets::leave, secrets::resolve}) {
        const auto read = parse_config(text, "dir/offlist.toml", of_daemon);
        ASSERT_FALSE(read);
        std::string told;
        for (const problem& p : read.error()) told += p.to_string() + '\n';
        for (int line = 2; line <= 28; line += 2)
            EXPECT_THAT(told, HasSubstr("dir/offlist.toml:" + std::to_string(line) + ": ")) << told;
    }
}

TEST(config, that_is_no_toml_names_the_line)
{
    EXPECT_THAT(problems_of("[resolver]\ntimeout = = 3\n"), HasSubstr("dir/offlist.toml:2: not valid TOML"));
}

TEST(config, reads_keys_from_files_and_the_environment)
{
    test::small_world w;
    w.write("key", "from-a-file\nand a comment\n");
    ASSERT_EQ(0, ::setenv("OFFLIST_TEST_KEY", "from-the-environment", 1));
    const auto read = parse_config("[lists.keys]\na = \"file:key\"\nb = \"env:OFFLIST_TEST_KEY\"\nc = \"literal\"\n",
                                   w.path() / "offlist.toml");
    ::unsetenv("OFFLIST_TEST_KEY");
    ASSERT_TRUE(read) << read.error().front().to_string();
    EXPECT_EQ("from-a-file", read->lists.keys.at("a"));
    EXPECT_EQ("from-the-environment", read->lists.keys.at("b"));
    EXPECT_EQ("literal", read->lists.keys.at("c"));
}

TEST(config, names_the_variable_or_file_of_a_key_that_is_missing)
{
    ::unsetenv("OFFLIST_TEST_KEY");
    EXPECT_EQ(
        "dir/offlist.toml:2: lists.keys.a: the environment variable \"OFFLIST_TEST_KEY\" is not set; expected the key "
        "in it\n",
        problems_of("[lists.keys]\na = \"env:OFFLIST_TEST_KEY\"\n"));
    EXPECT_THAT(problems_of("[lists.keys]\na = \"file:nowhere/key\"\n"),
                AllOf(HasSubstr("dir/offlist.toml:2: "), HasSubstr("dir/nowhere/key"), HasSubstr("no such file")));
}

// Whoever calls a command beside the daemon need not be able to read these.
TEST(config, leaves_secrets_of_the_daemon_unless_they_are_asked_for)
{
    const std::string text =
        "[mail]\nserver = \"localhost\"\nfrom = \"a@example.org\"\nuser = \"u\"\npassword = \"file:nowhere/1\"\n"
        "[payments]\npublic_url = \"https://o.example\"\n"
        "[gateways.stripe]\nsecret_key = \"file:nowhere/2\"\nwebhook_secret = \"plain\"\n";
    const auto left = parse_config(text, "dir/offlist.toml", secrets::leave);
    ASSERT_TRUE(left) << left.error().front().to_string();
    EXPECT_EQ("", left->service.mail->smtp.password);
    EXPECT_EQ("", left->service.gateways.stripe->secret_key);
    EXPECT_EQ("", left->service.gateways.stripe->webhook_secret) << "nor those that stand in the file";
    EXPECT_THAT(problems_of(text), AllOf(HasSubstr(":5: "), HasSubstr("nowhere/1"), HasSubstr(":9: "),
                                         HasSubstr("nowhere/2"), HasSubstr("no such file")));
}

TEST(config, never_shows_a_key_in_a_message)
{
    EXPECT_THAT(problems_of("[lists]\nkeys = { a = 424242 }\n"), Not(HasSubstr("424242")));
    // without quotation marks it is the parser that complains, each time in another way
    for (const char* key : {"778899001122334455667788990011", "778899ab", "0x77889900112233445566", "7788-99-00",
                            "77:88:99", "7e788", "778899 778899", "true778899", "tru778899", "0778899", "inf778899"}) {
        const std::string told = problems_of("[lists.keys]\na = " + std::string(key) + "\n");
        EXPECT_THAT(told, AllOf(HasSubstr("dir/offlist.toml:2: not valid TOML"), HasSubstr("quotation marks"))) << key;
        EXPECT_THAT(told, Not(testing::ContainsRegex("7[78]|88|99"))) << key;
    }
    test::small_world w;
    w.add_list("alpha");
    const auto read = parse_config("[lists]\nkeys = { alpha = \"hush_hush\" }\n", "offlist.toml");
    ASSERT_TRUE(read);
    const auto wrong = load_catalog(w.path() / "lists.d", read->lists);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().front().to_string(), Not(HasSubstr("hush")));
}

TEST(config, places_what_the_catalog_says_about_its_lists)
{
    const auto read = parse_config("[lists]\n\nenable = [\"nobody\"]\nkeys = { a = \"b\" }\n", "offlist.toml");
    ASSERT_TRUE(read);
    const problems placed = read->placed({{.what = "lists.enable: no such list"},
                                          {.what = "lists.keys.a: takes no key"},
                                          {.what = "other", .file = "x.toml", .line = 7}});
    EXPECT_EQ("offlist.toml:3: lists.enable: no such list", placed[0].to_string());
    EXPECT_EQ("offlist.toml:4: lists.keys.a: takes no key", placed[1].to_string());
    EXPECT_EQ("x.toml:7: other", placed[2].to_string());
}

TEST(config, that_is_missing_or_a_directory_is_told_by_name)
{
    test::small_world w;
    EXPECT_EQ("nowhere.toml: there is no such file",
              load_config("nowhere.toml", secrets::leave).error().front().to_string());
    EXPECT_THAT(load_config(w.path(), secrets::leave).error().front().to_string(), HasSubstr("directory"));
}

TEST(config, that_is_wrong_ends_the_program_before_anything_is_asked)
{
    test::small_world w;
    w.add_list("alpha");
    const std::string file = w.write("offlist.toml", "[resolver]\ntimeuot = \"2s\"\n");
    const auto r = w.run("check", {"--config", file, "45.83.12.7"});
    EXPECT_EQ(3, r.status);
    EXPECT_THAT(r.out, AllOf(HasSubstr(file + ":2: "), HasSubstr("expected \"timeout\"")));
    EXPECT_EQ(0U, w.dns.count());
}

}  // namespace
}  // namespace offlist::config
