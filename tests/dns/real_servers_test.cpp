// The engine before real name servers: rbldnsd alone, and rbldnsd behind unbound, as it runs in production.
#include <gmock/gmock.h>

#include <dns/client.hpp>
#include <support/real_servers.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

const std::vector<rbldnsd_zone>& zones()
{
    static const std::vector<rbldnsd_zone> all{
        {"ip.test", "ip4set", ":127.0.0.3:seen in a trap, see http://ip.test/$\n127.0.0.2\n192.0.2.0/24\n"},
        {"trie.test", "ip4trie", ":127.0.0.4:trie\n127.0.0.2\n198.51.100.7\n"},
        {"six.test", "ip6trie", ":127.0.0.2:six\n::ffff:127.0.0.2\n2001:db8::/32\n"},
        {"names.test", "dnset", ":127.0.1.2:bad name\ntest\nbad.example\n.evil.example\n"},
    };
    return all;
}

const std::string six_address = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2";

void expect_the_zones_answer(client& c)
{
    EXPECT_THAT(addresses_of(c.ask("2.0.0.127.ip.test")), ElementsAre(0x7f000003U));
    EXPECT_THAT(addresses_of(c.ask("200.2.0.192.ip.test")), ElementsAre(0x7f000003U));
    EXPECT_EQ(c.ask("1.0.0.127.ip.test").status, answer_status::no_such_name);
    EXPECT_THAT(addresses_of(c.ask("7.100.51.198.trie.test")), ElementsAre(0x7f000004U));
    EXPECT_EQ(c.ask("8.100.51.198.trie.test").status, answer_status::no_such_name);
    EXPECT_THAT(addresses_of(c.ask(six_address + ".six.test")), ElementsAre(0x7f000002U));
    EXPECT_THAT(addresses_of(c.ask("bad.example.names.test")), ElementsAre(0x7f000102U));
    EXPECT_THAT(addresses_of(c.ask("sub.evil.example.names.test")), ElementsAre(0x7f000102U));
    EXPECT_EQ(c.ask("good.example.names.test").status, answer_status::no_such_name);
    EXPECT_THAT(c.ask("5.2.0.192.ip.test", record_type::txt).texts,
                ElementsAre("seen in a trap, see http://ip.test/192.0.2.5"));
}

TEST(real_servers, rbldnsd_is_understood)
{
    const rbldnsd server(zones());
    client c(patient({server.endpoint()}));
    expect_the_zones_answer(c);
}

TEST(real_servers, rbldnsd_refuses_a_zone_that_it_does_not_serve)
{
    const rbldnsd server(zones());
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("2.0.0.127.other.test").status, answer_status::refused);
}

TEST(real_servers, rbldnsd_behind_unbound_is_understood)
{
    const rbldnsd server(zones());
    const unbound resolver({{"ip.test", server.endpoint()},
                            {"trie.test", server.endpoint()},
                            {"six.test", server.endpoint()},
                            {"names.test", server.endpoint()}});
    client c(patient({resolver.endpoint()}));
    expect_the_zones_answer(c);
    EXPECT_EQ(c.ask("abcdefgh.invalid").status, answer_status::no_such_name) << "RFC 6761 section 6.4";
}

TEST(real_servers, unbound_in_front_of_a_server_that_refuses_says_servfail)
{
    const rbldnsd server(zones());
    const unbound resolver({{"other.test", server.endpoint()}});
    client c(patient({resolver.endpoint()}));
    EXPECT_EQ(c.ask("2.0.0.127.other.test").status, answer_status::servfail);
}

TEST(real_servers, thousands_of_questions_through_unbound_find_exactly_what_is_listed)
{
    const rbldnsd server(zones());
    const unbound resolver({{"ip.test", server.endpoint()}});
    std::vector<std::string> names;
    for (int third = 1; third <= 4; ++third)
        for (int last = 0; last < 256; ++last)
            names.push_back(std::to_string(last) + '.' + std::to_string(third) + ".0.192.ip.test");
    resolver_options options = patient({resolver.endpoint()});
    options.max_in_flight = 100;  // unbound's own patience with rbldnsd's small buffers
    client c(options);
    const auto said = c.ask_all(names);
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_EQ(said[i].status, i / 256 == 1 ? answer_status::answered : answer_status::no_such_name) << names[i];
}

}  // namespace
}  // namespace offlist::test
