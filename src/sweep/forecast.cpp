#include "sweep/forecast.hpp"

#include <algorithm>
#include <cmath>

namespace offlist {
namespace {

std::string rate_text(double per_second)
{
    if (per_second >= 1 && per_second == std::floor(per_second))
        return grouped(static_cast<std::uint64_t>(per_second)) + " a second";
    if (per_second < 1) return "one in " + spoken(std::chrono::seconds(std::llround(1 / per_second)));
    const auto tenths = static_cast<std::uint64_t>(std::llround(per_second * 10));
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " a second";
}

std::string in_words(const blocklist& list, const list_forecast& f,
                     std::optional<std::chrono::milliseconds> max_duration)
{
    std::string words = f.blocklist + ": " + grouped(f.questions) + (f.questions == 1 ? " question" : " questions");
    if (list.limits.per_second) {
        const auto whole = std::ceil(static_cast<double>(f.questions) / *list.limits.per_second);
        words += " at " + rate_text(*list.limits.per_second) + (f.questions == 1 ? " takes " : " take ") +
                 spoken(std::chrono::seconds(static_cast<std::int64_t>(std::min(whole, 1e15))));
    } else {
        words += ", no limit a second";
    }
    if (list.limits.per_day)
        words += "; " + grouped(static_cast<std::uint64_t>(*list.limits.per_day)) + " a day allowed, " +
                 grouped(static_cast<std::uint64_t>(*f.left_today)) + " left today, " + grouped(f.tests) +
                 " kept for tests";
    if (f.over_budget > 0 && max_duration)
        words += "; the sweep may take " + spoken(std::chrono::ceil<std::chrono::seconds>(*max_duration));
    words += f.over_budget > 0 ? ": " + grouped(f.over_budget) + " will be over_budget" : ": fits";
    return words;
}

}  // namespace

list_forecast forecast_of(const blocklist& list, std::uint64_t questions, std::uint64_t tests, std::int64_t used_today,
                          std::optional<std::chrono::milliseconds> max_duration)
{
    list_forecast f;
    f.blocklist = list.id;
    f.questions = questions;
    f.tests = questions > 0 ? tests : 0;
    f.asked = questions;
    if (list.limits.per_day) {
        f.left_today = std::max<std::int64_t>(*list.limits.per_day - used_today, 0);
        const auto left = static_cast<std::uint64_t>(*f.left_today);
        f.asked = std::min(f.asked, left > f.tests ? left - f.tests : 0);
    }
    if (list.limits.per_second) {
        const double rate = *list.limits.per_second;
        if (max_duration) {
            const double fit = rate * std::chrono::duration<double>(*max_duration).count();
            f.asked = std::min(f.asked, static_cast<std::uint64_t>(std::min(fit, 1e18)));
        }
        f.duration = std::chrono::seconds(
            static_cast<std::int64_t>(std::min(std::ceil(static_cast<double>(f.asked) / rate), 1e15)));
    }
    f.over_budget = questions - f.asked;
    f.words = in_words(list, f, max_duration);
    return f;
}

}  // namespace offlist
