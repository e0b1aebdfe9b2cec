// allowance.hpp: how many more questions one list may be asked today, taken from the budget book in chunks.
//
// For one thread. A chunk counts as asked in the book from the moment it is taken, so a crash over-counts by one chunk
// at most and never under-counts.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <sweep/budget.hpp>

namespace offlist {

class allowance {
public:
    /// `book` must outlive the allowance.
    allowance(const blocklist& list, budget_book& book);

    /// Takes `questions` of today's; all or none. False: the day is used up, or the book failed (see failure()).
    bool take(std::int64_t questions, std::chrono::sys_days today)
    {
        if (!per_day_) return true;
        if (granted_ < questions || today > day_) return take_from_book(questions, today);
        granted_ -= questions;
        return true;
    }
    /// Questions taken and not asked.
    void put_back(std::int64_t questions)
    {
        if (per_day_) granted_ += questions;
    }
    /// Returns what is left of the chunk to the book.
    void close();
    /// So many questions will be asked at the most; no more is reserved at once.
    void expect(std::int64_t questions) { expected_ += questions; }
    [[nodiscard]] const std::optional<problem>& failure() const { return failure_; }

private:
    bool take_from_book(std::int64_t questions, std::chrono::sys_days today);

    std::string list_;
    std::optional<std::int64_t> per_day_;
    budget_book* book_;
    std::int64_t expected_ = 0;
    std::int64_t granted_ = 0;
    std::chrono::sys_days day_{};  // of granted_
    std::optional<problem> failure_;
};

}  // namespace offlist
