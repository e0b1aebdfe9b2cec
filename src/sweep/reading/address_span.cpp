#include "sweep/reading/address_span.hpp"

#include <algorithm>
#include <bit>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/assert.hpp>
#include <limits>

namespace offlist {
namespace {

int trailing_zeros(const ip6_number& n)
{
    return n.low != 0 ? std::countr_zero(n.low) : 64 + std::countr_zero(n.high);
}

// The last address of the block of 2^bits addresses that begins at `first`, whose lower bits are all zero.
ip6_number block_end(const ip6_number& first, int bits)
{
    const std::uint64_t all = ~std::uint64_t{0};
    if (bits >= 64) return {bits == 128 ? all : first.high | ((std::uint64_t{1} << (bits - 64)) - 1), all};
    return {first.high, first.low | ((std::uint64_t{1} << bits) - 1)};
}

}  // namespace

std::vector<address_range> ranges_between(std::uint32_t first, std::uint32_t last)
{
    BOOST_ASSERT(first <= last);
    std::vector<address_range> ranges;
    for (std::uint64_t at = first; at <= last;) {
        const std::uint64_t left = std::uint64_t{last} - at + 1;
        const int bits = std::min({std::countr_zero(at), 32, static_cast<int>(std::bit_width(left)) - 1});
        const std::uint64_t size = std::uint64_t{1} << bits;
        ranges.emplace_back(
            ip4_range{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size - 1), 32 - bits});
        at += size;
    }
    return ranges;
}

std::vector<address_range> ranges_between(const ip6_number& first, const ip6_number& last)
{
    BOOST_ASSERT(first <= last);
    std::vector<address_range> ranges;
    ip6_number at = first;
    for (;;) {
        int bits = std::min(trailing_zeros(at), 128);
        while (block_end(at, bits) > last) --bits;
        const ip6_number end = block_end(at, bits);
        ranges.emplace_back(ip6_range{at, end, 128 - bits});
        if (end == last) return ranges;
        at = {end.high + (end.low == std::numeric_limits<std::uint64_t>::max() ? 1 : 0), end.low + 1};
    }
}

std::string address_text(std::uint32_t address)
{
    return address_v4{address}.to_string();
}

std::string address_text(const ip6_number& address)
{
    return address_v6{to_octets(address)}.to_string();
}

}  // namespace offlist
