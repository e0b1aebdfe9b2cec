#include "core/readable.hpp"

#include <algorithm>

namespace offlist {

std::string grouped(std::uint64_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string spoken(std::chrono::seconds duration)
{
    const std::uint64_t total = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    const std::uint64_t days = total / 86400, hours = total / 3600 % 24, minutes = total / 60 % 60,
                        seconds = total % 60;
    const auto both = [](std::uint64_t large, const char* unit, std::uint64_t small, const char* small_unit) {
        return grouped(large) + unit + (small > 0 ? ' ' + std::to_string(small) + small_unit : std::string());
    };
    if (days > 0) return both(days, " d", hours, " h");
    if (hours > 0) return both(hours, " h", minutes, " min");
    if (minutes > 0) return both(minutes, " min", seconds, " s");
    return std::to_string(seconds) + " s";
}

}  // namespace offlist
