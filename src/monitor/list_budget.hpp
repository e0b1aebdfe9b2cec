// list_budget.hpp: what a list is asked, and what its limits make of that.
//
// Values only; safe from any thread.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <offlist/subject.hpp>
#include <optional>
#include <string>

namespace offlist {

struct list_budget {
    std::string blocklist;
    std::optional<std::int64_t> per_day;
    std::int64_t used_today = 0;  ///< questions booked of this day (UTC); 0 without a daily limit
    std::uint64_t subjects = 0;
    std::chrono::seconds round{0};  ///< of all subjects: the interval, or what its limits can carry
    std::uint64_t subjects_with = 0;
    std::chrono::seconds round_with{0};  ///< the same with the subjects that were asked about
};

/// Subjects by kind, in the order of subject_kind.
using subject_counts = std::array<std::uint64_t, subject_kinds>;

}  // namespace offlist
