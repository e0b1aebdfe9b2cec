// answer_match.hpp: which answer addresses a rule of a list definition stands for.
//
// Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <span>
#include <string_view>

namespace offlist {

/// A run of addresses in host byte order, both ends included.
struct address_span {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool operator==(const address_span&) const = default;
};

inline constexpr address_span loopback_space{0x7F000000, 0x7FFFFFFF};  ///< 127.0.0.0/8: where all answers live
inline constexpr address_span error_space{0x7FFFFF00, 0x7FFFFFFF};     ///< 127.255.255.0/24: errors in every list

[[nodiscard]] inline bool holds(const address_span& outer, const address_span& inner)
{
    return outer.first <= inner.first && inner.last <= outer.last;
}

/// `127.0.0.2`, `127.0.0.0/24` or `127.0.0.17-127.0.0.20`. Problems: none of these, host bits set, the ends swapped,
/// outside 127.0.0.0/8.
[[nodiscard]] parsed<address_span> parse_match(std::string_view text);

/// Whether judge() could never come to `rules[index]`, because rules that precede it leave it no address, or because an
/// earlier bit rule is about the same bit.
[[nodiscard]] bool never_matches(std::span<const answer_rule> rules, std::size_t index);

}  // namespace offlist
