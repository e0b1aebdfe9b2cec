// A resolver's address as people write it.
#include <gmock/gmock.h>

#include <offlist/resolver.hpp>

namespace offlist::test {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::udp;

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
