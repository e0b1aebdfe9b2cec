// ports.hpp: ports for what the tests do not bind themselves. Safe from any thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>

namespace offlist::test {

/// A port on `address` that was free a moment ago, for UDP and TCP. It lies below those that the system hands out by
/// itself, so that no other test gets it by chance.
[[nodiscard]] boost::asio::ip::udp::endpoint free_endpoint(
    const boost::asio::ip::address& address = boost::asio::ip::address_v4::loopback());

/// A UDP port where nobody listens: a datagram to it is answered by ICMP, so the sender's socket reports ECONNREFUSED.
[[nodiscard]] boost::asio::ip::udp::endpoint dead_endpoint(
    const boost::asio::ip::address& address = boost::asio::ip::address_v4::loopback());

/// How many datagrams this machine has received for ports where nobody listens, over IPv4 (RFC 4113, udpNoPorts).
[[nodiscard]] std::uint64_t datagrams_to_dead_ports();

}  // namespace offlist::test
