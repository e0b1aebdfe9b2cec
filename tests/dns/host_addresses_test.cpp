// The addresses of host names, and resolvers on link-local addresses.
#include <gmock/gmock.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <cstring>
#include <dns/client.hpp>
#include <dns/host_addresses.hpp>
#include <memory>
#include <support/fault_server.hpp>

namespace offlist::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

resolver_options asking(const boost::asio::ip::udp::endpoint& server)
{
    resolver_options through;
    through.servers = {server};
    return through;
}

std::vector<std::string> texts_of(const dns::host_addresses& host)
{
    std::vector<std::string> texts;
    for (const auto& address : host.addresses) texts.push_back(address.to_string());
    return texts;
}

TEST(host_addresses, are_a_and_aaaa)
{
    fault_server server;
    server.a("mail.example.org", {0x2d530c07, 0x2d530c08});
    server.aaaa("mail.example.org", {"2a00::25"});
    server.a("four.example.org", {0x2d530c09});
    server.aaaa("six.example.org", {"2a00::6"});
    const auto found =
        dns::addresses_of({"mail.example.org", "four.example.org", "six.example.org"}, asking(server.endpoint()));
    EXPECT_THAT(texts_of(found[0]), ElementsAre("45.83.12.7", "45.83.12.8", "2a00::25"));
    EXPECT_THAT(texts_of(found[1]), ElementsAre("45.83.12.9"));
    EXPECT_THAT(texts_of(found[2]), ElementsAre("2a00::6"));
    for (const auto& host : found) EXPECT_EQ(host.failure, "");
}

TEST(host_addresses, aliases_are_followed)
{
    fault_server server;
    server.cname("smtp.example.net", "node7.example.org");
    server.a("node7.example.org", {0x2d530c07});
    EXPECT_THAT(texts_of(dns::addresses_of({"smtp.example.net"}, asking(server.endpoint()))[0]),
                ElementsAre("45.83.12.7"));
}

TEST(host_addresses, what_was_not_learnt_is_told)
{
    fault_server server;
    server.txt("text.example.org", {{"no address"}});
    server.a("half.example.org", {0x2d530c07});
    server.on("half.example.org", behaviour{.what = fault::servfail}.first(1));
    server.on("refused.example.org", fault::refused);
    const auto found = dns::addresses_of(
        {"none.example.org", "text.example.org", "half.example.org", "refused.example.org"}, asking(server.endpoint()));
    EXPECT_THAT(found[0].failure, HasSubstr("NXDOMAIN"));
    EXPECT_THAT(found[1].failure, HasSubstr("neither A nor AAAA"));
    EXPECT_THAT(texts_of(found[2]), ElementsAre("45.83.12.7")) << "one SERVFAIL is asked again";
    EXPECT_EQ(found[2].failure, "");
    EXPECT_THAT(found[3].failure, HasSubstr("REFUSED"));
    EXPECT_THAT(found[3].addresses, IsEmpty());
}

TEST(host_addresses, hundreds_are_asked_for_a_few_at_a_time)
{
    fault_server server;
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) {
        names.push_back("h" + std::to_string(i) + ".example.org");
        server.a(names.back(), {0x2d530000U + static_cast<std::uint32_t>(i)});
    }
    const auto found = dns::addresses_of(names, asking(server.endpoint()));
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_EQ(found[i].addresses.at(0).to_v4().to_uint(), 0x2d530000U + i);
}

// A link-local address of this machine with its interface, if it has one.
std::optional<boost::asio::ip::address_v6> own_link_local()
{
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(first, &::freeifaddrs);
    for (const auto* each = first; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET6) continue;
        sockaddr_in6 found{};
        std::memcpy(&found, each->ifa_addr, sizeof found);
        boost::asio::ip::address_v6::bytes_type octets;
        std::memcpy(octets.data(), &found.sin6_addr, octets.size());
        const boost::asio::ip::address_v6 address(octets, found.sin6_scope_id);
        if (address.is_link_local()) return address;
    }
    return std::nullopt;
}

TEST(link_local_resolver, is_asked_over_udp_and_tcp_by_engine_and_library)
{
    const auto address = own_link_local();
    if (!address) GTEST_SKIP() << "no interface here has a link-local address";
    fault_server_options options;
    options.address = *address;
    fault_server server(options);
    server.a("x.bl.test", {listed});
    ASSERT_NE(server.endpoint().address().to_v6().scope_id(), 0U);
    {
        client c(patient({server.endpoint()}));
        EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
    }
    EXPECT_THAT(texts_of(dns::addresses_of({"x.bl.test"}, asking(server.endpoint()))[0]), ElementsAre("127.0.0.2"));
    server.on("", fault::truncated);
    client c(patient({server.endpoint()}));
    EXPECT_EQ(c.ask("x.bl.test").status, answer_status::answered);
    EXPECT_EQ(server.count("x.bl.test", transport::tcp), 1U);
}

}  // namespace
}  // namespace offlist::test
