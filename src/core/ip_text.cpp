#include "core/ip_text.hpp"

#include <arpa/inet.h>

#include <array>

namespace offlist {

ip6_number to_number(const boost::asio::ip::address_v6::bytes_type& octets) noexcept
{
    ip6_number number;
    for (std::size_t i = 0; i < 8; ++i) {
        number.high = number.high << 8U | octets[i];
        number.low = number.low << 8U | octets[i + 8];
    }
    return number;
}

boost::asio::ip::address_v6::bytes_type to_octets(const ip6_number& number) noexcept
{
    boost::asio::ip::address_v6::bytes_type octets{};
    for (std::size_t i = 0; i < 8; ++i) {
        octets[i] = static_cast<std::uint8_t>(number.high >> (56 - 8 * i));
        octets[i + 8] = static_cast<std::uint8_t>(number.low >> (56 - 8 * i));
    }
    return octets;
}

bool read_ip6(std::string_view text, ip6_number& out) noexcept
{
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return false;
    text.copy(terminated.data(), text.size());
    boost::asio::ip::address_v6::bytes_type octets{};
    if (inet_pton(AF_INET6, terminated.data(), octets.data()) != 1) return false;
    out = to_number(octets);
    return true;
}

}  // namespace offlist
