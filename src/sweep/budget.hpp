// budget.hpp: the port through which a sweep books the questions that a list allows in a day.
//
// A book counts per list and UTC day. It belongs to one thread at a time. Implemented by memory_budget here and by
// store::budget_file, which survives a restart.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <offlist/problem.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace offlist {

/// Port: how many questions a list was asked on a UTC day.
class budget_book {
public:
    virtual ~budget_book() = default;

    /// Books up to `wanted` questions to `list` on `day`, never more than `per_day` in all. Returns how many were
    /// granted, 0 when the day is used up. What is granted counts as asked at once, so a crash can only over-count.
    /// Problems: the book cannot be written.
    virtual parsed<std::int64_t> take(std::string_view list, std::chrono::sys_days day, std::int64_t per_day,
                                      std::int64_t wanted) = 0;
    /// Gives back what take() granted for `day` and was not asked. Problems: the book cannot be written.
    virtual parsed<std::int64_t> give_back(std::string_view list, std::chrono::sys_days day, std::int64_t unused) = 0;
    /// How many questions to `list` were booked on `day`.
    [[nodiscard]] virtual std::int64_t used(std::string_view list, std::chrono::sys_days day) const = 0;
};

/// Forgets everything at its end: for one-shot checks and tests.
class memory_budget final : public budget_book {
public:
    parsed<std::int64_t> take(std::string_view list, std::chrono::sys_days day, std::int64_t per_day,
                              std::int64_t wanted) override;
    parsed<std::int64_t> give_back(std::string_view list, std::chrono::sys_days day, std::int64_t unused) override;
    [[nodiscard]] std::int64_t used(std::string_view list, std::chrono::sys_days day) const override;

private:
    std::map<std::pair<std::chrono::sys_days, std::string>, std::int64_t> counts_;
};

}  // namespace offlist
