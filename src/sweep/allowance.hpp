// allowance.hpp: how many more questions one list may be asked today, taken from the budget store in chunks.
//
// For one thread. A chunk counts as asked in the store from the moment it is taken, so a crash over-counts by one chunk
// at most and never under-counts. The allowances of one sweep go to the store together: whenever one needs a chunk,
// those of its peers that will need one soon get it by the same booking.
#pragma once
#include <chrono>
#include <cstdint>
#include <offlist/blocklist.hpp>
#include <offlist/problem.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sweep/budget.hpp"

namespace offlist {

class allowance {
public:
    /// `budgets` must outlive the allowance.
    allowance(const blocklist& list, budget_store& budgets);

    /// From now on book together with these, this one included; they must stay where they are.
    void join(std::span<allowance* const> peers) { peers_ = peers; }
    /// Takes `questions` of today's; all or none. False: the day is used up, or the store failed (see failure()).
    bool take(std::int64_t questions, std::chrono::sys_days today)
    {
        if (!per_day_) return true;
        if (granted_ < questions || today > day_) return take_from_store(questions, today);
        granted_ -= questions;
        return true;
    }
    /// Questions taken for the newest day and not asked.
    void put_back(std::int64_t questions)
    {
        if (per_day_) granted_ += questions;
    }
    /// So many questions will be asked at the most; no more is reserved at once.
    void expect(std::int64_t questions) { expected_ += questions; }
    /// Nothing more will be asked: no chunk is taken for it any more.
    void ends() { expected_ = 0; }
    /// Returns what is left of the chunks to the store, for all of them at once. If it cannot be written now it
    /// counts too much, which harms nobody's result.
    static void close(std::span<allowance* const> all);
    [[nodiscard]] const std::optional<problem>& failure() const { return failure_; }

private:
    bool take_from_store(std::int64_t questions, std::chrono::sys_days today);
    void plan(std::int64_t questions, std::chrono::sys_days today, std::vector<booking>& lines) const;
    void take_in(const booking& line);

    std::string list_;
    std::optional<std::int64_t> per_day_;
    budget_store* budgets_;
    std::span<allowance* const> peers_;
    std::int64_t expected_ = 0;
    std::int64_t booked_ = 0;  // in all, what was given back left out
    std::int64_t granted_ = 0;
    std::chrono::sys_days day_{};  // of granted_
    std::optional<problem> failure_;
};

}  // namespace offlist
