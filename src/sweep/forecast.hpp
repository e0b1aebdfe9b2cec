// forecast.hpp: whether a sweep fits the limits of its lists, told before it starts, with the arithmetic.
//
// Pure functions over values.
#pragma once
#include <chrono>
#include <core/readable.hpp>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <optional>
#include <string>
#include <vector>

namespace offlist {

/// What one list is to be asked, and what it allows.
struct list_forecast {
    std::string blocklist;                         ///< its id
    std::uint64_t questions = 0;                   ///< about subjects
    std::uint64_t tests = 0;                       ///< test questions kept aside from the day's budget
    std::uint64_t asked = 0;                       ///< of `questions`: what the limits allow
    std::uint64_t over_budget = 0;                 ///< of `questions`: the rest
    std::optional<std::int64_t> left_today;        ///< of the day's budget; none: no daily limit
    std::optional<std::chrono::seconds> duration;  ///< for `asked` at the list's rate; none: no rate limit
    std::string words;                             ///< the arithmetic, for a person
};

struct forecast {
    std::vector<list_forecast> lists;  ///< in the order given; lists without a question included
    std::uint64_t over_budget = 0;     ///< over all lists
    std::chrono::seconds longest{0};   ///< of the durations: the sweep takes at least that
    [[nodiscard]] bool fits() const { return over_budget == 0; }
};

/// `questions` to `list` when `used_today` were asked already and `tests` are kept aside. TXT questions cannot be
/// foreseen, so a list with many listings may fit less.
[[nodiscard]] list_forecast forecast_of(const blocklist& list, std::uint64_t questions, std::uint64_t tests,
                                        std::int64_t used_today, std::optional<std::chrono::milliseconds> max_duration);

}  // namespace offlist
