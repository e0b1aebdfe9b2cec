#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "blocklists/definition.hpp"

namespace offlist {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view smallest = R"([operator]
name = "Example operator"

[[blocklist]]
id = "example-ip"
zone = "ip.lists.example"
subjects = ["ip4"]
answers = [
  { match = "127.0.0.2", verdict = "listed", means = "spam" },
]
)";

definitions read(std::string_view text)
{
    definitions all;
    read_definitions(text, "example.toml", all);
    return all;
}

/// The smallest definition with one passage replaced.
std::string with(std::string_view from, std::string_view to)
{
    std::string text(smallest);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string definition_problems(const problems& all)
{
    std::string text;
    for (const problem& p : all) text += p.to_string() + '\n';
    return text;
}

TEST(definition, the_smallest_has_the_documented_defaults)
{
    const definitions all = read(smallest);
    ASSERT_THAT(all.wrong, IsEmpty()) << definition_problems(all.wrong);
    ASSERT_EQ(all.lists.size(), 1U);
    const blocklist& list = all.lists[0].list;
    EXPECT_EQ(all.lists[0].line, 5);
    EXPECT_EQ(list.name, "example-ip");
    EXPECT_EQ(list.operator_name, "Example operator");
    EXPECT_TRUE(list.enabled);
    EXPECT_EQ(list.query_zone(), "ip.lists.example");
    EXPECT_EQ(list.level, severity::low);
    EXPECT_EQ(list.scope, listing_scope::ip);
    EXPECT_EQ(list.form, domain_form::as_given);
    EXPECT_EQ(list.test_of(subject_kind::ip4).listed, "127.0.0.2");
    EXPECT_EQ(list.test_of(subject_kind::ip4).unlisted, "127.0.0.1");
    EXPECT_EQ(list.test_of(subject_kind::ip6).listed, "");
    EXPECT_FALSE(list.limits.per_second || list.limits.per_day);
    EXPECT_EQ(list.removal.method, removal_method::none);
    EXPECT_EQ(list.terms.commercial, commercial_use::unknown) << "what an operator does not say is no permission";
    EXPECT_FALSE(list.terms.volume);
}

TEST(definition, terms_of_the_operator_are_those_of_its_lists_unless_a_list_has_its_own)
{
    const definitions all = read(R"([operator]
name = "Example operator"
[operator.terms]
commercial = "paid"
volume = 100000
way = "a feed"
[[blocklist]]
id = "as-all"
zone = "a.lists.example"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam" }]
[[blocklist]]
id = "of-its-own"
zone = "b.lists.example"
subjects = ["ip4"]
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam" }]
[blocklist.terms]
commercial = "yes"
)");
    ASSERT_THAT(all.wrong, IsEmpty()) << definition_problems(all.wrong);
    ASSERT_EQ(all.lists.size(), 2U);
    EXPECT_EQ(all.lists[0].list.terms.commercial, commercial_use::paid);
    EXPECT_EQ(all.lists[0].list.terms.volume, 100000);
    EXPECT_EQ(all.lists[1].list.terms.commercial, commercial_use::yes);
    EXPECT_FALSE(all.lists[1].list.terms.volume) << "the list's own terms replace the operator's, and are no addition";
    EXPECT_EQ(all.lists[1].list.terms.way, "");
}

TEST(definition, tests_default_to_rfc_5782_for_each_kind)
{
    const definitions all = read(with(R"(["ip4"])", R"(["domain", "ip6", "ip4"])"));
    ASSERT_THAT(all.wrong, IsEmpty()) << definition_problems(all.wrong);
    const blocklist& list = all.lists[0].list;
    EXPECT_EQ(list.test_of(subject_kind::ip6).listed, "::ffff:7f00:2");
    EXPECT_EQ(list.test_of(subject_kind::ip6).unlisted, "::ffff:7f00:1");
    EXPECT_EQ(list.test_of(subject_kind::domain).listed, "test");
    EXPECT_EQ(list.test_of(subject_kind::domain).unlisted, "invalid");
}

TEST(definition, reads_every_key)
{
    const definitions all = read(R"([operator]
name = "Example operator"
url = "https://lists.example/"
[[blocklist]]
id = "example-all"
name = "Example"
zone = "{key}.all.lists.example"
subjects = ["ip4", "ip6", "domain"]
severity = "medium"
enabled = true
setup = "Get a key."
note = "Nothing."
url = "https://lists.example/?q={subject}"
scope = "range"
domain_form = "organisational"
answers = [
  { match = "127.0.0.0/24", verdict = "informational", means = "policy" },
  { match = "127.0.1.7-127.0.1.9", verdict = "unknown", reason = "rate_limited", means = "too much" },
  { match = "127.0.2.1", verdict = "unknown", means = "refused" },
  { bit = 64, octet = 3, verdict = "listed", means = "abuse" },
]
[blocklist.test]
listed = "127.0.0.9"
unlisted = "none"
listed_ip6 = "2001:db8::1"
unlisted_ip6 = "none"
listed_domain = "_DNSBL_.test"
unlisted_domain = "none"
[blocklist.limits]
per_second = 2.5
per_day = 1000
[blocklist.terms]
commercial = "paid"
volume = 50000
way = "a key that is paid for"
url = "https://lists.example/terms"
[blocklist.removal]
method = "http-from-host"
url = "https://lists.example/remove?ip={subject}"
expires_after = "7d"
deadline = "12h"
requires = ["matching reverse DNS"]
)");
    ASSERT_THAT(all.wrong, IsEmpty()) << definition_problems(all.wrong);
    const blocklist& list = all.lists[0].list;
    EXPECT_FALSE(list.enabled) << "a list without its key is off";
    EXPECT_EQ(list.query_zone(), "");
    EXPECT_EQ(list.level, severity::medium);
    EXPECT_EQ(list.setup, "Get a key.");
    EXPECT_EQ(list.scope, listing_scope::range);
    EXPECT_EQ(list.form, domain_form::organisational);
    ASSERT_EQ(list.answers.size(), 4U);
    EXPECT_EQ(list.answers[1].reason, unknown_reason::rate_limited);
    EXPECT_EQ(list.answers[1].last, 0x7F000109U);
    EXPECT_EQ(list.answers[2].reason, unknown_reason::blocked_by_list);
    EXPECT_EQ(list.answers[3].bit, 64);
    EXPECT_EQ(list.answers[3].octet, 3);
    EXPECT_EQ(list.test_of(subject_kind::ip4).listed, "127.0.0.9");
    EXPECT_EQ(list.test_of(subject_kind::ip4).unlisted, "");
    EXPECT_EQ(list.test_of(subject_kind::ip6).listed, "2001:db8::1");
    EXPECT_EQ(list.test_of(subject_kind::ip6).unlisted, "");
    EXPECT_EQ(list.test_of(subject_kind::domain).listed, "_DNSBL_.test");
    EXPECT_EQ(list.limits.per_second, 2.5);
    EXPECT_EQ(list.limits.per_day, 1000);
    EXPECT_EQ(list.terms.commercial, commercial_use::paid);
    EXPECT_EQ(list.terms.volume, 50000);
    EXPECT_EQ(list.terms.way, "a key that is paid for");
    EXPECT_EQ(list.terms.url, "https://lists.example/terms");
    EXPECT_EQ(list.removal.method, removal_method::http_from_host);
    EXPECT_EQ(list.removal.expires_after, std::chrono::days{7});
    EXPECT_EQ(list.removal.deadline, std::chrono::hours{12});
    EXPECT_THAT(list.removal.preconditions, ElementsAre("matching reverse DNS"));
}

TEST(definition, plain_test_entries_are_for_what_the_list_knows)
{
    const std::string domains = with(R"(["ip4"])", R"(["domain"])") + "[blocklist.test]\nlisted = \"test.example\"\n";
    EXPECT_EQ(read(domains).lists.at(0).list.test_of(subject_kind::domain).listed, "test.example");
    EXPECT_EQ(read(domains).lists.at(0).list.scope, listing_scope::domain);
    const std::string six = with(R"(["ip4"])", R"(["ip6"])") + "[blocklist.test]\nlisted = \"2001:db8::2\"\n";
    EXPECT_EQ(read(six).lists.at(0).list.test_of(subject_kind::ip6).listed, "2001:db8::2");
}

struct malformed {
    const char* name;
    std::string text;
    int line;
    const char* what;      ///< part of the message
    const char* expected;  ///< part of the hint
};

class malformed_definition : public testing::TestWithParam<malformed> {};

TEST_P(malformed_definition, is_named_with_line_and_hint)
{
    const definitions all = read(GetParam().text);
    ASSERT_EQ(all.wrong.size(), 1U) << definition_problems(all.wrong);
    const problem& wrong = all.wrong[0];
    EXPECT_EQ(wrong.file, "example.toml");
    EXPECT_EQ(wrong.line, GetParam().line) << wrong.to_string();
    EXPECT_NE(wrong.what.find(GetParam().what), std::string::npos) << wrong.to_string();
    EXPECT_NE(wrong.expected.find(GetParam().expected), std::string::npos) << wrong.to_string();
}

std::string also(std::string_view more)
{
    return std::string(smallest) + std::string(more);
}

std::string rule(std::string_view text)
{
    return with(R"({ match = "127.0.0.2", verdict = "listed", means = "spam" })", text);
}

const std::vector<malformed> malformed_texts{
    {"not_toml", with("id = ", "id "), 5, "not valid TOML", ""},
    {"not_utf8", with("Example", "Ex\xE4mple"), 2, "not UTF-8", "UTF-8"},
    {"empty", "", 1, "defines nothing", "[[blocklist]]"},
    {"no_operator", with("[operator]\nname = \"Example operator\"\n", "\n\n"), 4, "[operator] is missing", "name"},
    {"operator_without_name", with("name = \"Example operator\"", "url = \"x\""), 1, "name is missing", "name ="},
    {"unknown_section", also("[operater]\n"), 11, R"(unknown key "operater")", "\"operator\""},
    {"unknown_key", with("zone =", "note = \"\"\nzoen = 1\nzone ="), 7, R"(unknown key "zoen")", "\"zone\""},
    {"unknown_key_far_off", with("zone =", "flavour = 1\nzone ="), 6, R"(unknown key "flavour")", "one of"},
    {"unknown_key_in_answer", rule(R"({ match = "127.0.0.2", verdict = "listed", means = "x", octett = 1 })"), 9,
     R"(unknown key "octett")", "\"octet\""},
    {"unknown_key_in_limits", also("[blocklist.limits]\nper_hour = 1\n"), 12, R"(unknown key "per_hour")", "per_"},
    {"wrong_type", with("\"ip.lists.example\"", "\"ip.lists.example\"\nname = 5"), 7, "name is an integer", "a string"},
    {"enabled_as_text", with("zone =", "enabled = \"yes\"\nzone ="), 6, "enabled is a string", "true or false"},
    {"no_id", with("id = \"example-ip\"\n", ""), 4, "id is missing", "id ="},
    {"bad_id", with("example-ip", "Example IP"), 5, "is not an id", "lower case"},
    {"no_zone", with("zone = \"ip.lists.example\"\n", ""), 4, "zone is missing", "zone ="},
    {"empty_label", with("ip.lists", "ip..lists"), 6, "label \"\"", "1 to 63"},
    {"long_label", with("ip.lists", std::string(64, 'x') + ".lists"), 6, "has the label", "1 to 63"},
    {"zone_with_space", with("ip.lists", "ip lists"), 6, "has the label", "letters"},
    {"zone_with_dot", with("lists.example\"", "lists.example.\""), 6, "ends in a dot", "\"ip.lists.example\""},
    {"zone_upper_case", with("ip.lists", "IP.lists"), 6, "upper case", "lower case"},
    {"key_inside_label", with("ip.lists", "a{key}.lists"), 6, "has the label", "{key} as a whole label"},
    {"subject_without_key", with("ip.lists", "{subject}.lists"), 6, "has the label \"{subject}\"",
     "{key}.{subject} before the rest"},
    {"subject_behind_the_end", with("ip.lists", "{key}.lists.{subject}"), 6, "has the label \"{subject}\"",
     "{key}.{subject} before the rest"},
    {"nothing_behind_the_subject", with("ip.lists.example", "{key}.{subject}"), 6, "has the label \"{subject}\"",
     "{key}.{subject} before the rest"},
    {"two_keys_around_the_subject", with("ip.lists", "{key}.{subject}.{key}"), 6, "more than once", "one {key}"},
    {"two_keys", with("ip.lists", "{key}.{key}.lists"), 6, "more than once", "one {key}"},
    {"zone_too_long",
     with("ip.lists",
          std::string(60, 'x') + '.' + std::string(60, 'y') + '.' + std::string(60, 'z') + '.' + std::string(60, 'w')),
     6, "octets long", "at most 237"},
    {"no_subjects", with("subjects = [\"ip4\"]\n", ""), 4, "subjects is missing", "subjects ="},
    {"unknown_subject", with(R"(["ip4"])", R"(["ip4", "ipv6"])"), 7, R"("ipv6" is not known)", "\"ip6\""},
    {"bad_severity", with("zone =", "severity = \"hihg\"\nzone ="), 6, R"(severity "hihg")", "\"high\""},
    {"bad_scope", with("zone =", "scope = \"network\"\nzone ="), 6, R"(scope "network")", "one of"},
    {"form_without_domains", with("zone =", "domain_form = \"organisational\"\nzone ="), 6, "domain_form", "no"},
    {"no_answers", with("answers = [\n  { match = \"127.0.0.2\", verdict = \"listed\", means = \"spam\" },\n]\n", ""),
     4, "answers is missing", "answers ="},
    {"empty_answers", with("  { match = \"127.0.0.2\", verdict = \"listed\", means = \"spam\" },\n", ""), 8,
     "answers is empty", "at least one"},
    {"match_outside", rule(R"({ match = "10.0.0.1", verdict = "listed", means = "x" })"), 9, "outside 127.0.0.0/8",
     "127"},
    {"clean_rule", rule(R"({ match = "127.0.0.2", verdict = "clean", means = "x" })"), 9, R"(verdict "clean")",
     "one of"},
    {"no_verdict", rule(R"({ match = "127.0.0.2", means = "x" })"), 9, "verdict is missing", "verdict ="},
    {"no_means", rule(R"({ match = "127.0.0.2", verdict = "listed" })"), 9, "means is missing", "means ="},
    {"match_and_bit", rule(R"({ match = "127.0.0.2", bit = 2, verdict = "listed", means = "x" })"), 9,
     "both match and bit", "one of the two"},
    {"neither", rule(R"({ verdict = "listed", means = "x" })"), 9, "neither match nor bit", "one of the two"},
    {"not_a_bit", rule(R"({ bit = 3, verdict = "listed", means = "x" })"), 9, "bit 3", "1, 2, 4"},
    {"octet_one", rule(R"({ bit = 1, octet = 1, verdict = "listed", means = "x" })"), 9, "octet 1", "2, 3 or 4"},
    {"octet_alone", rule(R"({ match = "127.0.0.2", octet = 4, verdict = "listed", means = "x" })"), 9,
     "octet belongs to bit rules", "bit"},
    {"reason_with_listed", rule(R"({ match = "127.0.0.2", verdict = "listed", reason = "rate_limited", means = "x" })"),
     9, "reason belongs", "no reason"},
    {"bad_reason", rule(R"({ match = "127.0.0.2", verdict = "unknown", reason = "blocked", means = "x" })"), 9,
     R"(reason "blocked")", "blocked_by_list"},
    {"listed_error_code", rule(R"({ match = "127.255.255.254", verdict = "listed", means = "x" })"), 9,
     "error in every list", "unknown"},
    {"shadowed",
     rule("{ match = \"127.0.0.2\", verdict = \"listed\", means = \"a\" },\n"
          "  { match = \"127.0.0.2\", verdict = \"listed\", means = \"b\" }"),
     10, "can never match", "before the rules that cover it"},
    {"bad_test_ip", also("[blocklist.test]\nlisted = \"127.0.0\"\n"), 12, "not an IPv4 address", "\"none\""},
    {"test_of_other_kind", also("[blocklist.test]\nlisted_ip6 = \"::1\"\n"), 12, "listed_ip6 is for lists", "no such"},
    {"zero_rate", also("[blocklist.limits]\nper_second = 0\n"), 12, "not above 0", "no limit"},
    {"not_a_rate", also("[blocklist.limits]\nper_second = nan\n"), 12, "not above 0", "no limit"},
    {"day_with_fraction", also("[blocklist.limits]\nper_day = 0.5\n"), 12, "number with a fraction", "an integer"},
    {"no_method", also("[blocklist.removal]\nurl = \"x\"\n"), 11, "method is missing", "method ="},
    {"bad_method", also("[blocklist.removal]\nmethod = \"webform\"\n"), 12, R"(method "webform")", "\"web-form\""},
    {"bad_duration", also("[blocklist.removal]\nmethod = \"none\"\ndeadline = \"10\"\n"), 13, "deadline", ""},
    {"short_duration", also("[blocklist.removal]\nmethod = \"none\"\ndeadline = \"5ms\"\n"), 13, "too short", "1s"},
    {"requires_numbers", also("[blocklist.removal]\nmethod = \"none\"\nrequires = [1]\n"), 13, "holds an integer",
     "strings only"},
    {"commercial_misspelt", also("[blocklist.terms]\ncommercial = \"payd\"\nway = \"a key\"\n"), 12,
     R"(commercial "payd" is not known)", R"("paid" (of "yes", "paid", "no"))"},
    {"commercial_far_off", also("[blocklist.terms]\ncommercial = \"perhaps\"\n"), 12, R"(commercial "perhaps")",
     R"(one of "yes", "paid", "no")"},
    {"commercial_as_flag", also("[blocklist.terms]\ncommercial = true\n"), 12, "commercial is true or false",
     "a string"},
    {"unknown_key_in_terms", also("[blocklist.terms]\ncommercial = \"yes\"\nvolumes = 1\n"), 13,
     R"(terms: unknown key "volumes")", "\"volume\""},
    {"no_volume", also("[blocklist.terms]\nvolume = 0\n"), 12, "volume is not above 0", "no volume"},
    {"terms_that_say_nothing", also("[blocklist.terms]\nway = \"a key\"\n"), 11, "neither commercial nor volume",
     "commercial = "},
    {"paid_without_a_way", also("[blocklist.terms]\ncommercial = \"paid\"\n"), 11, "way is missing", "way ="},
    {"terms_of_the_operator", with("name = \"Example operator\"", "name = \"x\"\nterms = { commercial = \"on\" }"), 3,
     R"([operator], terms: commercial "on")", "\"no\""},
    {"retired_without_zones", "[[retired]]\nid = \"gone\"\nhistory = \"It closed.\"\n", 1, "zones is missing",
     "zones ="},
    {"retired_without_history", "[[retired]]\nid = \"gone\"\nzones = [\"gone.example\"]\n", 1, "history is missing",
     "history ="},
};

INSTANTIATE_TEST_SUITE_P(definition, malformed_definition, testing::ValuesIn(malformed_texts),
                         [](const auto& instance) { return std::string(instance.param.name); });

TEST(definition, names_all_problems_at_once)
{
    const definitions all = read(R"([operator]
name = "x"
[[blocklist]]
id = "a"
zone = "a..example"
subjects = ["ip5"]
answers = [{ match = "1.2.3.4", verdict = "listed", means = "x" }]
[[blocklist]]
id = "b"
colour = "red"
)");
    std::vector<int> lines;
    for (const problem& wrong : all.wrong) lines.push_back(wrong.line);
    EXPECT_THAT(lines, testing::IsSupersetOf({5, 6, 7, 10})) << definition_problems(all.wrong);
    EXPECT_GE(all.wrong.size(), 7U) << definition_problems(all.wrong);
}

TEST(definition, room_for_nibbles_is_asked_of_ip6_lists_only)
{
    const std::string zone =
        std::string(60, 'x') + '.' + std::string(60, 'y') + '.' + std::string(60, 'z') + ".toolong";
    ASSERT_EQ(zone.size(), 190U);
    EXPECT_THAT(read(with("ip.lists.example", zone)).wrong, IsEmpty());
    std::string six = with("ip.lists.example", zone);
    six.replace(six.find("[\"ip4\"]"), 7, "[\"ip6\"]");
    ASSERT_EQ(read(six).wrong.size(), 1U);
    EXPECT_NE(read(six).wrong[0].expected.find("at most 189"), std::string::npos);
}

TEST(definition, room_for_a_key_in_front_is_asked_too)
{
    const std::string rest = std::string(58, 'x') + '.' + std::string(56, 'y') + '.' + std::string(57, 'z');
    ASSERT_EQ(rest.size(), 173U) << "with the longest key, its dot and four octets the 253 of a name";
    EXPECT_THAT(read(with("ip.lists.example", "{key}.{subject}." + rest)).wrong, IsEmpty());
    const definitions longer = read(with("ip.lists.example", "{key}.{subject}." + rest + 'z'));
    ASSERT_EQ(longer.wrong.size(), 1U);
    EXPECT_NE(longer.wrong[0].what.find("octets long"), std::string::npos) << longer.wrong[0].to_string();
}

TEST(definition, a_huge_file_is_refused_unread)
{
    const definitions all = read(std::string(largest_definition_file + 1, '#'));
    ASSERT_EQ(all.wrong.size(), 1U);
    EXPECT_NE(all.wrong[0].expected.find("at most"), std::string::npos);
}

RC_GTEST_PROP(definition, damaged_text_gives_problems_or_a_list_and_never_both_silence, ())
{
    std::string text(smallest);
    const auto cuts = *rc::gen::inRange(1, 4);
    for (int i = 0; i < cuts; ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        text[at] = static_cast<char>(*rc::gen::inRange(0, 256));
    }
    const definitions all = read(text);
    RC_ASSERT(!all.wrong.empty() || all.lists.size() == 1U);
}

}  // namespace
}  // namespace offlist
