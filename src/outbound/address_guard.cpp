#include "outbound/address_guard.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <boost/asio/detail/socket_ops.hpp>
#include <boost/asio/ip/address.hpp>
#include <core/special.hpp>
#include <cstring>

namespace offlist::outbound {
namespace {

// curl_sockaddr is a C union of sizes: copied out, so that nothing is read through a pointer of another type.
template <class Address>
Address as(const sockaddr& address)
{
    Address out;
    std::memcpy(&out, &address, sizeof out);
    return out;
}

struct seen_address {
    boost::asio::ip::address what;
    const special_range* special = nullptr;
};

seen_address look(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        const auto in = as<sockaddr_in>(address);
        const address_v4 v4(boost::asio::detail::socket_ops::network_to_host_long(in.sin_addr.s_addr));
        return {v4, find_special(v4.to_uint())};
    }
    const auto in = as<sockaddr_in6>(address);
    address_v6::bytes_type octets{};
    std::copy(std::begin(in.sin6_addr.s6_addr), std::end(in.sin6_addr.s6_addr), octets.begin());
    return {address_v6(octets), find_special(to_number(octets))};
}

curl_socket_t open_if_allowed(void* guard, curlsocktype, curl_sockaddr* to)
{
    if (!static_cast<address_guard*>(guard)->allows(to->addr)) return CURL_SOCKET_BAD;
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

}  // namespace

void address_guard::watch(CURL* easy)
{
    ::curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_if_allowed);
    ::curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

bool address_guard::allows(const sockaddr& address)
{
    if (address.sa_family != AF_INET && address.sa_family != AF_INET6) {
        refused_ = "an address that is neither IPv4 nor IPv6";
        return false;
    }
    const seen_address seen = look(address);
    if (special_ == special_addresses::allow || seen.special == nullptr) return true;
    refused_ =
        seen.what.to_string() + ", " + std::string(seen.special->what) + " (" + std::string(seen.special->source) + ")";
    return false;
}

}  // namespace offlist::outbound
