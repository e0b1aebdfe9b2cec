// The pure parts of what is printed: statuses, the first line, progress, tables, advice, settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/doctor/diagnosis.hpp"
#include "cli/exit_status.hpp"
#include "cli/report/json_text.hpp"
#include "cli/report/nagios.hpp"
#include "cli/report/progress.hpp"
#include "cli/report/text_table.hpp"
#include "cli/report/words.hpp"
#include "config/configuration.hpp"
#include "config/overrides.hpp"
#include "config/settings.hpp"

namespace offlist::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

sweep_summary counted_summary(std::uint64_t listed, std::uint64_t clean, std::uint64_t unknown)
{
    sweep_summary s;
    s.counts.listed = listed;
    s.counts.clean = clean;
    s.counts.add(verdict::unknown, unknown_reason::timeout, unknown);
    s.questions = s.counts.decided();
    return s;
}

finding listed_on(const std::string& address, const std::string& list, const std::string& means)
{
    finding f;
    f.subject = boost::asio::ip::make_address_v4(address);
    f.blocklist = list;
    f.judged.what = verdict::listed;
    f.judged.meanings = {means};
    return f;
}

TEST(exit_status, follows_what_was_found)
{
    EXPECT_EQ(exit_status::ok, status_of(counted_summary(0, 5, 0)));
    EXPECT_EQ(exit_status::warning, status_of(counted_summary(0, 5, 1)));
    EXPECT_EQ(exit_status::critical, status_of(counted_summary(1, 5, 1)));
    EXPECT_EQ(exit_status::critical, status_of(counted_summary(1, 0, 5)));
    EXPECT_EQ(exit_status::unknown, status_of(counted_summary(0, 0, 5)));
}

TEST(exit_status, of_a_stopped_sweep_is_at_least_a_warning)
{
    auto s = counted_summary(0, 5, 0);
    s.open = 1;
    EXPECT_EQ(exit_status::warning, status_of(s));
    s.failure = problem{.what = "disk full"};
    EXPECT_EQ(exit_status::unknown, status_of(s));
}

TEST(nagios, names_the_listings_and_not_too_many)
{
    std::vector<finding> listed;
    for (const char* list : {"a", "b", "c", "d", "e", "f", "g"}) listed.push_back(listed_on("45.83.12.7", list, "x|y"));
    EXPECT_THAT(
        nagios_line(counted_summary(7, 0, 0), listed),
        StartsWith("OFFLIST CRITICAL - 45.83.12.7 is listed on 7 lists: a (x/y), b (x/y), c (x/y), d (x/y), e (x/y) "
                   "and 2 more | questions=7 listed=7;;0 "));
    listed.resize(1);
    listed.push_back(listed_on("45.83.12.8", "b", "z"));
    EXPECT_THAT(nagios_line(counted_summary(2, 0, 0), listed),
                StartsWith("OFFLIST CRITICAL - 2 listings: 45.83.12.7 on a (x/y), 45.83.12.8 on b (z) |"));
}

TEST(nagios_line, says_when_a_listing_covers_more_than_the_subject)
{
    finding f;
    f.subject = address_v4(0x2d530c07);
    f.blocklist = "a";
    f.judged.what = verdict::listed;
    f.judged.meanings = {"x"};
    f.scope = listing_scope::asn;
    const std::vector<finding> listed = {f};
    EXPECT_THAT(nagios_line(counted_summary(1, 0, 0), listed),
                testing::HasSubstr("a (x; the listing covers its whole network (AS))"));
    EXPECT_THAT(json_of(f), testing::HasSubstr(R"("scope":"asn")"));
}

TEST(doctor, tells_a_person_the_cause_first_and_what_is_alike_once)
{
    const auto list = [](const std::string& id) {
        return diagnosis{gravity::doubtful, "list " + id + " (ip4)", "no answer", "offlist lists show " + id, "list"};
    };
    const diagnoses told = for_a_person({{gravity::fine, "clock", "right", "", ""},
                                         {gravity::doubtful, "resolver 127.0.0.1:53", "it refuses a name", "x", ""},
                                         list("alpha"),
                                         {gravity::fine, "store", "well", "", ""},
                                         list("beta"),
                                         {gravity::broken, "resolver 127.0.0.1:53", "it refuses all", "y", ""}});
    ASSERT_EQ(4U, told.size());
    EXPECT_EQ("it refuses all", told[0].what) << "the graver one of what is said of the same resolver";
    EXPECT_EQ("2 list tests", told[1].about);
    EXPECT_EQ("no answer: alpha (ip4), beta (ip4)", told[1].what);
    EXPECT_EQ("offlist lists show ID", told[1].advice);
    EXPECT_EQ("clock", told[2].about);
    EXPECT_EQ(3U,
              for_a_person({list("a"), list("b"), {gravity::fine, "c", "d", "", ""}, {gravity::fine, "e", "d", "", ""}})
                  .size())
        << "only lists are told together";
}

TEST(progress, shows_the_share_the_pace_and_the_time_left)
{
    sweep_summary s = counted_summary(2, 10, 3);
    s.elapsed = 10s;
    s.questions = 1000;
    s.lists.resize(2);
    s.lists[0].questions = 600;
    s.lists[0].sent = 300;
    s.lists[1].questions = 400;
    s.lists[1].sent = 100;
    s.lists[0].health = s.lists[1].health = list_state::healthy;
    EXPECT_EQ(400U, questions_done(s));
    EXPECT_EQ(30s, time_left(s));  // list b asked a quarter in 10 s
    EXPECT_EQ(" 40 %  400 of 1,000 questions  40 q/s  listed 2  unknown 3  30 s left", progress_text(s, 200));
    EXPECT_EQ(20U, progress_text(s, 20).size());
    s.lists[1].health = list_state::unused;  // its test entries are still being asked
    EXPECT_EQ(std::nullopt, time_left(s));
    s.lists[1].health = list_state::healthy;
    s.elapsed = 1s;
    EXPECT_EQ(std::nullopt, time_left(s)) << "too early";
}

TEST(text_table, aligns_by_characters_and_not_by_octets)
{
    text_table t({{"name"}, {"n", align::right}, {"why"}});
    t.add({{"bücher"}, {"7"}, {"x"}});
    t.add({{"a"}, {"1,000"}, {""}});
    EXPECT_THAT(t.lines(paint()), testing::ElementsAre("name        n  why", "bücher      7  x", "a       1,000"));
}

TEST(advice, tells_how_to_get_off_for_free)
{
    blocklist list;
    list.removal.method = removal_method::web_form;
    list.removal.url = "https://x.test/?ip={subject}";
    list.removal.expires_after = std::chrono::days(7);
    list.removal.preconditions = {"matching reverse DNS", "stop the cause"};
    EXPECT_EQ(
        "ask by the form https://x.test/?ip=192.0.2.1; entries lapse by themselves after 7 d; first: matching reverse "
        "DNS, stop the cause",
        removal_advice(list, "192.0.2.1"));
    EXPECT_EQ("", removal_advice(blocklist{}, "192.0.2.1"));
}

TEST(settings, warn_of_public_resolvers_only)
{
    resolver_options options;
    for (const char* server : {"8.8.8.8", "2606:4700:4700::1111", "9.9.9.9:53", "192.0.2.1", "127.0.0.1:5353"})
        options.servers.push_back(*parse_server(server));
    const auto warnings = config::warnings_about(options);
    ASSERT_EQ(3U, warnings.size());
    EXPECT_THAT(warnings[0], HasSubstr("8.8.8.8 is a public resolver (Google)"));
    EXPECT_THAT(warnings[1], HasSubstr("2606:4700:4700::1111"));
    EXPECT_THAT(warnings[2], HasSubstr("Quad9"));
}

TEST(settings, flags_win_over_the_configuration)
{
    const auto with =
        config::parse_config("[resolver]\nservers = [\"192.0.2.1\"]\ntimeout = \"1s\"\ntries = 5\n", "c.toml");
    ASSERT_TRUE(with);
    config::overrides from;
    from.timeout = 3s;
    auto options = config::resolvers_to_ask(from, *with);
    ASSERT_TRUE(options);
    EXPECT_EQ(3s, options->timeout);
    EXPECT_EQ(5, options->tries);
    EXPECT_EQ("192.0.2.1:53", config::to_text(options->servers.front()));
    from.resolvers = {"[::1]:54", "nonsense", "1.2.3.4:0"};
    options = config::resolvers_to_ask(from, *with);
    ASSERT_FALSE(options);
    EXPECT_EQ(2U, options.error().size());
    EXPECT_THAT(options.error().front().to_string(), HasSubstr("--resolver: \"nonsense\""));
}

}  // namespace
}  // namespace offlist::cli
