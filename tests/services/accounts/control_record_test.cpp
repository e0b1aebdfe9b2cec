// What a holder publishes, and whether it is found.
#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <dns/record_types.hpp>
#include <services/accounts/control_record.hpp>

#include "support/await.hpp"
#include "support/fake_resolver.hpp"

namespace offlist::services {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

owned_subject pending(const std::string& text)
{
    owned_subject s;
    s.text = text;
    s.pending = true;
    s.challenge = "0123456789abcdef0123456789abcdef";
    return s;
}

constexpr const char* value = "offlist-challenge=0123456789abcdef0123456789abcdef";

struct control_record_test : testing::Test {
    test::fake_resolver dns;
    boost::asio::io_context on;
    std::vector<std::string> domains;

    control_finding found(const std::string& text)
    {
        return test::await(on, look_for_control(dns, {.what = pending(text), .domains = domains}));
    }
    void names(const std::string& question, std::vector<std::string> texts)
    {
        answer said;
        said.status = answer_status::answered;
        said.texts = std::move(texts);
        dns.set(question, dns::ptr_record, said);
    }
    void alias(const std::string& question, std::vector<std::string> texts)
    {
        answer said;
        said.status = answer_status::answered;
        said.alias = true;
        said.texts = std::move(texts);
        dns.set(question, record_type::txt, said);
    }
};

TEST(control_record, stands_at_the_names_that_only_the_holder_can_write)
{
    EXPECT_THAT(record_for(pending("example.org")).at, ElementsAre("_offlist-challenge.example.org"));
    EXPECT_EQ(record_for(pending("example.org")).value, value);
    EXPECT_THAT(record_for(pending("198.41.0.4")).at, ElementsAre("_offlist-challenge.4.0.41.198.in-addr.arpa"));
    EXPECT_THAT(record_for(pending("198.41.0.0/24")).at, ElementsAre("_offlist-challenge.0.41.198.in-addr.arpa"));
    EXPECT_EQ(record_for(pending("198.41.0.0/24")).or_at, "");
    EXPECT_THAT(record_for(pending("198.41.0.0/16")).at, ElementsAre("_offlist-challenge.41.198.in-addr.arpa"));
    EXPECT_THAT(record_for(pending("2600::/48")).at,
                ElementsAre("_offlist-challenge.0.0.0.0.0.0.0.0.0.0.6.2.ip6.arpa"));
}

TEST(control_record, of_a_range_between_zones_stands_in_each_or_in_the_one_around_them)
{
    const auto small = record_for(pending("198.41.7.8/30"));
    EXPECT_THAT(
        small.at,
        ElementsAre("_offlist-challenge.8.7.41.198.in-addr.arpa", "_offlist-challenge.9.7.41.198.in-addr.arpa",
                    "_offlist-challenge.10.7.41.198.in-addr.arpa", "_offlist-challenge.11.7.41.198.in-addr.arpa"));
    EXPECT_EQ(small.or_at, "_offlist-challenge.7.41.198.in-addr.arpa");
    const auto large = record_for(pending("198.41.252.0/22"));
    EXPECT_THAT(large.at, SizeIs(4));
    EXPECT_EQ(large.at.back(), "_offlist-challenge.255.41.198.in-addr.arpa");
    EXPECT_EQ(large.or_at, "_offlist-challenge.41.198.in-addr.arpa");
    const auto six = record_for(pending("2600:0:0:fc::/62"));
    EXPECT_THAT(six.at, SizeIs(4));
    EXPECT_EQ(six.at.back(), "_offlist-challenge.f.f.0.0.0.0.0.0.0.0.0.0.0.0.6.2.ip6.arpa");
    EXPECT_EQ(six.or_at, "_offlist-challenge.f.0.0.0.0.0.0.0.0.0.0.0.0.6.2.ip6.arpa");
    EXPECT_THAT(record_for(pending("2600::4/126")).at, SizeIs(4));
}

TEST_F(control_record_test, is_found_at_the_challenge_or_at_the_domain)
{
    EXPECT_THAT(found("example.org").detail, HasSubstr("_offlist-challenge.example.org"));
    EXPECT_FALSE(found("example.org").shown);
    dns.txt("example.org", {"v=spf1 -all", value});
    EXPECT_TRUE(found("example.org").shown);
    dns.txt("example.org", {std::string(value) + "0"});
    EXPECT_FALSE(found("example.org").shown) << "another's";
    dns.txt("_offlist-challenge.example.org", {value});
    EXPECT_TRUE(found("example.org").shown);
}

TEST_F(control_record_test, counts_behind_an_alias_at_the_challenge_alone)
{
    alias("example.org", {value});
    EXPECT_FALSE(found("example.org").shown) << "who holds the alias's target does not hold the domain";
    alias("_offlist-challenge.example.org", {value});
    EXPECT_TRUE(found("example.org").shown);
}

TEST_F(control_record_test, reverse_dns_into_a_proved_domain_shows_an_address)
{
    names("4.0.41.198.in-addr.arpa", {"mail.example.org"});
    dns.a("mail.example.org", {0xc6290004});
    EXPECT_FALSE(found("198.41.0.4").shown) << "nobody has shown that the account holds example.org";
    domains = {"ample.org"};
    EXPECT_FALSE(found("198.41.0.4").shown);
    domains = {"example.org"};
    EXPECT_TRUE(found("198.41.0.4").shown);
    dns.a("mail.example.org", {0xc6290005});
    EXPECT_FALSE(found("198.41.0.4").shown) << "anybody may name anybody's host";
}

TEST_F(control_record_test, of_a_range_must_stand_in_all_of_its_zones)
{
    for (const char* const last : {"8", "9", "10"})
        dns.txt("_offlist-challenge." + std::string(last) + ".7.41.198.in-addr.arpa", {value});
    const auto lacking = found("198.41.7.8/30");
    EXPECT_FALSE(lacking.shown);
    EXPECT_THAT(lacking.detail, HasSubstr("_offlist-challenge.11.7"));
    dns.txt("_offlist-challenge.11.7.41.198.in-addr.arpa", {value});
    EXPECT_TRUE(found("198.41.7.8/30").shown);
}

TEST_F(control_record_test, is_not_there_while_dns_cannot_be_asked)
{
    dns.otherwise(answer_status::timeout);
    EXPECT_FALSE(found("example.org").shown);
    EXPECT_FALSE(found("198.41.0.0/20").shown);
    EXPECT_LE(dns.asked().size(), 4U) << "the first that is missing is enough";
}

}  // namespace
}  // namespace offlist::services
