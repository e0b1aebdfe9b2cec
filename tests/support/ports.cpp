#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/ports.hpp>

namespace offlist::test {
namespace {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;

// Linux hands out 32768 to 60999 by itself (ip_local_port_range); well-known services are mostly below 10000.
constexpr std::uint16_t first_port = 15000;
constexpr std::uint16_t last_port = 32000;
constexpr int attempts = 100;

template <class Protocol>
bool can_bind(const boost::asio::ip::address& address, std::uint16_t port)
{
    boost::asio::io_context context;
    const typename Protocol::endpoint at(address, port);
    typename Protocol::socket socket(context, at.protocol());
    boost::system::error_code failed;
    socket.bind(at, failed);
    return !failed;
}

}  // namespace

udp::endpoint free_endpoint(const boost::asio::ip::address& address)
{
    std::random_device random;  // tests that run side by side must not all try the same
    std::uniform_int_distribution<std::uint16_t> any(first_port, last_port);
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const std::uint16_t port = any(random);
        if (can_bind<udp>(address, port) && can_bind<tcp>(address, port)) return {address, port};
    }
    throw std::runtime_error("no free port on " + address.to_string());
}

udp::endpoint dead_endpoint(const boost::asio::ip::address& address)
{
    return free_endpoint(address);
}

std::uint64_t datagrams_to_dead_ports()
{
    // /proc/net/snmp holds a line of names and a line of numbers for each protocol; NoPorts is Udp's second number
    std::ifstream snmp("/proc/net/snmp");
    std::string line;
    while (std::getline(snmp, line)) {
        std::istringstream words(line);
        std::string protocol;
        std::uint64_t received = 0;
        std::uint64_t no_ports = 0;
        if (words >> protocol >> received >> no_ports && protocol == "Udp:") return no_ports;
    }
    throw std::runtime_error("/proc/net/snmp does not count UDP datagrams");
}

}  // namespace offlist::test
