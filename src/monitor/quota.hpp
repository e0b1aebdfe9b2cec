// quota.hpp: how often, and how much at a time, one list is asked within its limits. Pure functions over values.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <string>

namespace offlist {

/// What one list has to carry.
struct list_load {
    std::uint64_t subjects = 0;  ///< of all kinds that it is asked about
    std::uint64_t open = 0;      ///< open listings, asked every listed_interval
    std::uint64_t tests = 0;     ///< test questions of one slice, before and after
};

struct quota {
    /// It takes part in one slice of so many, a power of two: lists with small daily limits meet in the same slices,
    /// and their tests stay a twentieth of what they are asked.
    std::uint32_t every = 1;
    /// The same for what cannot wait: confirmations, new subjects. A quarter for tests.
    std::uint32_t urgent_every = 1;
    std::uint64_t most = 0;          ///< questions in one slice, tests excepted; UINT64_MAX: no limit
    std::chrono::seconds period{0};  ///< of its round: the interval, or what its limits can carry
};

[[nodiscard]] quota quota_of(const query_limits& limits, const list_load& load, std::chrono::seconds interval,
                             std::chrono::seconds listed_interval, std::chrono::seconds slice);

/// Why a round of `list` takes `period` instead of `interval`, with the arithmetic and what would help; empty: it does
/// not.
[[nodiscard]] std::string why_longer(const blocklist& list, std::uint64_t subjects, std::chrono::seconds period,
                                     std::chrono::seconds interval);

/// Of a day's `left` questions, what a slice may take that stands for `span`, `to_midnight` before the next day (UTC):
/// its share of the time, twofold, so that a list may catch up and yet has questions left at the end of the day.
[[nodiscard]] std::uint64_t share_of_day(std::uint64_t left, std::chrono::seconds span,
                                         std::chrono::seconds to_midnight);

}  // namespace offlist
