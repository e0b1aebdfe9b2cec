// host_addresses.hpp: the addresses of host names, for who has names where addresses are asked about.
//
// Through c-ares, which follows aliases and asks again as resolvers' clients do; the engine is for the questions of
// blocklists, where an alias is never an answer. Blocks until all is answered; one call at a time on any thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <offlist/resolver.hpp>
#include <optional>
#include <string>
#include <vector>

namespace offlist::dns {

struct host_addresses {
    std::vector<boost::asio::ip::address> addresses;  ///< A, then AAAA, each once
    std::string failure;  ///< why there are none, or not all, as a clause: "does not exist (NXDOMAIN)"; else empty
};

/// The A and AAAA records (RFC 1035 section 3.4.1, RFC 3596) of each of `names`, in their order. A question that failed
/// is told even where the other one brought addresses: half of a host's addresses would pass for all of them. At most
/// 32 names are asked about at a time. What is not answered by the moment `until` has failed. Throws std::runtime_error
/// when c-ares cannot be used.
[[nodiscard]] std::vector<host_addresses> addresses_of(
    const std::vector<std::string>& names, const resolver_options& through,
    std::optional<std::chrono::steady_clock::time_point> until = std::nullopt);

}  // namespace offlist::dns
