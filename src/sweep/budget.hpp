// budget.hpp: the port through which a sweep books the questions that lists allow in a day.
//
// A budget store counts per list and UTC day. It belongs to one thread at a time. Implemented by memory_budget here and
// by budget_file, which survives a restart.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <offlist/problem.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace offlist {

/// One list's line of a booking.
struct booking {
    std::string_view list;  ///< its id; must outlive the call only
    std::chrono::sys_days day;
    std::int64_t per_day = 0;  ///< no more than this in all; means nothing when questions are given back
    std::int64_t wanted = 0;   ///< questions to book; negative: to give back
    std::int64_t granted = 0;  ///< set by the store, with the sign of `wanted`
};

/// Port: how many questions a list was asked on a UTC day.
class budget_store {
public:
    virtual ~budget_store() = default;

    /// Books each line in turn: up to `wanted` questions and never more than `per_day` in all, so none when the day is
    /// used up; or gives back what was booked for `day` and not asked. What is granted counts as asked at once, so a
    /// crash can only over-count. All lines cost as much as one: a sweep books all its lists together. Problems: the
    /// counts cannot be written; then nothing is booked.
    virtual parsed<void> book(std::span<booking> lines) = 0;
    /// How many questions to `list` were booked on `day`.
    [[nodiscard]] virtual std::int64_t used(std::string_view list, std::chrono::sys_days day) const = 0;
};

/// What a line adds to a day of which `count` are booked. Pure.
[[nodiscard]] std::int64_t granted_of(const booking& line, std::int64_t count);

/// Forgets everything at its end: for one-shot checks and tests.
class memory_budget final : public budget_store {
public:
    parsed<void> book(std::span<booking> lines) override;
    [[nodiscard]] std::int64_t used(std::string_view list, std::chrono::sys_days day) const override;

private:
    std::map<std::pair<std::chrono::sys_days, std::string>, std::int64_t> counts_;
};

}  // namespace offlist
