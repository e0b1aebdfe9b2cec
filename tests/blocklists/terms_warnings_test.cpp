#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blocklists/make_list.hpp"
#include "blocklists/terms_warnings.hpp"

namespace offlist {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

blocklist list_of(const std::string& operator_name, const std::string& id, commercial_use commercial,
                  const std::string& way = "a feed")
{
    blocklist list = test::make_list(id, id + ".example", {subject_kind::ip4});
    list.operator_name = operator_name;
    list.terms.commercial = commercial;
    list.terms.way = way;
    return list;
}

const installation_use charging{.charges = true, .acknowledged = {}};

TEST(terms_warnings, who_charges_is_warned_of_each_list_that_wants_money_for_it)
{
    std::vector<blocklist> on{list_of("Alpha", "alpha", commercial_use::paid, "a key of the Alpha service"),
                              list_of("Beta", "beta", commercial_use::no, ""),
                              list_of("Gamma", "gamma", commercial_use::yes),
                              list_of("Delta", "delta", commercial_use::unknown, "")};
    on[0].terms.url = "https://alpha.example/terms";
    const auto warnings = terms_warnings(on, charging);
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_THAT(warnings[0].blocklists, ElementsAre("alpha"));
    EXPECT_THAT(warnings[0].what, AllOf(HasSubstr("alpha"), HasSubstr("(Alpha)"), HasSubstr("price book")));
    EXPECT_THAT(warnings[0].advice,
                AllOf(HasSubstr("a key of the Alpha service"), HasSubstr("https://alpha.example/terms"),
                      HasSubstr("lists.acknowledge = [\"alpha\"]")));
    EXPECT_THAT(warnings[1].blocklists, ElementsAre("beta"));
    EXPECT_THAT(warnings[1].advice, AllOf(HasSubstr("lists.disable"), Not(HasSubstr("a feed"))));
    EXPECT_EQ(warnings[0].to_string(), warnings[0].what + ": " + warnings[0].advice);
}

TEST(terms_warnings, who_does_not_charge_is_not_warned)
{
    const std::vector<blocklist> on{list_of("Alpha", "alpha", commercial_use::paid),
                                    list_of("Beta", "beta", commercial_use::no)};
    EXPECT_THAT(terms_warnings(on, {.charges = false, .acknowledged = {}}), IsEmpty());
}

TEST(terms_warnings, what_is_acknowledged_is_quiet_and_only_that)
{
    const std::vector<blocklist> on{list_of("Alpha", "alpha-ip", commercial_use::paid),
                                    list_of("Alpha", "alpha-domains", commercial_use::paid),
                                    list_of("Beta", "beta", commercial_use::paid)};
    const auto warnings = terms_warnings(on, {.charges = true, .acknowledged = {"alpha-ip", "beta", "not-on"}});
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings[0].blocklists, ElementsAre("alpha-domains"));
    EXPECT_THAT(warnings[0].to_string(), Not(HasSubstr("alpha-ip")));
}

TEST(terms_warnings, lists_of_one_operator_with_one_way_are_one_warning)
{
    const std::vector<blocklist> on{
        list_of("Alpha", "alpha-1", commercial_use::paid), list_of("Beta", "beta", commercial_use::paid),
        list_of("Alpha", "alpha-2", commercial_use::paid), list_of("Alpha", "alpha-3", commercial_use::paid),
        list_of("Alpha", "alpha-4", commercial_use::paid, "another feed")};
    const auto warnings = terms_warnings(on, charging);
    ASSERT_EQ(warnings.size(), 3U);
    EXPECT_THAT(warnings[0].blocklists, ElementsAre("alpha-1", "alpha-2", "alpha-3"));
    EXPECT_THAT(warnings[0].what, HasSubstr("alpha-1, alpha-2 and alpha-3"));
    EXPECT_THAT(warnings[0].advice, HasSubstr("lists.acknowledge = [\"alpha-1\", \"alpha-2\", \"alpha-3\"]"));
    EXPECT_THAT(warnings[1].blocklists, ElementsAre("beta"));
    EXPECT_THAT(warnings[2].advice, HasSubstr("another feed"));
}

TEST(terms_warnings, a_key_may_be_the_free_one_and_says_so)
{
    std::vector<blocklist> on{list_of("Alpha", "alpha", commercial_use::paid, "a key that is paid for")};
    on[0].zone = "{key}.alpha.example";
    on[0].use_key("s3cret");
    const auto warnings = terms_warnings(on, charging);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_THAT(warnings[0].what, HasSubstr("free key"));
    EXPECT_THAT(warnings[0].to_string(), Not(HasSubstr("s3cret")));
}

TEST(terms_warnings, free_questions_are_counted_over_all_lists_of_the_operator)
{
    std::vector<blocklist> on{list_of("Alpha", "alpha-1", commercial_use::yes),
                              list_of("Alpha", "alpha-2", commercial_use::yes)};
    for (blocklist& list : on) {
        list.terms.volume = 100000;
        list.limits.per_day = 50000;
    }
    const installation_use free{.charges = false, .acknowledged = {}};
    EXPECT_THAT(terms_warnings(on, free), IsEmpty()) << "as much as is free, and no more";
    on[1].limits.per_day = 50001;
    const auto over = terms_warnings(on, free);
    ASSERT_EQ(over.size(), 1U);
    EXPECT_THAT(over[0].blocklists, ElementsAre("alpha-1", "alpha-2"));
    EXPECT_THAT(over[0].what, AllOf(HasSubstr("100,000"), HasSubstr("100,001"), HasSubstr("(Alpha)")));
    EXPECT_THAT(over[0].advice, AllOf(HasSubstr("a feed"), HasSubstr("per_day")));
    on[1].limits.per_day.reset();
    const auto unbounded = terms_warnings(on, free);
    ASSERT_EQ(unbounded.size(), 1U);
    EXPECT_THAT(unbounded[0].what, HasSubstr("without a daily limit"));
    EXPECT_THAT(terms_warnings(on, {.charges = false, .acknowledged = {"alpha-2"}}), IsEmpty())
        << "an agreement about one list says nothing about the rest, which stays below";
}

TEST(terms_in_words, says_who_may_ask_for_nothing)
{
    terms_of_use terms;
    EXPECT_EQ(terms_in_words(terms), "not known");
    terms.commercial = commercial_use::yes;
    EXPECT_EQ(terms_in_words(terms), "for everybody, also who charges for it");
    terms.volume = 10000;
    EXPECT_THAT(terms_in_words(terms), HasSubstr("10,000 questions a day over all lists of the operator"));
    terms.commercial = commercial_use::paid;
    terms.way = "a feed";
    terms.url = "https://alpha.example/terms";
    EXPECT_THAT(terms_in_words(terms), AllOf(HasSubstr("not for who charges for it"), HasSubstr("a feed"),
                                             HasSubstr("https://alpha.example/terms")));
    terms.commercial = commercial_use::no;
    EXPECT_THAT(terms_in_words(terms), HasSubstr("not for who charges for it"));
    terms = {};
    terms.volume = 5;
    EXPECT_THAT(terms_in_words(terms), AllOf(HasSubstr("5 questions a day"), HasSubstr("not known")));
}

}  // namespace
}  // namespace offlist
