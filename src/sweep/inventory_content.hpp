// inventory_content.hpp: what an inventory holds inside; for inventory*.cpp alone.
//
// IPv4 is one Roaring bitmap, in which random addresses take two octets each and ranges nearly nothing. IPv6 addresses
// are far too sparse for that: single ones are a sorted vector, and ranges stay ranges. Immutable once built.
#pragma once
#include <roaring/roaring.h>

#include <array>
#include <core/ip_text.hpp>
#include <cstdint>
#include <memory>
#include <new>
#include <offlist/subject.hpp>
#include <vector>

namespace offlist {

struct roaring_free {
    void operator()(roaring_bitmap_t* bitmap) const noexcept { roaring_bitmap_free(bitmap); }
};
using ip4_set = std::unique_ptr<roaring_bitmap_t, roaring_free>;

[[nodiscard]] inline ip4_set make_ip4_set()
{
    ip4_set made{roaring_bitmap_create()};
    if (!made) throw std::bad_alloc{};
    return made;
}

/// `count` addresses from `first`: one after another, or, in a sampled run, one in each /64 after another.
struct ip6_run {
    ip6_number first;
    std::uint32_t count = 0;
    bool operator==(const ip6_run&) const = default;
};

enum class run_step : bool { address, subnet };  ///< to the next address, or to the same one of the next /64

template <run_step Step>
[[nodiscard]] constexpr ip6_number address_of(const ip6_run& run, std::uint32_t offset) noexcept
{
    // No run crosses a /64 (dense, at most 65536 of a /112) or the end of the address space, so nothing carries over.
    if constexpr (Step == run_step::address) return {run.first.high, run.first.low + offset};
    return {run.first.high + offset, run.first.low};
}

struct inventory_content {
    ip4_set ip4 = make_ip4_set();
    std::vector<ip6_number> ip6_singles;  ///< ascending, each once, none of them in a run
    std::vector<ip6_run> ip6_dense;       ///< ascending, disjoint; run_step::address
    std::vector<ip6_run> ip6_sampled;     ///< ascending, disjoint among themselves; run_step::subnet
    std::vector<domain> domains;          ///< ascending, each once
    std::array<std::uint64_t, subject_kinds> counts{};
};

/// Takes out what is there twice (a range within a range, an address within one), and counts. Requires order.
void fold(inventory_content& content);

}  // namespace offlist
