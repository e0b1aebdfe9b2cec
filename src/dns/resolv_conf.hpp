// resolv_conf.hpp: the system's resolvers, out of the text of resolv.conf(5).
//
// Pure but for the names of interfaces; safe from any thread. c-ares reads the file too, but drops a link-local address
// with its interface (1.18) and then asks the local host.
#pragma once
#include <boost/asio/ip/udp.hpp>
#include <offlist/problem.hpp>
#include <string_view>
#include <vector>

namespace offlist::dns {

/// The addresses behind `nameserver`, in the forms of parse_server(), at most 32; the local host when there is no such
/// line. Problem: none of them can be used; an unusable one among others is passed over, as the system's own resolver
/// does.
[[nodiscard]] parsed<std::vector<boost::asio::ip::udp::endpoint>> servers_of(std::string_view resolv_conf);

}  // namespace offlist::dns
