#include "core/timestamp.hpp"

#include <fmt/core.h>

#include <boost/assert.hpp>
#include <cstddef>

#include "core/quoted.hpp"

namespace offlist {
namespace {

constexpr std::string_view shape = "dddd-dd-ddTdd:dd:ddZ";

bool has_shape(std::string_view text)
{
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return false;
    }
    return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits)
{
    int number = 0;
    for (const char c : text.substr(at, digits)) number = number * 10 + (c - '0');
    return number;
}

}  // namespace

std::string timestamp(std::chrono::sys_seconds moment)
{
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    const int year = static_cast<int>(date.year());
    BOOST_ASSERT_MSG(year >= 0 && year <= 9999, "RFC 3339 has four digits for the year");
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

parsed<std::chrono::sys_seconds> parse_timestamp(std::string_view text)
{
    const auto bad = [text](std::string_view why) {
        return problem{.what = quoted(text) + " is not a moment: " + std::string(why),
                       .expected = "RFC 3339 in UTC, like 2026-11-23T08:00:00Z"};
    };
    if (!has_shape(text)) return bad("its form is another");
    const std::chrono::year_month_day date{std::chrono::year{number_at(text, 0, 4)},
                                           std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                           std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
    if (!date.ok()) return bad("there is no such day");
    const int hour = number_at(text, 11, 2);
    const int minute = number_at(text, 14, 2);
    const int second = number_at(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59) return bad("there is no such time of day");
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

}  // namespace offlist
