// The daemon's sections of offlist.toml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "config/configuration.hpp"
#include "config/overrides.hpp"
#include "config/service_settings.hpp"
#include "config/settings.hpp"
#include "support/small_world.hpp"

namespace offlist::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string service_problems(const std::string& text)
{
    const auto read = parse_config(text, "dir/offlist.toml");
    if (read) return "no problem";
    std::string all;
    for (const problem& p : read.error()) all += p.to_string() + '\n';
    return all;
}

TEST(service_config, keeps_what_the_daemon_is_told)
{
    const auto read = parse_config(R"([store]
url = "sqlite:/var/lib/offlist/offlist.db"
readers = 4
[http]
listen = "[::1]:8443"
tls_certificate = "tls/chain.pem"
tls_key = "/etc/tls/key.pem"
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
metrics = "everybody"
[sweep]
interval = "4h"
listed_interval = "5m"
confirm_after = "20m"
confirm_answers = 3
confirm_of = 5
mass_subjects = 7
mass_accounts = 2
mass_share = 0.25
budget_file = "state/budget"
[delisting]
clean_answers = 4
hard_cap = "10d"
[prices]
file = "prices.toml"
[log]
format = "json"
level = "debug"
[service]
drain = "5s"
)",
                                   "dir/offlist.toml");
    ASSERT_TRUE(read) << read.error().front().to_string();
    const service_config& s = read->service;
    EXPECT_EQ("sqlite:/var/lib/offlist/offlist.db", s.store.url);
    EXPECT_EQ(4, s.store.readers);
    EXPECT_EQ(8443, s.http.listen.port());
    EXPECT_TRUE(s.http.listen.address().is_v6());
    EXPECT_EQ("dir/tls/chain.pem", s.http.tls_certificate);
    EXPECT_EQ("/etc/tls/key.pem", s.http.tls_key);
    EXPECT_THAT(s.http.trusted_proxies, ElementsAre("127.0.0.1", "10.0.0.0/8"));
    EXPECT_TRUE(s.http.metrics_open);
    EXPECT_EQ(4h, read->sweep.interval);
    EXPECT_EQ(5min, read->sweep.listed_interval);
    EXPECT_EQ(20min, read->sweep.confirm_after);
    EXPECT_EQ(3, read->sweep.confirm_answers);
    EXPECT_EQ(5, read->sweep.confirm_of);
    EXPECT_EQ(7U, read->sweep.mass_subjects);
    EXPECT_EQ(2U, read->sweep.mass_accounts);
    EXPECT_EQ(0.25, read->sweep.mass_share);
    EXPECT_EQ("dir/state/budget", read->sweep.budget_file);
    EXPECT_EQ(4, s.delisting.clean_answers);
    EXPECT_EQ(24h * 10, s.delisting.hard_cap);
    EXPECT_EQ("dir/prices.toml", s.prices.file);
    EXPECT_EQ(log_format::json, s.log.format);
    EXPECT_EQ(log_level::debug, s.log.level);
    EXPECT_EQ(5s, s.drain);
}

TEST(service_config, a_company_is_whole_or_an_error)
{
    EXPECT_FALSE(parse_config("", "offlist.toml")->service.company);
    const auto read = parse_config(
        "[company]\nname = \"Example GmbH\"\naddress = \"1 Street\"\ntax_id = \"VAT 1\"\n"
        "[delisting]\nagain_within = \"3d\"",
        "offlist.toml");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->service.company, (seller{"Example GmbH", "1 Street", "VAT 1"}));
    EXPECT_EQ(read->service.delisting.again_within, 3 * 24h);
    EXPECT_EQ(parse_config("[delisting]\nagain_within = \"0s\"", "offlist.toml")->service.delisting.again_within, 0s);
    EXPECT_THAT(service_problems("[company]\nname = \"Example GmbH\""),
                AllOf(HasSubstr("address"), HasSubstr("tax_id")));
}

TEST(service_config, bounds_of_adjustments_fit_each_other)
{
    const auto read = parse_config("[adjustments]\nstaff_alone = \"100.00\"\nadmin_alone = \"1000.00\"\n", "o.toml");
    ASSERT_TRUE(read);
    EXPECT_EQ(10'000, read->service.adjustments.staff);
    EXPECT_EQ(100'000, read->service.adjustments.admin);
    EXPECT_FALSE(parse_config("", "o.toml")->service.adjustments.staff) << "no bound";
    EXPECT_THAT(service_problems("[adjustments]\nstaff_alone = \"0.00\"\n"),
                HasSubstr("offlist.toml:2: [adjustments]: staff_alone is nothing"));
    EXPECT_THAT(service_problems("[adjustments]\nadmin_alone = \"10.00\"\n"), HasSubstr("staff_alone as well"));
    EXPECT_THAT(service_problems("[adjustments]\nstaff_alone = \"20.00\"\nadmin_alone = \"10.00\"\n"),
                HasSubstr("is less than staff_alone"));
}

TEST(service_config, internal_is_none_unless_it_is_named)
{
    EXPECT_FALSE(parse_config("[http]\n", "a.toml")->service.http.internal);
    const auto read = parse_config("[http]\ninternal = \"127.0.0.1\"\n", "a.toml");
    ASSERT_TRUE(read);
    EXPECT_EQ(9180, read->service.http.internal->port());
}

TEST(service_config, names_line_and_field_of_what_is_wrong)
{
    EXPECT_THAT(service_problems("[http]\nlisten = \"localhost\"\n"),
                AllOf(HasSubstr("dir/offlist.toml:2: "), HasSubstr("\"localhost\" is not an address")));
    EXPECT_THAT(service_problems("[http]\ntls_key = \"k\"\n"),
                AllOf(HasSubstr(":2: "), HasSubstr("tls_key without tls_certificate")));
    EXPECT_THAT(service_problems("[http]\ntrusted_proxies = [\"proxy\"]\n"), HasSubstr("\"proxy\""));
    EXPECT_THAT(service_problems("[http]\nmetrics = \"everyone\"\n"), HasSubstr("expected \"everybody\""));
    EXPECT_THAT(service_problems("[http]\ninternal = \"inside\"\n"), HasSubstr("as in 127.0.0.1:9180"));
    EXPECT_THAT(service_problems("[http]\nlisten = \"127.0.0.1:9180\"\ninternal = \"127.0.0.1\"\n"),
                AllOf(HasSubstr(":3: "), HasSubstr("the same address and port as listen")));
    EXPECT_THAT(service_problems("[http]\ninternal = \"127.0.0.1\"\nmetrics = \"everybody\"\n"),
                AllOf(HasSubstr(":3: "), HasSubstr("beside internal")));
    EXPECT_THAT(service_problems("[sweep]\nconfirm_answers = 4\nconfirm_of = 3\n"),
                HasSubstr("less than confirm_answers"));
    EXPECT_THAT(service_problems("[sweep]\nmass_share = 5.0\n"), HasSubstr("from 0 to 1"));
    EXPECT_THAT(service_problems("[log]\nformat = \"jsn\"\n"), HasSubstr("expected \"json\""));
    EXPECT_THAT(service_problems("[service]\ndrian = \"5s\"\n"), HasSubstr("expected \"drain\""));
}

TEST(service_config, a_short_interval_is_enough_for_what_is_listed_too)
{
    const auto read = parse_config("[sweep]\ninterval = \"60s\"\n", "dir/offlist.toml");
    ASSERT_TRUE(read) << read.error().front().to_string();
    EXPECT_EQ(60s, read->sweep.listed_interval) << "nobody wrote the usual quarter of an hour";
    EXPECT_EQ(
        "dir/offlist.toml:3: [sweep]: listed_interval 2m is longer than the interval of 1m; expected 1s to 1m, "
        "for what is listed is asked about more often than what is not\n",
        service_problems("[sweep]\ninterval = \"60s\"\nlisted_interval = \"120s\"\n"));
}

// What the monitor could not do with is told where it was written, by the name that it was written by.
TEST(service_config, names_line_and_key_of_what_is_out_of_bounds)
{
    const std::pair<const char*, const char*> wrongs[] = {
        {"[sweep]\ninterval = \"31d\"", "[sweep]: interval \"31d\" is too long; expected at most 30d"},
        {"[sweep]\ninterval = 60", "[sweep]: interval is an integer; expected a string of a number and a unit"},
        {"[sweep]\nconfirm_after = \"8d\"", "[sweep]: confirm_after \"8d\" is too long; expected at most 7d"},
        {"[sweep]\nconfirm_answers = 1", "[sweep]: confirm_answers is 1; expected a number from 2 to 100"},
        {"[sweep]\nconfirm_answers = 0", "[sweep]: confirm_answers is 0; expected a number from 2 to 100"},
        {"[sweep]\nmass_share = 1.5", "[sweep]: mass_share is 1.5; expected a share from 0 to 1"},
        {"[sweep]\nmass_closing_share = 0", "[sweep]: mass_closing_share is 0; expected a share of more than 0"},
        {"[service]\ndrain = \"2h\"", "[service]: drain \"2h\" is too long; expected at most 20m"},
        {"[webhooks]\ntimeout = \"2m\"", "[webhooks]: timeout \"2m\" is too long; expected at most 1m"},
        {"[resolver]\nservers = [\"dns.example\"]", "[resolver]: servers: \"dns.example\" is not"}};
    for (const auto& [text, told] : wrongs)
        EXPECT_THAT(service_problems(text), testing::StartsWith(std::string("dir/offlist.toml:2: ") + told));
}

TEST(service_config, names_the_line_of_files_that_are_not_there)
{
    test::small_world w;
    overrides from;
    from.config = w.write("offlist.toml", "\n[lists]\ndirectory = \"nowhere\"\n");
    auto read = read_service_settings(from);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().front().to_string(),
                AllOf(HasSubstr("offlist.toml:3: [lists]: directory \""), HasSubstr("nowhere\" is no")));
    from.lists_directory = (w.path() / "lists.d").string();
    w.add_list("alpha");
    from.config = w.write("offlist.toml", "[prices]\n\nfile = \"nowhere.toml\"\n");
    read = read_service_settings(from);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().front().to_string(),
                AllOf(HasSubstr("offlist.toml:3: [prices]: file \""), HasSubstr("there is no such file")));
}

TEST(service_config, never_shows_the_url_of_the_store)
{
    EXPECT_THAT(service_problems("[store]\nurl = \"postgrsql://u:hush@h/db\"\n"),
                AllOf(HasSubstr(":2: "), HasSubstr("sqlite:FILE"), Not(HasSubstr("hush"))));
    test::small_world w;
    w.write("url", "mysql://u:hush@h/db\n");
    const auto read = parse_config("[store]\nurl = \"file:url\"\n", w.path() / "offlist.toml");
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().front().to_string(), Not(HasSubstr("hush")));
}

TEST(service_config, takes_the_url_from_the_environment)
{
    ASSERT_EQ(0, ::setenv("OFFLIST_TEST_URL", "postgresql://u:hush@h/db", 1));
    const auto read = parse_config("[store]\nurl = \"env:OFFLIST_TEST_URL\"\n", "offlist.toml");
    ::unsetenv("OFFLIST_TEST_URL");
    ASSERT_TRUE(read) << read.error().front().to_string();
    EXPECT_EQ("postgresql://u:hush@h/db", read->service.store.url);
}

TEST(service_config, puts_store_and_budget_beside_each_other)
{
    const auto read = parse_config("", "/etc/x/offlist.toml");
    ASSERT_TRUE(read);
    EXPECT_EQ("sqlite:/etc/x/offlist.db", store_of(*read).url);
    EXPECT_EQ("/etc/x/budget", service_budget_file(*read));
}

}  // namespace
}  // namespace offlist::config
