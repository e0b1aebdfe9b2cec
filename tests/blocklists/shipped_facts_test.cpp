// Facts about the shipped lists that are not codes: terms of use, how domains are asked, which lists are on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "blocklists/question_name.hpp"
#include "blocklists/shipped.hpp"
#include "blocklists/terms_warnings.hpp"

namespace offlist {
namespace {

using test::said;
using test::shipped;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::set<std::string> warned(const std::vector<terms_warning>& all)
{
    std::set<std::string> ids;
    for (const terms_warning& w : all) ids.insert(w.blocklists.begin(), w.blocklists.end());
    return ids;
}

// Registrable domains are what most lists hold. Host names are asked as they are only where the operator says that its
// zone answers for names below a listed domain, or holds host names.
TEST(shipped_facts, only_lists_that_know_host_names_are_asked_about_them)
{
    const std::set<std::string> know_hosts{"spamhaus-dbl", "spamhaus-dbl-dqs", "abusix-dblack", "abusix-nod",
                                           "abusix-white", "dnswl-dwl",        "hostkarma"};
    std::set<std::string> as_given;
    for (const blocklist& list : shipped().lists())
        if (list.asks(subject_kind::domain) && list.form == domain_form::as_given) as_given.insert(list.id);
    EXPECT_EQ(as_given, know_hosts);
}

TEST(shipped_facts, who_charges_is_warned_of_the_lists_that_are_free_for_others_only)
{
    const auto warnings = terms_warnings(shipped().enabled(), {true, {}});
    const std::set<std::string> ids = warned(warnings);
    for (const char* id : {"spamhaus-zen", "spamhaus-dbl", "surbl-multi", "uribl-multi", "dnswl", "dnswl-dwl"})
        EXPECT_THAT(ids, Contains(id));
    for (const char* id : {"psbl", "dronebl", "nordspam-bl", "isipp-iadb", "spamcop", "mailspike-bl"})
        EXPECT_THAT(ids, Not(Contains(id)));
    for (const terms_warning& w : warnings) EXPECT_FALSE(w.advice.empty()) << w.what;
    EXPECT_THAT(warnings.front().to_string() + warnings.back().to_string(), HasSubstr("acknowledge"));
}

TEST(shipped_facts, who_does_not_charge_is_warned_of_nothing)
{
    for (const terms_warning& w : terms_warnings(shipped().enabled(), {})) ADD_FAILURE() << w.to_string();
}

// The free volume is for all lists of an operator together.
TEST(shipped_facts, the_lists_that_are_on_stay_below_their_operators_free_volume)
{
    std::map<std::string, std::int64_t> asked;
    int with_volume = 0;
    for (const blocklist& list : shipped().enabled()) {
        if (!list.terms.volume) continue;
        ++with_volume;
        asked[list.operator_name] += list.limits.per_day.value_or(0);
        EXPECT_LE(asked[list.operator_name], *list.terms.volume) << list.operator_name;
    }
    EXPECT_GE(with_volume, 10);
}

TEST(shipped_facts, terms_say_where_they_stand)
{
    int known = 0;
    for (const blocklist& list : shipped().lists()) {
        if (list.terms.commercial == commercial_use::unknown && !list.terms.volume) continue;
        ++known;
        EXPECT_THAT(list.terms.url, HasSubstr("://")) << list.id;
    }
    EXPECT_GE(known, 40);
}

// A list that only third parties document, that is disputed, or that another list holds is asked when somebody wants
// it.
TEST(shipped_facts, lists_of_little_known_facts_are_off)
{
    for (const char* id : {"gbudb-truncate",
                           "rizon",
                           "tornevall",
                           "fraudbl",
                           "fmb",
                           "fmb-fresh",
                           "fmb-short",
                           "rv-soft",
                           "drmx",
                           "rbldns-ru",
                           "konstant",
                           "nosolicitado",
                           "isx",
                           "transip-proxy",
                           "gweep-proxy",
                           "spfbl-score",
                           "spfbl-abuse",
                           "hostkarma-black",
                           "hostkarma-nobl",
                           "ascams-mix",
                           "ascams-dnsbl",
                           "abusix-dnsbl",
                           "interserver-sa",
                           "interserver-good",
                           "httpbl",
                           "spamhaus-sbl-dqs",
                           "spamhaus-xbl-dqs",
                           "spamrats-all-key",
                           "digibase-proxyabuse"})
        EXPECT_FALSE(shipped(id).enabled) << id;
    EXPECT_THAT(shipped("gbudb-truncate").note, HasSubstr("disputed"));
    // Weak facts and unknown codes are never asked unless somebody wants it.
    for (const blocklist& list : shipped().enabled()) EXPECT_THAT(list.note, Not(HasSubstr("weak sources"))) << list.id;
}

TEST(shipped_facts, zones_that_closed_tell_so)
{
    for (const char* zone : {"fulldom.rfc-clueless.org", "dsn.rfc-clueless.org", "cbl.abuseat.org",
                             "spam.dnsbl.anonmails.de", "dnsrbl.org", "virus.rbl.jp", "short.rbl.jp",
                             "orvedb.aupads.org", "swl.spamhaus.org", "opm.tornevall.org", "dnsbl.swiftbl.org"}) {
        const retired_list* const gone = shipped().find_retired(zone);
        ASSERT_NE(gone, nullptr) << zone;
        EXPECT_FALSE(gone->history.empty()) << zone;
    }
    EXPECT_EQ(shipped().find_retired("rfc-clueless.org")->since, "2023-09-23");
    EXPECT_EQ(shipped().find_retired("dnsbl.tornevall.org"), nullptr) << "its sister is not asked, but lives";
}

TEST(shipped_facts, a_key_stands_where_its_operator_wants_it)
{
    catalog_options options;
    options.keys = {{"httpbl", "abcdefghijkl"}, {"spamrats-all-key", "k1"}, {"abusix-dblack", "k2"}};
    const auto all = load_catalog(test::source_directory + "/lists.d", options);
    ASSERT_TRUE(all) << said(all.error());
    const auto asked = [&](const char* id, subject_kind kind) {
        const blocklist* const list = all->find(id);
        EXPECT_TRUE(list->enabled) << id;
        return test_question_name(*list, kind, true);
    };
    EXPECT_EQ(asked("httpbl", subject_kind::ip4), "abcdefghijkl.1.1.1.127.dnsbl.httpbl.org");
    EXPECT_EQ(asked("abusix-dblack", subject_kind::domain), "example.test.k2.dblack.mail.abusix.zone");
    EXPECT_EQ(test_question_name(*all->find("spamrats-all-key"), subject_kind::ip4, false),
              "1.0.0.127.k1.all.spamrats.com");
}

}  // namespace
}  // namespace offlist
