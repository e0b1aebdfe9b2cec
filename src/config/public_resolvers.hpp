// public_resolvers.hpp: the resolvers that everybody may ask, and that the big blocklists therefore refuse.
//
// A fixed table; safe from any thread.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace offlist::config {

/// Who runs the public resolver at `address`; empty for any other.
[[nodiscard]] std::string_view public_resolver(const boost::asio::ip::address& address);

}  // namespace offlist::config
