#include "monitor/quota.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <core/readable.hpp>
#include <limits>

namespace offlist {
namespace {

using std::chrono::seconds;

constexpr double seconds_a_day = 86'400;
// What is planned of a limit. The rest is for texts, tests that are asked again, and checks by hand.
constexpr double of_rate = 0.8;
constexpr double of_day = 0.9;
constexpr double tests_of_day = 0.05;
constexpr double urgent_tests_of_day = 0.25;
// A list that takes part rarely may make its slices so much longer, or a slow one could not use its day.
constexpr double stretch = 3;
// An open listing costs a question for its text too.
constexpr double questions_a_listing = 2;
constexpr std::uint32_t rarest = 1U << 14U;

std::uint32_t slices_apart(std::uint64_t tests, double share, const query_limits& limits, seconds slice)
{
    if (!limits.per_day) return 1;
    const double most_tests = std::max(share * static_cast<double>(*limits.per_day), 1e-3);
    const double gap = static_cast<double>(tests) * seconds_a_day / most_tests;
    const double slices = std::ceil(gap / static_cast<double>(slice.count()));
    return std::bit_ceil(static_cast<std::uint32_t>(std::clamp(slices, 1.0, double{rarest})));
}

}  // namespace

quota quota_of(const query_limits& limits, const list_load& load, seconds interval, seconds listed_interval,
               seconds slice)
{
    quota r;
    r.every = slices_apart(load.tests, tests_of_day, limits, slice);
    r.urgent_every = slices_apart(load.tests, urgent_tests_of_day, limits, slice);
    r.most = std::numeric_limits<std::uint64_t>::max();
    r.period = interval;
    if (!limits.per_second && !limits.per_day) return r;

    const double gap = r.every * static_cast<double>(slice.count());
    const auto tests = static_cast<double>(load.tests);
    double rate = std::numeric_limits<double>::infinity();  // questions a second, tests excepted
    if (limits.per_second) {
        const double length = static_cast<double>(slice.count()) * (r.every > 1 ? stretch : 1);
        const double most = std::max(of_rate * *limits.per_second * length - tests, 1.0);
        r.most = static_cast<std::uint64_t>(most);
        rate = most / gap;
    }
    if (limits.per_day)
        rate = std::min(
            rate, std::max(of_day * static_cast<double>(*limits.per_day) - tests * seconds_a_day / gap, tests_of_day) /
                      seconds_a_day);
    const double listings = std::min(
        questions_a_listing * static_cast<double>(load.open) / static_cast<double>(listed_interval.count()), rate / 2);
    const double needed = std::ceil(static_cast<double>(load.subjects) / (rate - listings));
    constexpr double longest = 10 * 365 * seconds_a_day;
    r.period = std::max(interval, seconds(static_cast<std::int64_t>(std::min(needed, longest))));
    return r;
}

std::uint64_t share_of_day(std::uint64_t left, seconds span, seconds to_midnight)
{
    const double part =
        2 * static_cast<double>(span.count()) / static_cast<double>(std::max(to_midnight, seconds(1)).count());
    return static_cast<std::uint64_t>(static_cast<double>(left) * std::clamp(part, 0.0, 1.0));
}

std::string why_longer(const blocklist& list, std::uint64_t subjects, std::chrono::seconds period,
                       std::chrono::seconds interval)
{
    if (period <= interval) return {};
    std::string words = list.id + ": a round over " + grouped(subjects) + (subjects == 1 ? " subject" : " subjects") +
                        " takes " + spoken(period) + " instead of the interval of " + spoken(interval);
    if (list.limits.per_day)
        words += "; it may be asked " + grouped(static_cast<std::uint64_t>(*list.limits.per_day)) + " times a day";
    if (list.limits.per_second)
        words += "; it may be asked " + std::to_string(*list.limits.per_second).substr(0, 5) + " times a second";
    return words + ". A key or a feed of its operator's carries more; else set a longer interval";
}

}  // namespace offlist
