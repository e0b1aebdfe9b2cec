// A resolver's address as people write it.
#include <gmock/gmock.h>
#include <net/if.h>

#include <dns/resolv_conf.hpp>
#include <offlist/resolver.hpp>

namespace offlist::test {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::udp;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(server_text, every_documented_form_is_read)
{
    EXPECT_EQ(parse_server("192.0.2.1").value(), udp::endpoint(make_address("192.0.2.1"), 53));
    EXPECT_EQ(parse_server("192.0.2.1:5353").value(), udp::endpoint(make_address("192.0.2.1"), 5353));
    EXPECT_EQ(parse_server("2001:db8::1").value(), udp::endpoint(make_address("2001:db8::1"), 53));
    EXPECT_EQ(parse_server("[2001:db8::1]").value(), udp::endpoint(make_address("2001:db8::1"), 53));
    EXPECT_EQ(parse_server("[2001:db8::1]:5353").value(), udp::endpoint(make_address("2001:db8::1"), 5353));
}

TEST(server_text, anything_else_is_a_problem_that_quotes_it)
{
    for (const char* text : {"", ":", "192.0.2", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:53x",
                             "[2001:db8::1", "[2001:db8::1]5353", "[2001:db8::1]:", "ns.example", " 192.0.2.1"}) {
        const auto read = parse_server(text);
        ASSERT_FALSE(read) << text;
        EXPECT_NE(read.error().what.find('"' + std::string(text) + '"'), std::string::npos) << read.error().what;
        EXPECT_FALSE(read.error().expected.empty());
    }
}

TEST(server_text, a_link_local_address_has_its_interface)
{
    const auto lo = static_cast<std::uint32_t>(::if_nametoindex("lo"));
    ASSERT_NE(lo, 0U);
    for (const char* text : {"fe80::1%lo", "[fe80::1%lo]:53"}) {
        const auto read = parse_server(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->address().to_v6().scope_id(), lo);
        EXPECT_EQ(read->address().to_string(), "fe80::1%lo");
    }
    EXPECT_THAT(parse_server("fe80::1").error().to_string(), HasSubstr("without its interface; expected"));
    EXPECT_THAT(parse_server("fe80::1%nosuch0").error().what,
                HasSubstr("\"nosuch0\", which this machine does not have"));
    EXPECT_THAT(parse_server("2001:db8::1%lo").error().what, HasSubstr("is not a resolver's address"));
}

std::vector<std::string> of_system(std::string_view resolv_conf)
{
    const auto servers = dns::servers_of(resolv_conf);
    if (!servers) return {servers.error().what};
    std::vector<std::string> all;
    for (const auto& server : *servers)
        all.push_back(server.address().to_string() + ' ' + std::to_string(server.port()));
    return all;
}

TEST(server_text, the_systems_are_those_of_resolv_conf)
{
    EXPECT_THAT(
        of_system("# nameserver 192.0.2.9\nsearch example.org\nnameserver 192.0.2.1\nnameserver\t2001:db8::1 # two\r\n"
                  "nameservers 192.0.2.8\n nameserver 192.0.2.7\nnameserver 192.0.2.2"),
        ElementsAre("192.0.2.1 53", "2001:db8::1 53", "192.0.2.2 53"));
    EXPECT_THAT(of_system("nameserver fe80::1%lo\n"), ElementsAre("fe80::1%lo 53")) << "not the local host";
    EXPECT_THAT(of_system("nameserver fe80::1%nosuch0\nnameserver 192.0.2.1\n"), ElementsAre("192.0.2.1 53"));
    EXPECT_THAT(of_system(""), ElementsAre("127.0.0.1 53")) << "resolv.conf(5)";
    EXPECT_THAT(of_system("options edns0\n"), ElementsAre("127.0.0.1 53"));
}

TEST(server_text, resolvers_of_which_none_can_be_used_are_no_reason_to_ask_the_local_host)
{
    for (const char* line :
         {"nameserver fe80::1%nosuch0", "nameserver fe80::1", "nameserver ns.example", "nameserver "})
        EXPECT_THAT(of_system(std::string(line) + '\n'), ElementsAre(HasSubstr("the system's resolver cannot be used")))
            << line;
}

TEST(server_text, an_engine_needs_one_to_thirty_two_servers)
{
    boost::asio::io_context context;
    resolver_options options;
    EXPECT_ANY_THROW(static_cast<void>(make_resolver(context.get_executor(), options)));
    options.servers.assign(33, udp::endpoint(make_address("127.0.0.1"), 5353));
    EXPECT_ANY_THROW(static_cast<void>(make_resolver(context.get_executor(), options)));
}

}  // namespace
}  // namespace offlist::test
