#include "core/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include "core/quoted.hpp"

namespace offlist {
namespace {

struct unit {
    std::string_view name;
    std::int64_t milliseconds;
};

// From the longest to the shortest, so that the first that divides a duration gives its shortest text.
constexpr std::array<unit, 5> units{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

constexpr std::string_view a_duration = "a whole number and a unit, like 500ms, 30s, 10m, 6h or 7d";

problem bad_duration(std::string_view text, std::string_view why, std::string_view expected = a_duration)
{
    return {.what = quoted(text) + " is not a duration: " + std::string(why), .expected = std::string(expected)};
}

problem too_long(std::string_view text)
{
    return {.what = "the duration " + quoted(text) + " is too long",
            .expected = "at most " + to_string(longest_duration)};
}

}  // namespace

parsed<std::chrono::milliseconds> parse_duration(std::string_view text)
{
    if (text.empty()) return problem{.what = "the duration is empty", .expected = std::string(a_duration)};
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    const auto name = text.substr(digits.size());
    if (digits.empty())
        return bad_duration(text, text[0] == '-' || text[0] == '+' ? "it has a sign" : "it has no number");
    if (name.empty()) {
        const bool short_enough_to_repeat = digits.size() < 10;
        return bad_duration(text, "it has no unit",
                            short_enough_to_repeat ? std::string(digits) + "s" : std::string(a_duration));
    }

    for (const auto& [unit_name, milliseconds] : units) {
        if (name != unit_name) continue;
        std::int64_t count = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (read.ec != std::errc{} || count > longest_duration.count() / milliseconds) return too_long(text);
        return std::chrono::milliseconds{count * milliseconds};
    }
    if (name[0] == '.' || name[0] == ',') return bad_duration(text, "it has a fraction");
    return bad_duration(text, quoted(name) + " is not a unit");
}

std::string to_string(std::chrono::milliseconds d)
{
    const std::int64_t count = d.count();
    if (count == 0) return "0s";
    for (const auto& [name, milliseconds] : units)
        if (count % milliseconds == 0) return std::to_string(count / milliseconds) + std::string(name);
    return std::to_string(count) + "ms";
}

}  // namespace offlist
