// client_address.hpp: who a request really comes from, when our own proxy stands before us, and who is one client.
//
// Immutable once made; safe from any thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <core/cidr.hpp>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace offlist::http {

class trusted_proxies {
public:
    trusted_proxies() = default;
    /// Problems: one that is neither an address nor a range.
    [[nodiscard]] static loaded<trusted_proxies> from(const std::vector<std::string>& texts);

    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

    /// The client behind `peer`. X-Forwarded-For (all its fields, joined with commas) is believed only as far as our
    /// own proxies wrote it: from the right, up to the first address that is not one of them. What is no address there
    /// ends the search.
    [[nodiscard]] boost::asio::ip::address client_of(const boost::asio::ip::address& peer,
                                                     std::string_view forwarded_for) const;

private:
    std::vector<address_range> ranges_;
};

/// An IPv4-mapped IPv6 address as the IPv4 address that it is; any other as it is.
[[nodiscard]] boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

/// What counts as one client where things are counted by address: an address of IPv4, and the /64 of one of IPv6, which
/// is the least that anybody is given (RFC 6177): 2001:db8:1:2::/64.
[[nodiscard]] std::string network_of(const boost::asio::ip::address& address);
/// The same of a text; one that is no address counts as it is.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace offlist::http
