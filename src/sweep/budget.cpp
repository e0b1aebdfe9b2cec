#include "sweep/budget.hpp"

#include <algorithm>

namespace offlist {

std::int64_t granted_of(const booking& line, std::int64_t count)
{
    // never below zero: somebody may have mended the file by hand meanwhile
    if (line.wanted < 0) return -std::min(-line.wanted, count);
    return std::clamp<std::int64_t>(line.per_day - count, 0, line.wanted);
}

parsed<void> memory_budget::book(std::span<booking> lines)
{
    for (booking& line : lines) {
        std::int64_t& count = counts_[{line.day, std::string(line.list)}];
        line.granted = granted_of(line, count);
        count += line.granted;
    }
    return {};
}

std::int64_t memory_budget::used(std::string_view list, std::chrono::sys_days day) const
{
    const auto found = counts_.find({day, std::string(list)});
    return found == counts_.end() ? 0 : found->second;
}

}  // namespace offlist
