// What DNS must say before an operator is asked: reverse DNS that confirms forward, a name of its own, a domain that
// takes mail.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <delisting/dns_facts.hpp>
#include <delisting/own_name.hpp>
#include <dns/record_types.hpp>
#include <offlist/catalog.hpp>
#include <set>
#include <support/places.hpp>

#include "support/await.hpp"
#include "support/fake_resolver.hpp"

namespace offlist {
namespace {

using testing::HasSubstr;

subject address(const char* text)
{
    return parse_subject(text, special_addresses::allow).value();
}

struct dns_facts_test : testing::Test {
    test::fake_resolver dns;
    boost::asio::io_context on;

    void names(const std::string& question, record_type type, std::vector<std::string> texts)
    {
        answer said;
        said.status = answer_status::answered;
        said.texts = std::move(texts);
        dns.set(question, type, said);
    }
    void fails(const std::string& question, record_type type, answer_status how)
    {
        answer said;
        said.status = how;
        dns.set(question, type, said);
    }
    dns_facts facts(const char* about, dns_needs what = {.reverse_dns = true, .postmaster = true})
    {
        return test::await(on, look_up(dns, address(about), what));
    }
    dns_fact reverse(const char* about) { return facts(about, {.reverse_dns = true, .postmaster = false}).reverse_dns; }
};

constexpr const char* arpa = "7.2.0.192.in-addr.arpa";

TEST_F(dns_facts_test, a_name_that_leads_back_is_in_order)
{
    names(arpa, dns::ptr_record, {"other.example.org", "mail.example.org"});
    dns.a("mail.example.org", {0xc0000208, 0xc0000207});
    EXPECT_EQ(reverse("192.0.2.7"), (dns_fact{standing::in_order, "mail.example.org"}));
}

TEST_F(dns_facts_test, without_a_name_or_with_one_that_leads_elsewhere_it_is_wrong)
{
    EXPECT_EQ(reverse("192.0.2.7").now, standing::wrong);
    EXPECT_THAT(reverse("192.0.2.7").detail, HasSubstr("has no reverse DNS"));
    names(arpa, dns::ptr_record, {"mail.example.org"});
    dns.a("mail.example.org", {0xc0000208});
    EXPECT_EQ(reverse("192.0.2.7").now, standing::wrong);
    EXPECT_THAT(reverse("192.0.2.7").detail, HasSubstr("does not lead back"));
}

TEST_F(dns_facts_test, a_failed_look_up_is_neither_in_order_nor_wrong)
{
    for (const answer_status how : {answer_status::timeout, answer_status::refused, answer_status::servfail,
                                    answer_status::malformed, answer_status::truncated, answer_status::unreachable}) {
        fails(arpa, dns::ptr_record, how);
        EXPECT_EQ(reverse("192.0.2.7").now, standing::could_not_check) << static_cast<int>(how);
        names(arpa, dns::ptr_record, {"mail.example.org"});
        fails("mail.example.org", record_type::a, how);
        EXPECT_EQ(reverse("192.0.2.7").now, standing::could_not_check) << static_cast<int>(how);
        fails("example.org", dns::mx_record, how);
        EXPECT_EQ(facts("192.0.2.7").postmaster.now, standing::could_not_check) << static_cast<int>(how);
    }
}

TEST_F(dns_facts_test, a_generic_name_is_wrong_even_if_it_leads_back)
{
    names(arpa, dns::ptr_record, {"192-0-2-7.pool.example.org"});
    dns.a("192-0-2-7.pool.example.org", {0xc0000207});
    EXPECT_EQ(reverse("192.0.2.7").now, standing::wrong);
    EXPECT_THAT(reverse("192.0.2.7").detail, HasSubstr("provider"));
}

TEST_F(dns_facts_test, of_ipv6_the_name_leads_back_by_AAAA)
{
    names("7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", dns::ptr_record,
          {"mail.example.org"});
    names("mail.example.org", dns::aaaa_record, {"2001:db8::7"});
    EXPECT_EQ(reverse("2001:db8::7").now, standing::in_order);
}

TEST_F(dns_facts_test, a_postmaster_is_reached_by_MX_or_address)
{
    names(arpa, dns::ptr_record, {"mail.shop.example.org"});
    dns.a("mail.shop.example.org", {0xc0000207});
    EXPECT_EQ(facts("192.0.2.7").postmaster.now, standing::wrong) << "neither";
    dns.a("example.org", {0xc0000201});
    EXPECT_EQ(facts("192.0.2.7").postmaster.now, standing::in_order) << "RFC 5321 section 5.1";
    names("example.org", dns::mx_record, {"0 ."});
    EXPECT_EQ(facts("192.0.2.7").postmaster.now, standing::wrong) << "RFC 7505";
    names("example.org", dns::mx_record, {"10 mail.example.org"});
    EXPECT_EQ(facts("192.0.2.7").postmaster.now, standing::in_order);
}

TEST_F(dns_facts_test, a_domain_is_asked_about_its_mail_alone)
{
    names("shop.example.org", dns::mx_record, {"10 mail.example.org"});
    const dns_facts found = facts("shop.example.org");
    EXPECT_EQ(found.postmaster.now, standing::in_order);
    EXPECT_EQ(found.reverse_dns.now, standing::not_checked);
    EXPECT_EQ(dns.asked().size(), 1U);
}

TEST_F(dns_facts_test, a_stranger_does_not_decide_how_much_is_asked)
{
    std::vector<std::string> many;
    for (int n = 0; n < 500; ++n) many.push_back("n" + std::to_string(n) + ".example.org");
    names(arpa, dns::ptr_record, many);
    EXPECT_EQ(reverse("192.0.2.7").now, standing::wrong);
    EXPECT_LE(dns.asked().size(), 12U);
}

TEST(own_name, spells_its_address_or_says_dynamic)
{
    for (const char* generic :
         {"192-0-2-7.example.org", "7.2.0.192.example.org", "host192.0.2.7.example.org", "x192x0x2x7.example.org",
          "192000002007.example.org", "c0000207.example.org", "ip-192-0-2-7.eu.example.org", "dsl-17.example.org",
          "foo.dynamic.example.org", "DYN-1.example.org", "pool17.isp.example.org", "cust-9.example.org"})
        EXPECT_TRUE(looks_generic(generic, address("192.0.2.7"))) << generic;
    for (const char* own : {"mail.example.org", "mx2.example.org", "mta-7.example.org", "server192.example.org",
                            "mail.cable.example", "dynamite.example.org", "smtp-2-7.example.org", "static.example.org"})
        EXPECT_FALSE(looks_generic(own, address("192.0.2.7"))) << own;
    EXPECT_TRUE(looks_generic("2001-db8-0-0-0012-0034-0056-0078.example.org", address("2001:db8::12:34:56:78")));
    EXPECT_TRUE(looks_generic("0012003400560078.example.org", address("2001:db8::12:34:56:78")));
    EXPECT_FALSE(looks_generic("mail.example.org", address("2001:db8::7")));
}

TEST(preconditions, every_demand_of_the_shipped_lists_has_the_kind_that_a_person_would_give_it)
{
    std::map<precondition_kind, std::set<std::string>> by_kind;
    const auto all = load_catalog(test::in_tree("lists.d"));
    ASSERT_TRUE(all);
    for (const blocklist& list : all->lists())
        for (const std::string& words : list.removal.preconditions) by_kind[kind_of_precondition(words)].insert(words);
    EXPECT_THAT(by_kind[precondition_kind::reverse_dns],
                testing::UnorderedElementsAre(
                    "a static mail server with matching reverse DNS", "reverse DNS that confirms forward",
                    "reverse DNS names the operator and has spread", "reverse DNS exists and has spread"));
    EXPECT_THAT(by_kind[precondition_kind::postmaster],
                testing::UnorderedElementsAre("access to the responsible mailbox",
                                              "e-mail from an address at the listed domain, saying what was repaired"));
    EXPECT_THAT(by_kind[precondition_kind::network_owner],
                testing::UnorderedElementsAre("only the network operator can act", "only the provider can act",
                                              "the network owner asks, by the address in the record"));
    EXPECT_EQ(kind_of_precondition("matching reverse DNS"), precondition_kind::reverse_dns);
    EXPECT_EQ(kind_of_precondition("stop the cause first"), precondition_kind::by_customer);
}

}  // namespace
}  // namespace offlist
